package dev.trellis.email;

import java.util.ArrayList;
import java.util.List;

/** The source of a template cut into what FreeMarker runs and what it prints as it stands. */
final class TemplateSource {

    private final String text;
    private final List<Piece> pieces = new ArrayList<>();
    private int position;
    private int plainFrom;

    private TemplateSource(String text) {
        this.text = text;
    }

    /** Cuts a source into its pieces, which together are the source again. */
    static List<Piece> pieces(String text) {
        var source = new TemplateSource(text);
        source.cut();
        return source.pieces;
    }

    private void cut() {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '<' && text.startsWith("<#--", position)) {
                take(Kind.COMMENT, after("-->", position + 4));
            } else if (c == '<' && startsTag()) {
                tag();
            } else if ((c == '$' || c == '#') && text.startsWith("{", position + 1)) {
                take(Kind.VALUE, closing(position + 2, '}'));
            } else {
                position++;
            }
        }
        plain(text.length());
    }

    private boolean startsTag() {
        return text.startsWith("<#", position)
                || text.startsWith("<@", position)
                || text.startsWith("</#", position)
                || text.startsWith("</@", position);
    }

    private void tag() {
        int start = position;
        int end = closing(position + 2, '>');
        take(Kind.TAG, end);
        if (text.startsWith("<#noparse", start)) {
            int stop = text.indexOf("</#noparse", end);
            position = stop < 0 ? text.length() : stop;
        }
    }

    private void take(Kind kind, int end) {
        plain(position);
        pieces.add(new Piece(kind, position, end, text.substring(position, end)));
        position = end;
        plainFrom = end;
    }

    private void plain(int end) {
        if (end > plainFrom) {
            pieces.add(new Piece(Kind.PLAIN, plainFrom, end, text.substring(plainFrom, end)));
        }
    }

    private int after(String end, int from) {
        int at = text.indexOf(end, from);
        return at < 0 ? text.length() : at + end.length();
    }

    /** Behind the character that ends an expression; those in strings and parentheses do not. */
    private int closing(int from, char end) {
        int depth = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\'') {
                i = endOfString(text, i) - 1;
            } else if (c == end && depth == 0 && text.charAt(i - 1) != '-') {
                return i + 1;
            } else if (c == '(' || (c == '{' && end == '}')) {
                depth++;
            } else if (c == ')' || (c == '}' && end == '}')) {
                depth--;
            }
        }
        return text.length();
    }

    /** Behind the string that starts here. */
    static int endOfString(String text, int start) {
        char quote = text.charAt(start);
        boolean raw = start > 0
                && text.charAt(start - 1) == 'r'
                && (start == 1 || !Character.isJavaIdentifierPart(text.charAt(start - 2)));
        for (int i = start + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && !raw) {
                i++;
            } else if (c == quote) {
                return i + 1;
            }
        }
        return text.length();
    }

    enum Kind {
        /** Printed as it stands. */
        PLAIN,
        /** Printed after it is worked out. */
        VALUE,
        /** A directive or the call of a macro. */
        TAG,
        COMMENT
    }

    /** A stretch of the source from one place up to another. */
    record Piece(Kind kind, int start, int end, String text) {

        boolean closes() {
            return text.startsWith("</");
        }

        /** Whether nothing can be nested in it, for it says that it ends at once. */
        boolean isEmpty() {
            return text.endsWith("/>");
        }

        boolean calls() {
            return text.startsWith("@", closes() ? 2 : 1);
        }

        /** What it runs: {@code if}, {@code list}, or the macro's name without its library. */
        String name() {
            int from = closes() ? 3 : 2;
            int to = from;
            while (to < text.length() && isName(text.charAt(to))) {
                to++;
            }
            var name = text.substring(from, to);
            return name.substring(name.lastIndexOf('.') + 1);
        }

        /** What follows the name. */
        String rest() {
            int from = closes() ? 3 : 2;
            while (from < text.length() && isName(text.charAt(from))) {
                from++;
            }
            int to = text.length() - (isEmpty() ? 2 : 1);
            return text.substring(from, Math.max(from, to));
        }

        private static boolean isName(char c) {
            return Character.isJavaIdentifierPart(c) || c == '.';
        }
    }
}
