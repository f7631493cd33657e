/** Tests of planning, rendering and sending. */
@NullMarked
package dev.trellis.email;

import org.jspecify.annotations.NullMarked;
