package dev.trellis.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The links a reader finds in an email. */
final class MailLinks {

    private static final Pattern HREF = Pattern.compile("href=\"([^\"]*/t/([a-z]+)/[^\"]*)\"");

    private MailLinks() {}

    /** The links to pages of our own of one kind, such as {@code c} for those that count a click. */
    static List<String> ofKind(String kind, String html) {
        var found = new ArrayList<String>();
        var matcher = HREF.matcher(html);
        while (matcher.find()) {
            if (kind.equals(matcher.group(2))) {
                found.add(matcher.group(1).replace("&amp;", "&").replace("&#61;", "="));
            }
        }
        return found;
    }

    static Optional<String> first(String kind, String html) {
        return ofKind(kind, html).stream().findFirst();
    }

    /** Without what follows the question mark. */
    static String withoutQuery(String link) {
        int mark = link.indexOf('?');
        return mark < 0 ? link : link.substring(0, mark);
    }
}
