/** Hands mail to relays over SMTP: connections, their pools, and what relays answer. Knows nothing of contacts. */
@NamedInterface("smtp")
@NullMarked
package dev.trellis.email.smtp;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
