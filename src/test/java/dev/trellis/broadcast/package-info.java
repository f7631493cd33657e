@NullMarked
package dev.trellis.broadcast;

import org.jspecify.annotations.NullMarked;
