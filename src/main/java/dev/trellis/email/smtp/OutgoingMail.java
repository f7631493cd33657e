package dev.trellis.email.smtp;

/**
 * One mail ready to go.
 *
 * @param sender the envelope sender, to which bounces go (RFC 5321, 4.1.1.2)
 * @param recipient the one address it is for
 * @param content the complete message, lines ended by CRLF; nothing is changed in it on the way
 * @param international whether addresses or headers need SMTPUTF8 (RFC 6531)
 */
public record OutgoingMail(String sender, String recipient, byte[] content, boolean international) {}
