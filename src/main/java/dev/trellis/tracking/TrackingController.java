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

    private static final int LONGEST_AGENT = 300;
    private static final byte[] PIXEL =
            Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    private final TrackingLinks tracking;
    private final Links links;
    private final SendViews sends;
    private final Visits visits;
    private final AnonymousClicks anonymous;
    private final MachineNetworks networks;
    private final PublicPages pages;

    TrackingController(
            TrackingLinks tracking,
            Links links,
            SendViews sends,
            Visits visits,
            AnonymousClicks anonymous,
            MachineNetworks networks,
            PublicPages pages) {
        this.tracking = tracking;
        this.links = links;
        this.sends = sends;
        this.visits = visits;
        this.anonymous = anonymous;
        this.networks = networks;
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
                .ifPresent(send -> visits.opened(send, caller(request, userAgent)));
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
        sends.find(click.send()).ifPresent(send -> visits.clicked(send, click.link(), url, caller(request, userAgent)));
        return onTo(url);
    }

    /** Leads on as well, and counts the click without knowing whose it is. */
    @RequestMapping(
            path = "/a/{token}",
            method = {RequestMethod.GET, RequestMethod.HEAD})
    ResponseEntity<?> clickedByNobody(
            @PathVariable String token,
            @RequestHeader(value = HttpHeaders.USER_AGENT, required = false) @Nullable String userAgent,
            HttpServletRequest request) {
        var link = tracking.anonymouslyClicked(token).orElse(null);
        var url = link == null ? null : links.url(link).orElse(null);
        if (link == null || url == null) {
            return pages.page(HttpStatus.NOT_FOUND, "gone");
        }
        anonymous.clicked(link, caller(request, userAgent));
        return onTo(url);
    }

    /** Where nobody comes who looks at the mail. */
    @RequestMapping(
            path = "/h/{token}",
            method = {RequestMethod.GET, RequestMethod.HEAD})
    ResponseEntity<?> trapped(
            @PathVariable String token,
            @RequestHeader(value = HttpHeaders.USER_AGENT, required = false) @Nullable String userAgent,
            HttpServletRequest request) {
        tracking.trappedSend(token)
                .flatMap(sends::find)
                .ifPresent(send -> visits.trapped(send, caller(request, userAgent)));
        return pages.page(HttpStatus.NOT_FOUND, "gone");
    }

    private static ResponseEntity<?> onTo(String url) {
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(URI.create(url))
                .cacheControl(CacheControl.noStore())
                .header("Referrer-Policy", "no-referrer")
                .build();
    }

    private Caller caller(HttpServletRequest request, @Nullable String userAgent) {
        return Caller.of(request, userAgent, networks);
    }

    /**
     * What a caller gives away of itself; its address is looked at here and not kept.
     *
     * @param head whether it asked for the head only
     */
    record Caller(boolean head, @Nullable String userAgent, boolean knownNetwork) {

        static Caller of(HttpServletRequest request, @Nullable String userAgent, MachineNetworks networks) {
            return new Caller("HEAD".equals(request.getMethod()), userAgent, networks.contain(request.getRemoteAddr()));
        }

        /** What it calls itself, as it is kept. */
        @Nullable
        String keptAgent() {
            if (userAgent == null) {
                return null;
            }
            var clean = userAgent.replace('\0', ' ');
            return clean.length() > LONGEST_AGENT ? clean.substring(0, LONGEST_AGENT) : clean;
        }
    }
}
