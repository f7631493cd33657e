package dev.trellis.deal;

/** Something that a step of the pipeline wants somebody to confirm, such as that whoever decides has been met. */
public record Confirmation(long id, String label) {}
