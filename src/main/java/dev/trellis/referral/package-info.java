/** Referral codes, who came through them, and what that earns. */
@NullMarked
package dev.trellis.referral;

import org.jspecify.annotations.NullMarked;
