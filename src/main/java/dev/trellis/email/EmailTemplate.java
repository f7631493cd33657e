package dev.trellis.email;

import org.jspecify.annotations.Nullable;

/**
 * One folder under {@code templates/email}.
 *
 * @param topic what a contact must have agreed to; null where the stream is not marketing
 * @param purpose one sentence for marketers
 * @param version changes with every change to what the mail is made of
 */
public record EmailTemplate(
        String name, Stream stream, @Nullable String topic, String purpose, String version) {}
