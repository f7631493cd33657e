/** Half a year of made-up people on a fast clock, to watch before trusting it with real ones. */
@NullMarked
package dev.trellis.demo;

import org.jspecify.annotations.NullMarked;
