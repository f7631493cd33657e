@NullMarked
package dev.trellis.console;

import org.jspecify.annotations.NullMarked;
