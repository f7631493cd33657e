package dev.trellis.webhook.inbound;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Somebody outside who may tell us things, at {@code /t/hooks/} and the name.
 *
 * @param secrets what its messages may be signed with at present, the newest first
 */
public record HookSource(
        UUID id, String name, String description, List<String> secrets, boolean active, Instant createdAt) {

    /** Who did it, as it is kept with what was done. */
    String actor() {
        return "hook:" + name;
    }
}
