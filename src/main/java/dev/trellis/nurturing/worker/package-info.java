/** One class for each job type that a diagram may name. */
@NullMarked
package dev.trellis.nurturing.worker;

import org.jspecify.annotations.NullMarked;
