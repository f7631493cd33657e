package dev.trellis.email.smtp;

import java.time.Duration;

/**
 * How long connections are kept and waited for.
 *
 * @param maxMails after how many mails a connection is closed
 * @param maxAge after how long it is closed
 * @param maxIdle after how long without a mail it is closed
 * @param connectTimeout how long to wait until a relay has let us in
 * @param readTimeout how long to wait for each of its answers; after the end of a mail RFC 5321, 4.5.3.2.6, asks for
 *     ten minutes
 */
public record ConnectionLimits(
        int maxMails, Duration maxAge, Duration maxIdle, Duration connectTimeout, Duration readTimeout) {}
