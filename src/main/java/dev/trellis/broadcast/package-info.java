/** One email to everybody in a segment. */
@NullMarked
package dev.trellis.broadcast;

import org.jspecify.annotations.NullMarked;
