package dev.trellis.email.inbound;

import dev.trellis.platform.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/** What a person wrote, without what they quoted. */
final class ReplyText {

    static final int LONGEST = 4_000;

    private static final Pattern WROTE = Pattern.compile("(?iu)^(on|am|le|el|il|op|den|em|dnia|dne|в|on).{3,300}"
            + "(wrote|schrieb|a écrit|escribió|ha scritto|schreef|skrev|escreveu|napisał\\(?a?\\)?|napsal\\(?a?\\)?|пишет|написал\\(?а?\\)?)"
            + ".{0,120}:$");
    private static final Pattern DIVIDER = Pattern.compile(
            "(?iu)^(_{8,}|-{2,}\\s*(original message|original appointment|ursprüngliche nachricht|originalnachricht|message d'origine"
                    + "|message original|mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht"
                    + "|ursprungligt meddelande|forwarded message|weitergeleitete nachricht|reply message|original).*|begin forwarded message:)$");
    private static final Pattern HEADER =
            Pattern.compile("(?iu)^\\*?(from|von|de|da|van|från|fra|expéditeur|od):\\*? .+");
    private static final Pattern NEXT_HEADER = Pattern.compile(
            "(?iu)^\\*?(sent|date|to|subject|gesendet|datum|an|betreff|envoyé|à|objet|enviado|para|asunto|inviato|a|oggetto"
                    + "|verzonden|aan|onderwerp|skickat|till|ämne|sendt|til|emne):\\*? ?.*");
    private static final Pattern FROM_A_PHONE = Pattern.compile(
            "(?iu)^(sent from my |von meinem |gesendet von meinem |gesendet mit der |envoyé de mon |enviado desde mi |inviato da |get outlook for ).*");

    private static final Set<String> BREAKS =
            Set.of("p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "ul", "ol", "table", "blockquote", "hr");

    private ReplyText() {}

    /** What the letter's writer added. */
    static String of(Letter letter) {
        var own = own(letter.text());
        return Text.storable(own.length() > LONGEST ? own.substring(0, LONGEST) + "…" : own);
    }

    static String own(String text) {
        var lines = text.replace("\r\n", "\n").replace('\r', '\n').split("\n", -1);
        int end = lines.length;
        for (int i = 0; i < lines.length && end == lines.length; i++) {
            if (startsQuote(lines, i)) {
                end = i;
            }
        }
        var above = unquoted(List.of(lines).subList(0, end));
        // Some answer below or between the lines they quote.
        return above.isBlank() ? unquoted(List.of(lines)) : above;
    }

    private static boolean startsQuote(String[] lines, int at) {
        var line = lines[at].strip();
        if (line.isEmpty()) {
            return false;
        }
        if (DIVIDER.matcher(line).matches() || WROTE.matcher(line).matches()) {
            return true;
        }
        if (at + 1 < lines.length
                && WROTE.matcher(line + " " + lines[at + 1].strip()).matches()) {
            return true;
        }
        return HEADER.matcher(line).matches() && isHeaderBlock(lines, at);
    }

    private static boolean isHeaderBlock(String[] lines, int at) {
        int headers = 0;
        for (int i = at + 1; i < Math.min(lines.length, at + 6); i++) {
            if (NEXT_HEADER.matcher(lines[i].strip()).matches()) {
                headers++;
            }
        }
        return headers >= 2;
    }

    private static String unquoted(List<String> lines) {
        var kept = new ArrayList<String>();
        for (var line : lines) {
            var stripped = line.strip();
            if (!stripped.startsWith(">")
                    && !FROM_A_PHONE.matcher(stripped).matches()
                    && !WROTE.matcher(stripped).matches()) {
                kept.add(line.stripTrailing());
            }
        }
        return String.join("\n", kept).replaceAll("\n{3,}", "\n\n").strip();
    }

    /** The text of a message that has HTML only, without what mail programs mark as quoted. */
    static String fromHtml(String html) {
        var body = Jsoup.parse(html).body();
        body.select("style, script, head, title").remove();
        var quotes = body.select(
                "blockquote, .gmail_quote, .gmail_quote_container, .yahoo_quoted, .moz-cite-prefix, .protonmail_quote, [id=mail-editor-reference-message-container]");
        var outlook = body.selectFirst("#divRplyFwdMsg, #appendonsend, [style*=border-top:solid #E1E1E1]");
        var all = text(body);
        quotes.remove();
        if (outlook != null) {
            removeFromHereOn(outlook);
        }
        var own = text(body);
        return own.isBlank() ? all : own;
    }

    private static void removeFromHereOn(Element element) {
        for (var next = element.nextSibling(); next != null; next = element.nextSibling()) {
            next.remove();
        }
        element.remove();
    }

    private static String text(Element body) {
        var text = new StringBuilder();
        append(body, text, 0);
        return text.toString()
                .replaceAll("[ \\u00A0\\t]+", " ")
                .replaceAll(" ?\n ?", "\n")
                .strip();
    }

    private static void append(Node node, StringBuilder text, int depth) {
        if (node instanceof TextNode words) {
            text.append(words.getWholeText().replaceAll("\\s+", " "));
        } else if (node instanceof Element element && depth < 200) {
            boolean breaks = BREAKS.contains(element.normalName());
            if (breaks && !text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
                text.append('\n');
            }
            element.childNodes().forEach(child -> append(child, text, depth + 1));
            if (breaks && !text.isEmpty() && (text.charAt(text.length() - 1) != '\n' || element.nameIs("br"))) {
                text.append('\n');
            }
        }
    }
}
