/**
 * Hears what other systems tell us: deals, decisions about hand-offs, activities and contacts, signed and each once.
 */
@NamedInterface("inbound")
@NullMarked
package dev.trellis.webhook.inbound;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
