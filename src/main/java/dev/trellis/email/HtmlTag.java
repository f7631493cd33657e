package dev.trellis.email;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An HTML element's name and what it means for reading a mail: which other elements it ends, and how it stands in the
 * text.
 *
 * @param kinds the sum of the kinds below that it is of
 */
record HtmlTag(String name, int kinds) {

    /** Nothing in it is for reading. */
    static final int LEFT_OUT = 1;

    /** What stands in it is not markup. */
    static final int RAW = 1 << 1;

    /** Has no end tag. */
    static final int VOID = 1 << 2;

    /** An empty line is around it. */
    static final int PARAGRAPH = 1 << 3;

    /** Stands on lines of its own. */
    static final int LINE = 1 << 4;

    /** Its start ends a paragraph that is still open. */
    static final int ENDS_PARAGRAPH = 1 << 5;

    static final int CELL = 1 << 6;
    static final int ROW_PART = 1 << 7;
    static final int TABLE_PART = 1 << 8;
    static final int TERM = 1 << 9;
    static final int TABLE = 1 << 10;

    /** What is open outside of it stays open. */
    static final int BOX = 1 << 11;

    static final int AROUND_ITEMS = 1 << 12;
    static final int AROUND_TERMS = 1 << 13;
    static final int AROUND_CELLS = 1 << 14;
    static final int AROUND_ROWS = 1 << 15;

    /** Its end tag ends table cells, too. */
    static final int CROSSES_CELLS = 1 << 16;

    private static final Map<String, HtmlTag> KNOWN = known();

    static final HtmlTag P = named("p");
    static final HtmlTag SVG = named("svg");

    static HtmlTag named(String name) {
        var known = KNOWN.get(name);
        if (known != null) {
            return known;
        }
        var small = name.toLowerCase(Locale.ROOT);
        var spelled = KNOWN.get(small);
        return spelled != null ? spelled : new HtmlTag(small, small.startsWith("t") ? CROSSES_CELLS : 0);
    }

    /** Whether it is of one of these kinds. */
    boolean isA(int these) {
        return (kinds & these) != 0;
    }

    /** How many line breaks are around it. */
    int breaks() {
        return isA(PARAGRAPH) ? 2 : isA(LINE) ? 1 : 0;
    }

    @Override
    public boolean equals(Object other) {
        // Those that are known are the same objects, which spares comparing names.
        return this == other || (other instanceof HtmlTag tag && name.equals(tag.name));
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    private static Map<String, HtmlTag> known() {
        var kinds = new HashMap<String, Integer>();
        add(kinds, LEFT_OUT, "head", "style", "script", "title", "template", "noscript", "svg");
        add(kinds, RAW, "style", "script", "title");
        add(
                kinds, VOID, "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
                "track", "wbr");
        add(kinds, PARAGRAPH, "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "table", "pre");
        add(kinds, LINE, "div", "tr", "li", "section", "header", "footer", "dt", "dd");
        add(
                kinds,
                ENDS_PARAGRAPH,
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
        add(kinds, CELL, "td", "th");
        add(kinds, ROW_PART, "td", "th", "tr");
        add(kinds, TABLE_PART, "td", "th", "tr", "tbody", "thead", "tfoot", "caption");
        add(kinds, TERM, "dt", "dd");
        add(kinds, TABLE, "table");
        add(kinds, BOX, "table", "td", "th", "caption", "button");
        add(kinds, AROUND_ITEMS, "ul", "ol", "table", "td", "th");
        add(kinds, AROUND_TERMS, "dl");
        add(kinds, AROUND_CELLS, "tr", "table");
        add(kinds, AROUND_ROWS, "table", "tbody", "thead", "tfoot");
        add(kinds, CROSSES_CELLS, "body", "html");
        List.of("a", "b", "em", "font", "i", "small", "span", "strong", "u")
                .forEach(name -> kinds.putIfAbsent(name, 0));
        var known = new HashMap<String, HtmlTag>();
        kinds.forEach((name, sum) ->
                known.put(name, new HtmlTag(name, sum | (name.startsWith("t") ? CROSSES_CELLS : 0))));
        return known;
    }

    private static void add(Map<String, Integer> kinds, int kind, String... names) {
        for (var name : names) {
            kinds.merge(name, kind, (one, other) -> one | other);
        }
    }
}
