package dev.trellis.console;

import java.nio.charset.StandardCharsets;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** An email's HTML as a document of its own, for a frame in a page: it can show itself, and nothing else. */
final class EmailHtml {

    private static final String POLICY = "default-src 'none'; img-src https: http: data:; style-src 'unsafe-inline'; "
            + "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

    private EmailHtml() {}

    static ResponseEntity<String> of(String html) {
        return of(Jsoup.parse(html));
    }

    static ResponseEntity<String> of(Document email) {
        email.head().prepend("<base target=\"_blank\">");
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .header("Content-Security-Policy", POLICY)
                .header("Referrer-Policy", "no-referrer")
                .body(email.outerHtml());
    }
}
