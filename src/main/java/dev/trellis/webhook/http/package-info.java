/** Calls to addresses that users type in: signed, patient up to a point, and never into our own network. */
@NamedInterface("http")
@NullMarked
package dev.trellis.webhook.http;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
