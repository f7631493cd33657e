package dev.trellis.email;

import org.jspecify.annotations.Nullable;

/**
 * One relay, as set under {@code trellis.email.relays}.
 *
 * @param url as {@code TRELLIS_SMTP_URL}
 * @param weight its share of the mail, next to the weights of the others; 0 for one that helps out while they are away
 * @param maxPerSecond how many mails it may get a second, from all instances together; 0 for as many as it takes
 * @param sessions how many connections to it at once
 */
record RelaySettings(
        @Nullable String url,
        @Nullable Integer weight,
        @Nullable Integer maxPerSecond,
        @Nullable Integer sessions) {}
