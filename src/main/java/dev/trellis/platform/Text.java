package dev.trellis.platform;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/** What a line of text from outside goes through before it is kept. */
public final class Text {

    private Text() {}

    /**
     * The text in its composed form, without control characters and without white space around it; null if nothing is
     * left.
     */
    public static @Nullable String clean(@Nullable String text) {
        if (text == null) {
            return null;
        }
        var stripped = isPlain(text) ? text.strip() : normalize(text).strip();
        return stripped.isEmpty() ? null : stripped;
    }

    /** The text with what PostgreSQL cannot store (NUL, half characters) replaced; line breaks stay. */
    public static String storable(String text) {
        if (text.chars().noneMatch(c -> c == 0 || Character.isSurrogate((char) c))) {
            return text;
        }
        var result = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? 0xFFFD : c)
                .forEach(result::appendCodePoint);
        return result.toString();
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
    }

    private static String normalize(String text) {
        var result = new StringBuilder(text.length());
        Normalizer.normalize(storable(text), Normalizer.Form.NFC).codePoints().forEach(c -> {
            if (Character.isISOControl(c) || Character.isSpaceChar(c)) {
                result.append(' ');
            } else if (Character.getType(c) != Character.FORMAT || c == 0x200D || c == 0x200C) {
                result.appendCodePoint(c);
            }
        });
        return result.toString();
    }
}
