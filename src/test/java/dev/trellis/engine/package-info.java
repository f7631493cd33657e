@NullMarked
package dev.trellis.engine;

import org.jspecify.annotations.NullMarked;
