@NullMarked
package dev.trellis.api;

import org.jspecify.annotations.NullMarked;
