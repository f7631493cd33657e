package dev.trellis.email;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Leads the links of a mail through us, except those that lead to us anyway. */
@Component
class LinkRewriter {

    private static final Pattern HREF = Pattern.compile("(<a\\b[^>]*?\\shref=\")(https?://[^\"]+)(\")");

    private final Links links;
    private final TrackingLinks tracking;
    private final String ours;

    LinkRewriter(Links links, TrackingLinks tracking, MailSettings settings) {
        this.links = links;
        this.tracking = tracking;
        this.ours = settings.linkBase() + "/t/";
    }

    String rewrite(String html, UUID send, String template, String version) {
        var matcher = HREF.matcher(html);
        var result = new StringBuilder(html.length() + 1024);
        while (matcher.find()) {
            var url = unescape(matcher.group(2));
            var target = url.startsWith(ours)
                    ? matcher.group(2)
                    : links.number(template, version, url)
                            .map(number -> tracking.click(send, number))
                            .orElse(matcher.group(2));
            matcher.appendReplacement(result, Matcher.quoteReplacement(matcher.group(1) + target + matcher.group(3)));
        }
        return matcher.appendTail(result).toString();
    }

    String withPixel(String html, UUID send) {
        var pixel = "<img src=\"" + tracking.open(send)
                + "\" width=\"1\" height=\"1\" alt=\"\" style=\"display:block;border:0\">";
        int end = html.lastIndexOf("</body>");
        return end < 0 ? html + pixel : html.substring(0, end) + pixel + html.substring(end);
    }

    private static String unescape(String attribute) {
        return attribute
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }
}
