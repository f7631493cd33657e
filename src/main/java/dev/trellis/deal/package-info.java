/** Deals: opened, won, lost with a reason, and what that does to the contact's stage. */
@NullMarked
package dev.trellis.deal;

import org.jspecify.annotations.NullMarked;
