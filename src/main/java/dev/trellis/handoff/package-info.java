/** What sales is asked to do: hand-offs with their deadlines, and tasks. */
@NullMarked
package dev.trellis.handoff;

import org.jspecify.annotations.NullMarked;
