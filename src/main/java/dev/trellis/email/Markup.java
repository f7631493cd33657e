package dev.trellis.email;

import dev.trellis.email.TemplateSource.Kind;
import dev.trellis.email.TemplateSource.Piece;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The HTML elements in a template's source, each with what is around it: other elements, the macro it stands in, the
 * call it is nested in. Read from the source, since what is rendered shows only what one reader gets.
 */
final class Markup {

    /** Stands in an attribute for what is known only when the mail is rendered. */
    static final char WORKED_OUT = '\0';

    private static final Set<String> VOID =
            Set.of("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "track", "wbr");
    private static final Set<String> BRANCHING = Set.of("if", "list", "items", "switch", "attempt");
    private static final Set<String> NEXT_BRANCH = Set.of("else", "elseif", "case", "on", "default", "recover");
    private static final Set<String> CAPTURING = Set.of("assign", "global", "local");

    final List<Element> elements = new ArrayList<>();
    final List<Style> styles = new ArrayList<>();
    final Map<String, List<Node>> calls = new HashMap<>();
    final Map<String, List<Node>> nested = new HashMap<>();

    private final String file;
    private final String text;
    private final List<Piece> pieces;
    private final Deque<Frame> frames = new ArrayDeque<>();
    private int index;
    private int position;
    private @Nullable Macro macro;
    private Node around;

    private Markup(String file, String text) {
        this.file = file;
        this.text = text;
        this.pieces = TemplateSource.pieces(text);
        this.around = new Root(file);
    }

    static Markup of(String file, String text) {
        var markup = new Markup(file, text);
        markup.read();
        return markup;
    }

    private void read() {
        while (position < text.length()) {
            var piece = pieceHere();
            if (piece.kind() == Kind.PLAIN) {
                plain(piece);
            } else {
                if (piece.kind() == Kind.TAG) {
                    directive(piece);
                }
                position = piece.end();
            }
        }
    }

    private Piece pieceHere() {
        while (pieces.get(index).end() <= position) {
            index++;
        }
        return pieces.get(index);
    }

    private void plain(Piece piece) {
        int at = text.indexOf('<', position);
        if (at < 0 || at >= piece.end()) {
            position = piece.end();
        } else if (text.startsWith("<!--", at)) {
            position = behind("-->", at);
        } else if (at + 1 < text.length() && Character.isLetter(text.charAt(at + 1))) {
            position = at;
            startTag();
        } else if (text.startsWith("</", at)) {
            position = at + 2;
            around = around.without(name());
            position = behind(">", position);
        } else {
            position = at + 1;
        }
    }

    private int behind(String end, int from) {
        int at = text.indexOf(end, from);
        return at < 0 ? text.length() : at + end.length();
    }

    private void startTag() {
        position++;
        var name = name();
        var tag = new Tag();
        tag.read();
        var element = new Element(file, name, around, tag.attributes, tag.complete, tag.style, tag.end);
        elements.add(element);
        if (name.equals("style") || name.equals("script") || name.equals("title")) {
            int end = text.toLowerCase(Locale.ROOT).indexOf("</" + name, position);
            end = end < 0 ? text.length() : end;
            if (name.equals("style")) {
                styles.add(new Style(file, around.macro(), position, end, text.substring(position, end), isPlain(end)));
            }
            position = end;
        } else if (!VOID.contains(name) && !tag.closed) {
            around = element;
        }
    }

    private String name() {
        int start = position;
        while (position < text.length() && isNamePart(text.charAt(position))) {
            position++;
        }
        return text.substring(start, position).toLowerCase(Locale.ROOT);
    }

    /** Whether FreeMarker has no part in the text from here up to there. */
    private boolean isPlain(int end) {
        return pieces.stream()
                .noneMatch(piece -> piece.kind() != Kind.PLAIN && piece.start() < end && piece.end() > position);
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == ':';
    }

    private void directive(Piece piece) {
        var name = piece.name();
        if (piece.calls()) {
            call(piece, name);
        } else if (name.equals("macro") || name.equals("function")) {
            if (piece.closes()) {
                leave("macro");
                macro = null;
            } else {
                enter("macro");
                var words = piece.rest().strip().split("\\W+", 2);
                macro = new Macro(words[0]);
                around = macro;
            }
        } else if (name.equals("nested")) {
            if (macro != null) {
                nested.computeIfAbsent(macro.name(), key -> new ArrayList<>()).add(around);
            }
        } else if (BRANCHING.contains(name)) {
            if (piece.closes()) {
                leave(name);
            } else {
                enter(name);
            }
        } else if (NEXT_BRANCH.contains(name) && !piece.closes() && !frames.isEmpty()) {
            frames.peek().branchEnds(around);
            around = frames.peek().before;
        } else if (CAPTURING.contains(name)) {
            if (piece.closes()) {
                leave(name);
            } else if (piece.rest().indexOf('=') < 0) {
                enter(name);
                around = new Elsewhere();
            }
        }
    }

    private void call(Piece piece, String name) {
        if (piece.closes()) {
            leave("@");
            return;
        }
        calls.computeIfAbsent(name, key -> new ArrayList<>()).add(around);
        if (!piece.isEmpty()) {
            enter("@");
            around = new Call(name, around);
        }
    }

    private void enter(String kind) {
        frames.push(new Frame(kind, around));
    }

    private void leave(String kind) {
        if (frames.stream().noneMatch(frame -> frame.kind.equals(kind))) {
            return;
        }
        Frame frame;
        do {
            frame = frames.pop();
        } while (!frame.kind.equals(kind));
        around = BRANCHING.contains(kind) ? frame.joined(around) : frame.before;
    }

    /** Where something stands. */
    sealed interface Node {

        /** Where what follows stands after the end tag of the nearest element of this name. */
        default Node without(String name) {
            return this;
        }

        /** The macro it is in; empty where it is in none. */
        default String macro() {
            return "";
        }
    }

    /** Outside everything in a file. */
    record Root(String file) implements Node {}

    /** In a macro, wherever that is called. */
    record Macro(String name) implements Node {

        @Override
        public String macro() {
            return name;
        }
    }

    /** In what is kept in a variable and printed who knows where. */
    record Elsewhere() implements Node {}

    /** Between the tags of a call. */
    record Call(String name, Node parent) implements Node {

        @Override
        public String macro() {
            return parent.macro();
        }
    }

    /** In one of several, depending on a condition. */
    record OneOf(List<Node> nodes) implements Node {

        static Node of(List<Node> nodes) {
            var distinct = nodes.stream().distinct().toList();
            return distinct.size() == 1 ? distinct.getFirst() : new OneOf(distinct);
        }

        @Override
        public Node without(String name) {
            return of(nodes.stream().map(node -> node.without(name)).toList());
        }

        @Override
        public String macro() {
            return nodes.getFirst().macro();
        }
    }

    /** An HTML element. Compared by identity: two that are written alike are two. */
    static final class Element implements Node {

        private final String file;
        private final String name;
        private final Node parent;
        private final Map<String, String> attributes;
        private final boolean complete;
        private final @Nullable Value style;
        private final int end;

        Element(
                String file,
                String name,
                Node parent,
                Map<String, String> attributes,
                boolean complete,
                @Nullable Value style,
                int end) {
            this.file = file;
            this.name = name;
            this.parent = parent;
            this.attributes = attributes;
            this.complete = complete;
            this.style = style;
            this.end = end;
        }

        String file() {
            return file;
        }

        String name() {
            return name;
        }

        Node parent() {
            return parent;
        }

        /** What is written in its tag, with {@link #WORKED_OUT} for what is not. */
        Map<String, String> attributes() {
            return attributes;
        }

        /** Whether the tag has no other attributes, whatever the reader. */
        boolean complete() {
            return complete;
        }

        @Nullable
        Value style() {
            return style;
        }

        /** Where its tag ends, and a further attribute may stand. */
        int end() {
            return end;
        }

        @Override
        public Node without(String closed) {
            for (Node node = this; node instanceof Element element; node = element.parent) {
                if (element.name.equals(closed)) {
                    return element.parent;
                }
            }
            return this;
        }

        @Override
        public String macro() {
            return parent.macro();
        }
    }

    /** An attribute's value in the source, without its quotes. */
    record Value(int start, int end, char quote) {}

    /** A style sheet in the source; plain where FreeMarker has no part in it. */
    record Style(String file, String macro, int start, int end, String css, boolean plain) {}

    /**
     * What is around an element, from the inside to the outside.
     *
     * @param complete whether that is all of it
     * @param file the email it is in
     */
    record Chain(List<Element> elements, boolean complete, String file) {}

    private static final class Frame {

        private final String kind;
        private final Node before;
        private final List<Node> ends = new ArrayList<>();

        Frame(String kind, Node before) {
            this.kind = kind;
            this.before = before;
        }

        void branchEnds(Node around) {
            ends.add(around);
        }

        Node joined(Node last) {
            if (ends.isEmpty()) {
                // What is opened only under a condition is closed only under it.
                return last;
            }
            ends.add(last);
            return OneOf.of(ends);
        }
    }

    /** Reads the attributes of the start tag whose name has just been read. */
    private final class Tag {

        private final Map<String, String> attributes = new LinkedHashMap<>();
        private boolean complete = true;
        private boolean closed;
        private @Nullable Value style;
        private int end;

        void read() {
            while (position < text.length()) {
                var piece = pieceHere();
                char c = text.charAt(position);
                if (piece.kind() != Kind.PLAIN) {
                    complete = complete && piece.kind() == Kind.COMMENT;
                    position = piece.end();
                } else if (c == '>') {
                    closed = text.charAt(position - 1) == '/';
                    end = closed ? position - 1 : position;
                    position++;
                    return;
                } else if (Character.isWhitespace(c) || c == '/') {
                    position++;
                } else {
                    attribute();
                }
            }
            complete = false;
            end = text.length();
        }

        private void attribute() {
            int start = position;
            while (position < text.length()
                    && pieceHere().kind() == Kind.PLAIN
                    && " \t\r\n=>/".indexOf(text.charAt(position)) < 0) {
                position++;
            }
            var name = text.substring(start, position).toLowerCase(Locale.ROOT);
            if (position == start) {
                position++;
            }
            var value = "";
            if (position < text.length() && text.charAt(position) == '=') {
                position++;
                value = value(name);
            }
            if (complete) {
                attributes.put(name, value);
            }
        }

        private String value(String name) {
            char quote = position < text.length() ? text.charAt(position) : '>';
            boolean quoted = quote == '"' || quote == '\'';
            position += quoted ? 1 : 0;
            int start = position;
            var value = new StringBuilder();
            int depth = 0;
            while (position < text.length()) {
                var piece = pieceHere();
                char c = text.charAt(position);
                if (piece.kind() != Kind.PLAIN) {
                    depth += piece.kind() == Kind.TAG && BRANCHING.contains(piece.name()) ? piece.closes() ? -1 : 1 : 0;
                    value.append(WORKED_OUT);
                    position = piece.end();
                } else if (quoted ? c == quote : Character.isWhitespace(c) || c == '>') {
                    break;
                } else {
                    value.append(depth > 0 ? WORKED_OUT : c);
                    position++;
                }
            }
            if (name.equals("style")) {
                style = quoted ? new Value(start, position, quote) : null;
                complete = complete && quoted;
            }
            position += quoted ? 1 : 0;
            return value.toString();
        }
    }
}
