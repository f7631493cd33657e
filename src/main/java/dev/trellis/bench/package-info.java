/** Measurements to repeat: each prints what it measured as ratios. */
@NullMarked
package dev.trellis.bench;

import org.jspecify.annotations.NullMarked;
