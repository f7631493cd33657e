package dev.trellis.console;

/** Patterns for {@code like}. */
final class Like {

    private Like() {}

    /** What begins with a text, whatever signs that holds. */
    static String beginningWith(String text) {
        return text.replaceAll("[\\\\%_]", "\\\\$0") + "%";
    }
}
