package dev.trellis.tracking;

import dev.trellis.deal.Quote;
import dev.trellis.deal.QuoteLinks;
import dev.trellis.deal.Quotes;
import dev.trellis.tracking.TrackingController.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.text.NumberFormat;
import java.time.Clock;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where contacts come who follow the link to their quote's document. Following it shows a small page and counts for
 * nothing, for scanners of mail follow everything; its button leads on to the document, and tells that somebody looks.
 */
@RestController
@RequestMapping("/t/quote/{token}")
class QuoteLinkController {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH);

    private final QuoteLinks links;
    private final Quotes quotes;
    private final QuoteVisits visits;
    private final MachineNetworks networks;
    private final PublicPages pages;
    private final Clock clock;

    QuoteLinkController(
            QuoteLinks links,
            Quotes quotes,
            QuoteVisits visits,
            MachineNetworks networks,
            PublicPages pages,
            Clock clock) {
        this.links = links;
        this.quotes = quotes;
        this.visits = visits;
        this.networks = networks;
        this.pages = pages;
        this.clock = clock;
    }

    @GetMapping
    ResponseEntity<String> show(@PathVariable String token, HttpServletRequest request) {
        var quote = withDocument(token).orElse(null);
        return quote == null || quote.withdrawnAt() != null
                ? leadsNowhere(quote)
                : pages.leadingOn(
                        "quote",
                        Map.of(
                                "number", quote.number(),
                                "amount", amount(quote),
                                "validUntil", DAY.format(quote.validUntil()),
                                "expired", !clock.instant().isBefore(quote.expiresAt()),
                                "host", document(quote).getHost(),
                                "oneOfUs", isOneOfUs(request)));
    }

    /**
     * Leads on to the document that sales named, and to nowhere else; also after the quote has expired, since who looks
     * then is worth a call.
     */
    @PostMapping
    ResponseEntity<?> open(
            @PathVariable String token,
            @RequestHeader(value = HttpHeaders.USER_AGENT, required = false) @Nullable String userAgent,
            HttpServletRequest request) {
        var quote = withDocument(token).orElse(null);
        if (quote == null || quote.withdrawnAt() != null) {
            return leadsNowhere(quote);
        }
        if (!isOneOfUs(request)) {
            visits.opened(quote, Caller.of(request, userAgent, networks));
        }
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(document(quote))
                .cacheControl(CacheControl.noStore())
                .header("Referrer-Policy", "no-referrer")
                .build();
    }

    private Optional<Quote> withDocument(String token) {
        return links.read(token).flatMap(quotes::find).filter(quote -> quote.url() != null);
    }

    private ResponseEntity<String> leadsNowhere(@Nullable Quote quote) {
        return quote == null
                ? pages.page(HttpStatus.NOT_FOUND, "gone")
                : pages.page(HttpStatus.GONE, "quote-withdrawn");
    }

    private static URI document(Quote quote) {
        return Objects.requireNonNull(quote.url());
    }

    private static String amount(Quote quote) {
        var format = NumberFormat.getInstance(Locale.ENGLISH);
        format.setMinimumFractionDigits(quote.amount().scale());
        format.setMaximumFractionDigits(quote.amount().scale());
        return format.format(quote.amount()) + " " + quote.currency();
    }

    /** Whoever is signed in tries the link before it goes out. */
    private static boolean isOneOfUs(HttpServletRequest request) {
        var session = request.getSession(false);
        return session != null
                && session.getAttribute(HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY) != null;
    }
}
