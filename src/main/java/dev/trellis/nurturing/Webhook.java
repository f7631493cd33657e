package dev.trellis.nurturing;

import java.net.URI;
import java.util.UUID;

/**
 * A place outside that a diagram can tell something.
 *
 * @param name what diagrams call it
 * @param secret what its requests are signed with, in the form {@code whsec_<base64>}
 */
public record Webhook(UUID id, String name, URI url, String secret) {}
