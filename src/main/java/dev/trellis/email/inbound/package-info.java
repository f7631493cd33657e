/**
 * Reads what comes back: bounces, complaints, replies and wishes to be left alone, from a mailbox, a post or a relay.
 */
@NamedInterface("inbound")
@NullMarked
package dev.trellis.email.inbound;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
