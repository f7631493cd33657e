package dev.trellis.email;

import java.util.Locale;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/** What {@link PlainText} must say, made the slow way: from a whole document in memory. */
final class ParsedPlainText {

    private static final Set<String> LEFT_OUT =
            Set.of("head", "style", "script", "title", "template", "noscript", "svg");
    private static final Set<String> PARAGRAPHS =
            Set.of("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "table", "pre");
    private static final Set<String> LINES = Set.of("div", "tr", "li", "section", "header", "footer", "dt", "dd");

    private final StringBuilder text = new StringBuilder();
    private int pendingBreaks;
    private boolean pendingSpace;

    private ParsedPlainText() {}

    static String of(String html) {
        var writer = new ParsedPlainText();
        writer.append(Jsoup.parse(html).body());
        return writer.text.append('\n').toString();
    }

    private void append(Node node) {
        if (node instanceof TextNode words) {
            words(words.getWholeText());
        } else if (node instanceof Element element && !isHidden(element)) {
            element(element);
        }
    }

    private void element(Element element) {
        var name = element.normalName();
        switch (name) {
            case "br" -> breaks(Math.min(pendingBreaks + 1, 2));
            case "hr" -> {
                breaks(2);
                words("----");
                breaks(2);
            }
            case "img" -> words(element.attr("alt"));
            case "a" -> link(element);
            case "li" -> {
                breaks(1);
                words(bullet(element) + " ");
                pendingSpace = true;
                children(element);
                breaks(1);
            }
            case "td", "th" -> {
                pendingSpace = true;
                children(element);
                pendingSpace = true;
            }
            default -> {
                int around = PARAGRAPHS.contains(name) ? 2 : LINES.contains(name) ? 1 : 0;
                breaks(around);
                children(element);
                breaks(around);
            }
        }
    }

    private void children(Element element) {
        element.childNodes().forEach(this::append);
    }

    private void link(Element element) {
        int before = text.length();
        children(element);
        var words = text.substring(Math.min(before, text.length())).strip();
        var address = element.attr("href").strip();
        if (address.startsWith("mailto:")) {
            address = address.substring("mailto:".length());
        }
        if (!address.isEmpty() && !address.startsWith("#") && !words.contains(address)) {
            words(words.isEmpty() ? address : " (" + address + ")");
        }
    }

    private static String bullet(Element item) {
        var list = item.parent();
        return list != null && list.normalName().equals("ol") ? (item.elementSiblingIndex() + 1) + "." : "-";
    }

    private static boolean isHidden(Element element) {
        if (LEFT_OUT.contains(element.normalName())
                || element.hasAttr("hidden")
                || element.hasClass("preheader")
                || ("1".equals(element.attr("width")) && "1".equals(element.attr("height")))) {
            return true;
        }
        var style = element.attr("style");
        return !style.isEmpty()
                && style.replace(" ", "").toLowerCase(Locale.ROOT).contains("display:none");
    }

    private void breaks(int count) {
        if (count > 0 && !text.isEmpty()) {
            pendingBreaks = Math.max(pendingBreaks, count);
            pendingSpace = false;
        }
    }

    private void words(String words) {
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            if (Character.isWhitespace(c) || c == '\u00A0') {
                pendingSpace = true;
            } else if (c != '\u200C' && c != '\u034F' && c != '\u00AD') {
                if (pendingBreaks > 0) {
                    text.append("\n".repeat(pendingBreaks));
                } else if (pendingSpace && !text.isEmpty()) {
                    text.append(' ');
                }
                pendingBreaks = 0;
                pendingSpace = false;
                text.append(c);
            }
        }
    }
}
