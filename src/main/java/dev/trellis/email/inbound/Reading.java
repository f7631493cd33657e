package dev.trellis.email.inbound;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a letter is, before anybody has looked whom it is about.
 *
 * @param failures whom a mail did not reach, and why; empty for anything but a bounce
 * @param recipients addresses that a complaint or a report names
 * @param unsubscribeToken the token of our own unsubscribe address, where it carries one
 */
record Reading(
        InboundKind kind,
        List<Failure> failures,
        List<String> recipients,
        @Nullable String unsubscribeToken) {

    static Reading of(InboundKind kind) {
        return new Reading(kind, List.of(), List.of(), null);
    }

    static Reading bounce(List<Failure> failures) {
        return new Reading(InboundKind.BOUNCE, failures, List.of(), null);
    }

    static Reading complaint(List<String> recipients) {
        return new Reading(InboundKind.COMPLAINT, List.of(), recipients, null);
    }

    static Reading unsubscribe(@Nullable String token) {
        return new Reading(InboundKind.UNSUBSCRIBE, List.of(), List.of(), token);
    }
}
