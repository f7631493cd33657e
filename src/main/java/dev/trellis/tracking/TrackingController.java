package dev.trellis.tracking;

import dev.trellis.email.Links;
import dev.trellis.email.SendViews;
import dev.trellis.email.TrackingLinks;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** Where the links in our mails lead first, and the picture that tells of an opening. */
@RestController
@RequestMapping("/t")
class TrackingController {

    private static final byte[] PIXEL =
            Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    private final TrackingLinks tracking;
    private final Links links;
    private final SendViews sends;
    private final Visits visits;
    private final PublicPages pages;

    TrackingController(TrackingLinks tracking, Links links, SendViews sends, Visits visits, PublicPages pages) {
        this.tracking = tracking;
        this.links = links;
        this.sends = sends;
        this.visits = visits;
        this.pages = pages;
    }

    /** Answers with the picture whoever asks, so that nobody learns which tokens are ours. */
    @RequestMapping(
            path = "/o/{token}",
            method = {RequestMethod.GET, RequestMethod.HEAD})
    ResponseEntity<byte[]> opened(
            @PathVariable String token,
            @RequestHeader(value = HttpHeaders.USER_AGENT, required = false) @Nullable String userAgent,
            HttpServletRequest request) {
        tracking.openedSend(token)
                .flatMap(sends::find)
                .ifPresent(send -> visits.opened(send, isHead(request), userAgent));
        return ResponseEntity.ok()
                .contentType(MediaType.IMAGE_GIF)
                .cacheControl(CacheControl.noStore())
                .body(PIXEL);
    }

    /** Leads on to where the link in the mail led, and to nowhere else. */
    @RequestMapping(
            path = "/c/{token}",
            method = {RequestMethod.GET, RequestMethod.HEAD})
    ResponseEntity<?> clicked(
            @PathVariable String token,
            @RequestHeader(value = HttpHeaders.USER_AGENT, required = false) @Nullable String userAgent,
            HttpServletRequest request) {
        var click = tracking.clicked(token).orElse(null);
        var url = click == null ? null : links.url(click.link()).orElse(null);
        if (click == null || url == null) {
            return pages.page(HttpStatus.NOT_FOUND, "gone");
        }
        sends.find(click.send()).ifPresent(send -> visits.clicked(send, click.link(), url, isHead(request), userAgent));
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(URI.create(url))
                .cacheControl(CacheControl.noStore())
                .header("Referrer-Policy", "no-referrer")
                .build();
    }

    private static boolean isHead(HttpServletRequest request) {
        return "HEAD".equals(request.getMethod());
    }
}
