package dev.trellis.email;

import java.util.ArrayList;
import java.util.List;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;

/**
 * Makes the text part of a mail from its HTML: what is hidden stays out, links become {@code words (address)}. Reads
 * the HTML once, from front to back, because building a document of each mail would cost more than rendering it.
 */
final class PlainText {

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
            var tag = tag();
            position = behind(">", position);
            endTag(tag);
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
        var tag = tag();
        var element = new Open(tag);
        boolean selfClosed = attributes(element);
        endImplied(tag);
        if (!open.isEmpty()) {
            element.index = ++open.getLast().children;
        }
        boolean leftOut = tag.isA(HtmlTag.LEFT_OUT) || element.isHidden();
        if (tag.isA(HtmlTag.VOID)) {
            if (hidden == 0 && !leftOut) {
                print(element);
            }
            return;
        }
        if (selfClosed && isInside(HtmlTag.SVG, 0)) {
            return;
        }
        element.leftOut = leftOut;
        hidden += leftOut ? 1 : 0;
        if (hidden == 0) {
            begin(element);
        }
        open.add(element);
        if (tag.isA(HtmlTag.RAW)) {
            skipRaw(tag.name());
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
    private void endImplied(HtmlTag tag) {
        if (tag.isA(HtmlTag.ENDS_PARAGRAPH) && isInside(HtmlTag.P, HtmlTag.BOX)) {
            endTag(HtmlTag.P);
        }
        switch (tag.name()) {
            case "li" -> endInside(tag, HtmlTag.AROUND_ITEMS);
            case "a" -> endInside(tag, HtmlTag.BOX);
            case "dt", "dd" -> endAny(HtmlTag.TERM, HtmlTag.AROUND_TERMS);
            case "td", "th" -> endAny(HtmlTag.CELL, HtmlTag.AROUND_CELLS);
            case "tr" -> endAny(HtmlTag.ROW_PART, HtmlTag.AROUND_ROWS);
            case "tbody", "thead", "tfoot" -> endAny(HtmlTag.TABLE_PART, HtmlTag.TABLE);
            default -> {}
        }
    }

    private void endInside(HtmlTag tag, int borders) {
        if (isInside(tag, borders)) {
            endTag(tag);
        }
    }

    /** Ends the outermost of these kinds inside the border. */
    private void endAny(int kinds, int borders) {
        int outermost = -1;
        for (int i = open.size() - 1; i >= 0 && !open.get(i).tag.isA(borders); i--) {
            if (open.get(i).tag.isA(kinds)) {
                outermost = i;
            }
        }
        while (outermost >= 0 && open.size() > outermost) {
            close();
        }
    }

    private boolean isInside(HtmlTag tag, int borders) {
        for (int i = open.size() - 1; i >= 0; i--) {
            var around = open.get(i).tag;
            if (around.equals(tag)) {
                return true;
            }
            if (around.isA(borders)) {
                return false;
            }
        }
        return false;
    }

    private void endTag(HtmlTag tag) {
        int borders = tag.isA(HtmlTag.CROSSES_CELLS) ? 0 : tag.isA(HtmlTag.BOX) ? 0 : HtmlTag.CELL;
        if (isInside(tag, borders)) {
            boolean last;
            do {
                last = open.getLast().tag.equals(tag);
                close();
            } while (!last);
        } else if (hidden == 0 && tag.equals(HtmlTag.P)) {
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
        switch (element.tag.name()) {
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
        switch (element.tag.name()) {
            case "a" -> element.textBefore = text.length();
            case "li" -> {
                breaks(1);
                words(bullet(element));
                pendingSpace = true;
            }
            case "td", "th" -> pendingSpace = true;
            default -> breaks(element.tag.breaks());
        }
    }

    private void end(Open element) {
        switch (element.tag.name()) {
            case "a" -> link(element);
            case "td", "th" -> pendingSpace = true;
            default -> breaks(element.tag.breaks());
        }
    }

    private String bullet(Open item) {
        return !open.isEmpty() && open.getLast().tag.name().equals("ol") ? item.index + "." : "-";
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

    private HtmlTag tag() {
        int start = position;
        while (position < html.length() && isNamePart(html.charAt(position))) {
            position++;
        }
        return HtmlTag.named(html.substring(start, position));
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
        int number = closed ? number(at + 1, end) : 0;
        if (number != 0) {
            words(Character.toString(number));
            return end;
        }
        var known = closed ? known(at + 1, end) : null;
        words(known != null ? known : Parser.unescapeEntities(html.substring(at, closed ? end + 1 : end), false));
        return closed ? end : end - 1;
    }

    /** The character that a decimal reference names; 0 where it is none, or one that means another. */
    private int number(int from, int to) {
        if (html.charAt(from) != '#' || to - from < 2 || to - from > 8) {
            return 0;
        }
        int number = 0;
        for (int i = from + 1; i < to; i++) {
            int digit = html.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            number = number * 10 + digit;
        }
        boolean itself =
                number < 0x80 || (number >= 0xA0 && number < 0xD800) || (number > 0xDFFF && number <= 0x10FFFF);
        return itself ? number : 0;
    }

    private @Nullable String known(int from, int to) {
        return switch (html.substring(from, to)) {
            case "amp" -> "&";
            case "lt" -> "<";
            case "gt" -> ">";
            case "quot" -> "\"";
            case "nbsp" -> "\u00A0";
            case "middot" -> "\u00B7";
            case "ldquo" -> "\u201C";
            case "rdquo" -> "\u201D";
            case "rsquo" -> "\u2019";
            case "zwnj" -> "\u200C";
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

        private final HtmlTag tag;
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

        Open(HtmlTag tag) {
            this.tag = tag;
        }

        boolean isHidden() {
            return saysHidden
                    || (classes.length() >= "preheader".length() && isPreheader())
                    || (width.equals("1") && height.equals("1"))
                    || displaysNone();
        }

        private boolean displaysNone() {
            for (int colon = style.indexOf(':'); colon >= 0; colon = style.indexOf(':', colon + 1)) {
                int end = colon;
                while (end > 0 && style.charAt(end - 1) == ' ') {
                    end--;
                }
                int start = colon + 1;
                while (start < style.length() && style.charAt(start) == ' ') {
                    start++;
                }
                if (style.regionMatches(true, start, "none", 0, "none".length())
                        && style.regionMatches(true, end - "display".length(), "display", 0, "display".length())) {
                    return true;
                }
            }
            return false;
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
