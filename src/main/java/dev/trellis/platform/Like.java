package dev.trellis.platform;

/** Patterns for {@code like}. */
public final class Like {

    private Like() {}

    /** What begins with a text, whatever signs that holds. */
    public static String beginningWith(String text) {
        return text.replaceAll("[\\\\%_]", "\\\\$0") + "%";
    }
}
