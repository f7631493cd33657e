package dev.trellis.email.smtp;

/** One mail ready to go, with its envelope (RFC 5321, 2.3.1). */
public final class OutgoingMail {

    private final String sender;
    private final String recipient;
    private final byte[] content;
    private final boolean international;

    /**
     * A mail.
     *
     * @param sender the envelope sender, to which bounces go
     * @param recipient the one address it is for
     * @param content the complete message, lines ended by CRLF; nothing is changed in it on the way
     * @param international whether addresses or headers need SMTPUTF8 (RFC 6531)
     */
    public OutgoingMail(String sender, String recipient, byte[] content, boolean international) {
        this.sender = sender;
        this.recipient = recipient;
        this.content = content;
        this.international = international;
    }

    String sender() {
        return sender;
    }

    String recipient() {
        return recipient;
    }

    byte[] content() {
        return content;
    }

    boolean isInternational() {
        return international;
    }
}
