package dev.trellis.email.smtp;

/** How handing one message to the relay ended. */
public sealed interface Delivery {

    /** The relay has it and answers for it. */
    record Accepted(SmtpReply reply) implements Delivery {}

    /** The relay said no, for now or for good. */
    record Refused(SmtpReply reply) implements Delivery {}

    /** The connection broke before the message was complete: the relay does not have it. */
    record Lost(String reason) implements Delivery {}

    /** The connection broke after the message was complete: nobody knows (RFC 1047). */
    record Unclear(String reason) implements Delivery {}
}
