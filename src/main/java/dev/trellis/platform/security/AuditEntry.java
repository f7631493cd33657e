package dev.trellis.platform.security;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who did what, and when.
 *
 * @param actor a user's name; {@code api} or {@code api:<token>} for programs; {@code trellis} for ourselves
 * @param action what was done: a few words, or the method and address of what was asked for
 * @param object what it was done to, as {@code users/ada}: ids, never what is known of people
 * @param address where it was asked from
 */
public record AuditEntry(
        UUID id,
        Instant at,
        String actor,
        String action,
        @Nullable String object,
        @Nullable String detail,
        @Nullable String address) {}
