package dev.trellis.platform.security;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may sign in at the pages.
 *
 * @param email what hand-offs, tasks and deals call their owner; null for somebody who owns none
 * @param team the sales team they belong to
 * @param version counts what ends their sessions
 * @param account the one by which they sign in at the provider; null until they first do
 */
public record AppUser(
        String name,
        @Nullable String email,
        Role role,
        @Nullable String team,
        boolean locked,
        int version,
        Instant createdAt,
        @Nullable Instant signedInAt,
        @Nullable Account account) {

    /** Whose leads they see. */
    Sight sight() {
        return switch (role) {
            case MARKETER, OPERATOR -> Sight.ALL;
            case SALES -> Sight.ofOwner(email, team);
            case SALES_MANAGER -> Sight.ofTeam(email, team);
        };
    }

    /** What the audit log says of them. */
    String summary() {
        return "role " + role.label() + ", team " + (team == null ? "none" : team) + (locked ? ", locked" : "");
    }
}
