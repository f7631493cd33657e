package dev.trellis.tracking;

import dev.trellis.deal.QuoteLinks;
import dev.trellis.deal.Quotes;
import dev.trellis.tracking.TrackingController.Caller;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** Where contacts come who follow the link to their quote's document. */
@RestController
class QuoteLinkController {

    private final QuoteLinks links;
    private final Quotes quotes;
    private final QuoteVisits visits;
    private final MachineNetworks networks;
    private final PublicPages pages;

    QuoteLinkController(
            QuoteLinks links, Quotes quotes, QuoteVisits visits, MachineNetworks networks, PublicPages pages) {
        this.links = links;
        this.quotes = quotes;
        this.visits = visits;
        this.networks = networks;
        this.pages = pages;
    }

    /**
     * Leads on to the document that sales named, and to nowhere else; also after the quote has expired, since who looks
     * then is worth a call.
     */
    @RequestMapping(
            path = "/t/quote/{token}",
            method = {RequestMethod.GET, RequestMethod.HEAD})
    ResponseEntity<?> follow(
            @PathVariable String token,
            @RequestHeader(value = HttpHeaders.USER_AGENT, required = false) @Nullable String userAgent,
            HttpServletRequest request) {
        var quote = links.read(token).flatMap(quotes::find).orElse(null);
        var url = quote == null ? null : quote.url();
        if (quote == null || url == null) {
            return pages.page(HttpStatus.NOT_FOUND, "gone");
        }
        if (quote.withdrawnAt() != null) {
            return pages.page(HttpStatus.GONE, "quote-withdrawn");
        }
        if (!isOneOfUs(request)) {
            visits.followed(quote, Caller.of(request, userAgent, networks));
        }
        return TrackingController.onTo(url.toString());
    }

    /** Whoever is signed in tries the link before it goes out. */
    private static boolean isOneOfUs(HttpServletRequest request) {
        var session = request.getSession(false);
        return session != null
                && session.getAttribute(HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY) != null;
    }
}
