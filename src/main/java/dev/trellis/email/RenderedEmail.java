package dev.trellis.email;

import org.jspecify.annotations.Nullable;

/**
 * An email as its reader gets it, before it becomes a message.
 *
 * @param variant which of the template's variants it is; null where there is one only
 */
public record RenderedEmail(
        String subject,
        String html,
        String text,
        String templateVersion,
        @Nullable String variant) {}
