/** What activities and profiles are worth: score, fit and temperature, by decision tables. */
@NullMarked
package dev.trellis.scoring;

import org.jspecify.annotations.NullMarked;
