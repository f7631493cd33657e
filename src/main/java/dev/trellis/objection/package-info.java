/** What sales hears against us, and what marketing answers it with. */
@NullMarked
package dev.trellis.objection;

import org.jspecify.annotations.NullMarked;
