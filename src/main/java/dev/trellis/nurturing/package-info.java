/** The bridge to the journeys: what happened becomes messages, jobs become deeds. */
@NullMarked
package dev.trellis.nurturing;

import org.jspecify.annotations.NullMarked;
