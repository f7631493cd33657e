package dev.trellis.email;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rules of a {@code <style>} block, as far as they can move into the elements they are about. */
final class StyleSheet {

    private final String css;
    private final List<Statement> statements = new ArrayList<>();

    private StyleSheet(String css) {
        this.css = css;
    }

    static List<Statement> parse(String css) {
        var sheet = new StyleSheet(css);
        sheet.read();
        return sheet.statements;
    }

    private void read() {
        int at = 0;
        while (at < css.length()) {
            if (Character.isWhitespace(css.charAt(at))) {
                at++;
            } else if (css.startsWith("/*", at)) {
                at = afterComment(at);
            } else {
                int end = endOfStatement(at);
                statement(css.substring(at, end));
                at = end;
            }
        }
    }

    private void statement(String text) {
        int open = text.indexOf('{');
        boolean moves = !text.startsWith("@") && open > 0 && text.endsWith("}") && text.indexOf('{', open + 1) < 0;
        if (!moves) {
            statements.add(new Other(text));
            return;
        }
        var body = text.substring(open + 1, text.length() - 1).strip();
        statements.add(new Rule(
                split(text.substring(0, open), ',').stream()
                        .map(Selector::parse)
                        .toList(),
                declarations(body)));
    }

    /** The declarations of a rule's body or of a {@code style} attribute. */
    static List<Declaration> declarations(String text) {
        var declarations = new ArrayList<Declaration>();
        for (var part : split(withoutComments(text), ';')) {
            int colon = part.indexOf(':');
            if (colon > 0) {
                var value = part.substring(colon + 1).strip();
                int mark = value.lastIndexOf('!');
                boolean important =
                        mark > 0 && value.substring(mark + 1).strip().equalsIgnoreCase("important");
                declarations.add(new Declaration(
                        part.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        important ? value.substring(0, mark).strip() : value,
                        important));
            }
        }
        return declarations;
    }

    private static List<String> split(String text, char separator) {
        var parts = new ArrayList<String>();
        int start = 0;
        int depth = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? separator : text.charAt(i);
            if (c == '"' || c == '\'') {
                i = endOfString(text, i) - 1;
            } else if (c == '(' || c == '[') {
                depth++;
            } else if (c == ')' || c == ']') {
                depth--;
            } else if (c == separator && (depth <= 0 || i == text.length())) {
                var part = text.substring(start, i).strip();
                if (!part.isEmpty()) {
                    parts.add(part);
                }
                start = i + 1;
            }
        }
        return parts;
    }

    private int endOfStatement(int from) {
        int depth = 0;
        for (int i = from; i < css.length(); i++) {
            char c = css.charAt(i);
            if (c == '"' || c == '\'') {
                i = endOfString(css, i) - 1;
            } else if (css.startsWith("/*", i)) {
                i = afterComment(i) - 1;
            } else if (c == '{') {
                depth++;
            } else if ((c == '}' && --depth <= 0) || (c == ';' && depth == 0)) {
                return i + 1;
            }
        }
        return css.length();
    }

    private int afterComment(int at) {
        int end = css.indexOf("*/", at + 2);
        return end < 0 ? css.length() : end + 2;
    }

    private static int endOfString(String text, int start) {
        for (int i = start + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == text.charAt(start)) {
                return i + 1;
            }
        }
        return text.length();
    }

    private static String withoutComments(String text) {
        var result = new StringBuilder();
        int done = 0;
        for (int at = text.indexOf("/*"); at >= 0; at = text.indexOf("/*", done)) {
            int end = text.indexOf("*/", at + 2);
            result.append(text, done, at);
            done = end < 0 ? text.length() : end + 2;
        }
        return result.append(text, done, text.length()).toString();
    }

    sealed interface Statement {}

    /** Declarations for whatever one of the selectors names. */
    record Rule(List<Selector> selectors, List<Declaration> declarations) implements Statement {}

    /** What stays where it is: {@code @media}, {@code @font-face} and the like. */
    record Other(String text) implements Statement {}

    /** A property and what it is set to. */
    record Declaration(String property, String value, boolean important) {

        /** Whether setting the one changes the other: the same property, or one that is short for several. */
        boolean touches(Declaration other) {
            return property.equals(other.property)
                    || property.startsWith(other.property + "-")
                    || other.property.startsWith(property + "-");
        }

        @Override
        public String toString() {
            return property + ":" + value;
        }
    }
}
