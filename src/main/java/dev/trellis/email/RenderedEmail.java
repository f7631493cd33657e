package dev.trellis.email;

/** An email as its reader gets it, before it becomes a message. */
public record RenderedEmail(String subject, String html, String text, String templateVersion) {}
