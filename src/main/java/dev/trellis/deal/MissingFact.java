package dev.trellis.deal;

/**
 * Something that a deal lacks to go on.
 *
 * @param step the label of the step that asks for it
 * @param name the fact, or {@code confirmation}
 * @param what what it is, in words
 * @param how where and how to give it
 */
public record MissingFact(String step, String name, String what, String how) {}
