package dev.trellis.email;

import java.util.Optional;
import java.util.UUID;
import java.util.function.IntFunction;
import org.springframework.stereotype.Component;

/**
 * Leads the links of a mail through us, except those that lead to us anyway and stand in for no page of the website.
 */
@Component
class LinkRewriter {

    private static final String SCHEME = "http";
    private static final String HREF = "href=\"" + SCHEME;

    private final Links links;
    private final TrackingLinks tracking;
    private final String ours;
    private final String samples;

    LinkRewriter(Links links, TrackingLinks tracking, MailSettings settings) {
        this.links = links;
        this.tracking = tracking;
        this.ours = settings.linkBase() + "/t/";
        this.samples = settings.samplePages() + "/";
    }

    /** Leads the links elsewhere; to where is made of their numbers. */
    String rewrite(String html, String template, String version, IntFunction<String> address) {
        var result = new StringBuilder(html.length() + 1024);
        int done = 0;
        for (int at = html.indexOf(HREF); at >= 0; at = html.indexOf(HREF, at + 1)) {
            int start = at + HREF.length() - SCHEME.length();
            int end = html.indexOf('"', start);
            if (end < 0) {
                break;
            }
            var written = html.substring(start, end);
            var number = isLink(html, at, written)
                    ? links.number(template, version, unescape(written))
                    : Optional.<Integer>empty();
            if (number.isPresent()) {
                result.append(html, done, start).append(address.apply(number.get()));
                done = end;
            }
        }
        return result.append(html, done, html.length()).toString();
    }

    /** Whether the attribute belongs to an anchor, and its address leads elsewhere. */
    private boolean isLink(String html, int at, String written) {
        int tag = html.lastIndexOf('<', at);
        boolean anchor = tag >= 0
                && Character.isWhitespace(html.charAt(at - 1))
                && html.regionMatches(true, tag, "<a", 0, 2)
                && Character.isWhitespace(html.charAt(tag + 2));
        boolean web = written.startsWith("http://") || written.startsWith("https://");
        var address = unescape(written);
        return anchor && web && (!address.startsWith(ours) || address.startsWith(samples));
    }

    String withPixel(String html, UUID send) {
        var pixel = "<img src=\"" + tracking.open(send)
                + "\" width=\"1\" height=\"1\" alt=\"\" style=\"display:block;border:0\">";
        return atTheEnd(html, pixel);
    }

    /** Adds a link that no person sees, reads out or reaches by keyboard. */
    String withTrap(String html, UUID send) {
        return atTheEnd(
                html,
                "<div style=\"display:none;max-height:0;overflow:hidden;mso-hide:all\" aria-hidden=\"true\"><a href=\""
                        + tracking.trap(send) + "\" rel=\"nofollow\" tabindex=\"-1\">&nbsp;</a></div>");
    }

    private static String atTheEnd(String html, String more) {
        int end = html.lastIndexOf("</body>");
        return end < 0 ? html + more : html.substring(0, end) + more + html.substring(end);
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
