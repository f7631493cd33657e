package dev.trellis.email;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;

/**
 * Makes the text part of a mail from its HTML: what is hidden stays out, links become {@code words (address)}. Reads
 * the HTML once, from front to back, because building a document of each mail would cost more than rendering it.
 */
final class PlainText {

    private static final Set<String> LEFT_OUT =
            Set.of("head", "style", "script", "title", "template", "noscript", "svg");
    private static final Set<String> RAW = Set.of("style", "script", "title");
    private static final Set<String> VOID =
            Set.of("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "track", "wbr");
    private static final Set<String> PARAGRAPHS =
            Set.of("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "table", "pre");
    private static final Set<String> LINES = Set.of("div", "tr", "li", "section", "header", "footer", "dt", "dd");
    private static final Set<String> END_PARAGRAPHS = Set.of(
            "address",
            "article",
            "aside",
            "blockquote",
            "center",
            "details",
            "div",
            "dl",
            "fieldset",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "li",
            "main",
            "menu",
            "nav",
            "ol",
            "p",
            "pre",
            "section",
            "summary",
            "table",
            "ul",
            "dd",
            "dt");
    private static final Set<String> CELLS = Set.of("td", "th");
    private static final Set<String> ROW_PARTS = Set.of("td", "th", "tr");
    private static final Set<String> TABLE_PARTS = Set.of("td", "th", "tr", "tbody", "thead", "tfoot", "caption");
    private static final Set<String> TERMS = Set.of("dt", "dd");
    private static final Set<String> LISTS = Set.of("ul", "ol", "table", "td", "th");
    private static final Set<String> BOXES = Set.of("table", "td", "th", "caption", "button");

    private final String html;
    private final StringBuilder text;
    private final List<Open> open = new ArrayList<>();
    private int position;
    private int pendingBreaks;
    private boolean pendingSpace;
    private int hidden;

    private PlainText(String html) {
        this.html = html;
        this.text = new StringBuilder(html.length() / 4);
    }

    static String of(String html) {
        var writer = new PlainText(html);
        writer.read();
        return writer.text.append('\n').toString();
    }

    private void read() {
        while (position < html.length()) {
            int tag = html.indexOf('<', position);
            if (tag < 0) {
                tag = html.length();
            }
            if (tag > position && hidden == 0) {
                written(position, tag);
            }
            position = tag;
            if (tag < html.length()) {
                markup();
            }
        }
        while (!open.isEmpty()) {
            close();
        }
    }

    private void markup() {
        char next = position + 1 < html.length() ? html.charAt(position + 1) : ' ';
        if (isLetter(next)) {
            position++;
            startTag();
        } else if (next == '/') {
            position += 2;
            var name = name();
            position = behind(">", position);
            endTag(name);
        } else if (html.startsWith("<!--", position)) {
            position = behind("-->", position + 4);
        } else if (next == '!' || next == '?') {
            position = behind(">", position);
        } else {
            if (hidden == 0) {
                words("<");
            }
            position++;
        }
    }

    private void startTag() {
        var name = name();
        var element = new Open(name);
        boolean selfClosed = attributes(element);
        endImplied(name);
        if (!open.isEmpty()) {
            element.index = ++open.getLast().children;
        }
        boolean leftOut = LEFT_OUT.contains(name) || element.isHidden();
        if (VOID.contains(name)) {
            if (hidden == 0 && !leftOut) {
                print(element);
            }
            return;
        }
        if (selfClosed && isInside("svg", Set.of())) {
            return;
        }
        element.leftOut = leftOut;
        hidden += leftOut ? 1 : 0;
        if (hidden == 0) {
            begin(element);
        }
        open.add(element);
        if (RAW.contains(name)) {
            skipRaw(name);
        }
    }

    private void skipRaw(String name) {
        int at = html.indexOf("</", position);
        while (at >= 0 && !html.regionMatches(true, at + 2, name, 0, name.length())) {
            at = html.indexOf("</", at + 2);
        }
        position = at < 0 ? html.length() : at;
    }

    /** Ends what an author may leave open before this. */
    private void endImplied(String name) {
        if (END_PARAGRAPHS.contains(name) && isInside("p", BOXES)) {
            endTag("p");
        }
        switch (name) {
            case "li" -> endInside("li", LISTS);
            case "a" -> endInside("a", BOXES);
            case "dt", "dd" -> endAny(TERMS, Set.of("dl"));
            case "td", "th" -> endAny(CELLS, Set.of("tr", "table"));
            case "tr" -> endAny(ROW_PARTS, Set.of("table", "tbody", "thead", "tfoot"));
            case "tbody", "thead", "tfoot" -> endAny(TABLE_PARTS, Set.of("table"));
            default -> {}
        }
    }

    private void endInside(String name, Set<String> borders) {
        if (isInside(name, borders)) {
            endTag(name);
        }
    }

    /** Ends the outermost of these inside the border. */
    private void endAny(Set<String> names, Set<String> borders) {
        int outermost = -1;
        for (int i = open.size() - 1; i >= 0 && !borders.contains(open.get(i).name); i--) {
            if (names.contains(open.get(i).name)) {
                outermost = i;
            }
        }
        while (outermost >= 0 && open.size() > outermost) {
            close();
        }
    }

    private boolean isInside(String name, Set<String> borders) {
        for (int i = open.size() - 1; i >= 0; i--) {
            var around = open.get(i).name;
            if (around.equals(name)) {
                return true;
            }
            if (borders.contains(around)) {
                return false;
            }
        }
        return false;
    }

    private void endTag(String name) {
        boolean crossesCells = name.startsWith("t") || name.equals("body") || name.equals("html");
        if (isInside(name, crossesCells ? Set.of() : BOXES.contains(name) ? Set.of() : CELLS)) {
            boolean last;
            do {
                last = open.getLast().name.equals(name);
                close();
            } while (!last);
        } else if (hidden == 0 && name.equals("p")) {
            breaks(2);
        }
    }

    private void close() {
        var element = open.removeLast();
        if (hidden == 0) {
            end(element);
        }
        hidden -= element.leftOut ? 1 : 0;
    }

    private void print(Open element) {
        switch (element.name) {
            case "br" -> breaks(Math.min(pendingBreaks + 1, 2));
            case "hr" -> {
                breaks(2);
                words("----");
                breaks(2);
            }
            case "img" -> words(element.alt);
            default -> {}
        }
    }

    private void begin(Open element) {
        switch (element.name) {
            case "a" -> element.textBefore = text.length();
            case "li" -> {
                breaks(1);
                words(bullet(element));
                pendingSpace = true;
            }
            case "td", "th" -> pendingSpace = true;
            default -> breaks(around(element.name));
        }
    }

    private void end(Open element) {
        switch (element.name) {
            case "a" -> link(element);
            case "td", "th" -> pendingSpace = true;
            default -> breaks(around(element.name));
        }
    }

    private static int around(String name) {
        return PARAGRAPHS.contains(name) ? 2 : LINES.contains(name) ? 1 : 0;
    }

    private String bullet(Open item) {
        return !open.isEmpty() && open.getLast().name.equals("ol") ? item.index + "." : "-";
    }

    private void link(Open element) {
        var words = text.substring(Math.min(element.textBefore, text.length())).strip();
        var address = element.href.strip();
        if (address.startsWith("mailto:")) {
            address = address.substring("mailto:".length());
        }
        if (!address.isEmpty() && !address.startsWith("#") && !words.contains(address)) {
            words(words.isEmpty() ? address : " (" + address + ")");
        }
    }

    private String name() {
        int start = position;
        boolean small = true;
        while (position < html.length() && isNamePart(html.charAt(position))) {
            small &= html.charAt(position) < 'A' || html.charAt(position) > 'Z';
            position++;
        }
        var name = html.substring(start, position);
        return small ? name : name.toLowerCase(Locale.ROOT);
    }

    /** Reads the attributes that matter here; the answer is whether the tag closes itself. */
    private boolean attributes(Open element) {
        while (position < html.length()) {
            char c = html.charAt(position);
            if (c == '>') {
                position++;
                return html.charAt(position - 2) == '/';
            }
            if (c == '/' || isSpace(c)) {
                position++;
            } else {
                attribute(element);
            }
        }
        return false;
    }

    private void attribute(Open element) {
        int start = position++;
        while (position < html.length()
                && "=>/".indexOf(html.charAt(position)) < 0
                && !isSpace(html.charAt(position))) {
            position++;
        }
        int nameEnd = position;
        int next = position;
        while (next < html.length() && isSpace(html.charAt(next))) {
            next++;
        }
        int from = nameEnd;
        int to = nameEnd;
        if (next < html.length() && html.charAt(next) == '=') {
            next++;
            while (next < html.length() && isSpace(html.charAt(next))) {
                next++;
            }
            char quote = next < html.length() ? html.charAt(next) : '>';
            if (quote == '"' || quote == '\'') {
                from = next + 1;
                int end = html.indexOf(quote, from);
                to = end < 0 ? html.length() : end;
                position = Math.min(to + 1, html.length());
            } else {
                from = next;
                to = next;
                while (to < html.length() && html.charAt(to) != '>' && !isSpace(html.charAt(to))) {
                    to++;
                }
                position = to;
            }
        }
        note(element, start, nameEnd, from, to);
    }

    private void note(Open element, int start, int end, int from, int to) {
        switch (end - start) {
            case 3 -> {
                if (is("alt", start)) {
                    element.alt = value(from, to);
                }
            }
            case 4 -> {
                if (is("href", start)) {
                    element.href = value(from, to);
                }
            }
            case 5 -> {
                if (is("style", start)) {
                    element.style = value(from, to);
                } else if (is("class", start)) {
                    element.classes = value(from, to);
                } else if (is("width", start)) {
                    element.width = value(from, to);
                }
            }
            case 6 -> {
                if (is("hidden", start)) {
                    element.saysHidden = true;
                } else if (is("height", start)) {
                    element.height = value(from, to);
                }
            }
            default -> {}
        }
    }

    private boolean is(String name, int start) {
        return html.regionMatches(true, start, name, 0, name.length());
    }

    private String value(int from, int to) {
        var value = html.substring(from, to);
        return value.indexOf('&') < 0 ? value : Parser.unescapeEntities(value, true);
    }

    private int behind(String end, int from) {
        int at = html.indexOf(end, from);
        return at < 0 ? html.length() : at + end.length();
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isNamePart(char c) {
        return c != '>' && c != '/' && !isSpace(c);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
    }

    private void written(int from, int to) {
        for (int i = from; i < to; i++) {
            char c = html.charAt(i);
            if (c == '&') {
                i = reference(i, to);
            } else {
                character(c);
            }
        }
    }

    /** Prints what a character reference stands for; the answer is where it ends. */
    private int reference(int at, int to) {
        int end = at + 1;
        while (end < to && end - at < 40 && (Character.isLetterOrDigit(html.charAt(end)) || html.charAt(end) == '#')) {
            end++;
        }
        boolean closed = end < to && html.charAt(end) == ';';
        var known = closed ? known(at + 1, end) : null;
        words(known != null ? known : Parser.unescapeEntities(html.substring(at, closed ? end + 1 : end), false));
        return closed ? end : end - 1;
    }

    private @Nullable String known(int from, int to) {
        return switch (html.substring(from, to)) {
            case "amp" -> "&";
            case "lt" -> "<";
            case "gt" -> ">";
            case "quot" -> "\"";
            case "#39" -> "'";
            case "nbsp" -> "\u00A0";
            case "zwnj" -> "\u200C";
            case "#847" -> "\u034F";
            default -> null;
        };
    }

    private void breaks(int count) {
        if (count > 0 && !text.isEmpty()) {
            pendingBreaks = Math.max(pendingBreaks, count);
            pendingSpace = false;
        }
    }

    private void words(String words) {
        for (int i = 0; i < words.length(); i++) {
            character(words.charAt(i));
        }
    }

    private void character(char c) {
        if (c > ' ' && c < 0x7F) {
            space();
            text.append(c);
        } else if (Character.isWhitespace(c) || c == '\u00A0') {
            pendingSpace = true;
        } else if (c != '\u200C' && c != '\u034F' && c != '\u00AD') {
            space();
            text.append(c);
        }
    }

    private void space() {
        if (pendingBreaks > 0) {
            text.append(pendingBreaks == 1 ? "\n" : "\n\n");
        } else if (pendingSpace && !text.isEmpty()) {
            text.append(' ');
        }
        pendingBreaks = 0;
        pendingSpace = false;
    }

    /** An element whose end has not come yet. */
    private static final class Open {

        private final String name;
        private String href = "";
        private String alt = "";
        private String style = "";
        private String classes = "";
        private String width = "";
        private String height = "";
        private boolean saysHidden;
        private boolean leftOut;
        private int textBefore;
        private int children;
        private int index;

        Open(String name) {
            this.name = name;
        }

        boolean isHidden() {
            return saysHidden
                    || (classes.length() >= "preheader".length() && isPreheader())
                    || (width.equals("1") && height.equals("1"))
                    || (style.length() >= "display:none".length()
                            && style.replace(" ", "").toLowerCase(Locale.ROOT).contains("display:none"));
        }

        private boolean isPreheader() {
            for (var word : classes.split("\\s+", -1)) {
                if (word.equalsIgnoreCase("preheader")) {
                    return true;
                }
            }
            return false;
        }
    }
}
