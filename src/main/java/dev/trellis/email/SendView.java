package dev.trellis.email;

import dev.trellis.contact.ContactId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One email, as others may see it.
 *
 * @param state see {@link SendState#label()}
 * @param variant which of the template's variants it is; null where there is one only
 * @param reason why it was not sent, or why it waits
 * @param dueAt when it is to go, or was to go
 * @param acceptedAt when the relay took it; null if it did not
 * @param toContact whether it went to the contact itself, not to one of us about it
 * @param bounce how it came back after the relay had taken it; null if it did not
 */
public record SendView(
        UUID id,
        UUID contactId,
        String template,
        @Nullable String templateVersion,
        @Nullable String variant,
        String stream,
        @Nullable String topic,
        String recipient,
        boolean toContact,
        @Nullable String subject,
        String state,
        @Nullable String reason,
        @Nullable String process,
        @Nullable String element,
        Instant plannedAt,
        Instant dueAt,
        Instant notAfter,
        @Nullable Instant nextAttemptAt,
        int attempts,
        @Nullable Instant acceptedAt,
        @Nullable Instant finishedAt,
        String messageId,
        @Nullable Integer smtpCode,
        @Nullable String smtpEnhanced,
        @Nullable String smtpReply,
        @Nullable Bounce bounce) {

    /**
     * A view of an email.
     *
     * @param state where it is now: what a sender has in hand is more than planned
     */
    static SendView of(Send send, SendState state) {
        return new SendView(
                send.id(),
                send.contactId().value(),
                send.template(),
                send.templateVersion(),
                send.variant(),
                send.stream().label(),
                send.topic(),
                send.address(),
                send.toContact(),
                send.subject(),
                state.label(),
                send.reason(),
                send.processId().isEmpty() ? null : send.processId(),
                send.elementId().isEmpty() ? null : send.elementId(),
                send.plannedAt(),
                send.dueAt(),
                send.notAfter(),
                send.state().isFinal() ? null : send.nextAttemptAt(),
                send.attempts(),
                send.acceptedAt(),
                send.finishedAt(),
                send.messageId(),
                send.smtpCode(),
                send.smtpEnhanced(),
                send.smtpReply(),
                send.bounce());
    }

    /** Whom it is about. */
    public ContactId contact() {
        return new ContactId(contactId);
    }
}
