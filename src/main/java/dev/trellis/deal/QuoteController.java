package dev.trellis.deal;

import dev.trellis.deal.Quote.Answer;
import dev.trellis.platform.web.Caller;
import io.swagger.v3.oas.annotations.Operation;
import java.math.BigDecimal;
import java.net.URI;
import java.security.Principal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The quotes of a deal over HTTP. */
@RestController
@RequestMapping("/api/deals/{id}/quotes")
class QuoteController {

    private final Quotes quotes;
    private final QuoteLinks links;
    private final Deals deals;
    private final Clock clock;

    QuoteController(Quotes quotes, QuoteLinks links, Deals deals, Clock clock) {
        this.quotes = quotes;
        this.links = links;
        this.deals = deals;
        this.clock = clock;
    }

    @GetMapping
    @Operation(summary = "The deal's quotes, the one sent last first")
    List<QuoteView> list(@PathVariable UUID id) {
        return quotes.of(deals.require(id).id()).stream().map(this::view).toList();
    }

    @GetMapping("/{quote}")
    @Operation(summary = "One quote of the deal")
    QuoteView find(@PathVariable UUID id, @PathVariable UUID quote) {
        return view(quotes.require(id, quote));
    }

    @PostMapping
    @Operation(
            summary = "Write down that a quote was sent",
            description = "Amount and currency are the deal's where they are left out. The document stays where it is: "
                    + "give its https address as url, and send the contact the link in the answer, to a page "
                    + "whose button leads there and tells when somebody looks. validUntil is its last day, "
                    + "which ends in timeZone (UTC without one).")
    ResponseEntity<QuoteView> send(
            @PathVariable UUID id, @RequestBody NewQuote request, @Nullable Principal principal) {
        var sent = quotes.send(id, request, Caller.name(principal));
        return ResponseEntity.created(URI.create("/api/deals/" + id + "/quotes/" + sent.id()))
                .body(view(sent));
    }

    @PatchMapping("/{quote}")
    @Operation(summary = "Give a quote another last day, also after it has expired")
    QuoteView extend(
            @PathVariable UUID id,
            @PathVariable UUID quote,
            @RequestBody Extension extension,
            @Nullable Principal principal) {
        return view(quotes.extend(id, quote, extension.validUntil(), extension.timeZone(), Caller.name(principal)));
    }

    @PostMapping("/{quote}/accept")
    @Operation(summary = "Write down that the customer accepts; the deal is won with a call of its own")
    QuoteView accept(
            @PathVariable UUID id,
            @PathVariable UUID quote,
            @RequestBody(required = false) @Nullable Said said,
            @Nullable Principal principal) {
        return answer(id, quote, Answer.ACCEPTED, said, principal);
    }

    @PostMapping("/{quote}/decline")
    @Operation(summary = "Write down that the customer declines")
    QuoteView decline(
            @PathVariable UUID id,
            @PathVariable UUID quote,
            @RequestBody(required = false) @Nullable Said said,
            @Nullable Principal principal) {
        return answer(id, quote, Answer.DECLINED, said, principal);
    }

    @PostMapping("/{quote}/withdraw")
    @Operation(summary = "Take a quote back; its link leads to the document no more")
    QuoteView withdraw(
            @PathVariable UUID id,
            @PathVariable UUID quote,
            @RequestBody(required = false) @Nullable Withdrawal withdrawal,
            @Nullable Principal principal) {
        var reason = withdrawal == null ? null : withdrawal.reason();
        return view(quotes.withdraw(id, quote, reason, Caller.name(principal)));
    }

    private QuoteView answer(UUID id, UUID quote, Answer answer, @Nullable Said said, @Nullable Principal principal) {
        return view(quotes.answer(id, quote, answer, said == null ? null : said.saidBy(), Caller.name(principal)));
    }

    private QuoteView view(Quote quote) {
        return QuoteView.of(quote, deals.require(quote.dealId()), links.of(quote), clock.instant());
    }

    record Extension(
            @Nullable LocalDate validUntil, @Nullable String timeZone) {}

    /**
     * An answer.
     *
     * @param saidBy who of the customer's people gave it
     */
    record Said(@Nullable String saidBy) {}

    record Withdrawal(@Nullable String reason) {}

    /**
     * A quote as the API shows it.
     *
     * @param state sent, viewed, accepted, declined, expired or withdrawn
     * @param expiresAt when its last day ends
     * @param url where the document is
     * @param link what to give to the contact: it leads to the document and tells who looks
     */
    record QuoteView(
            UUID id,
            UUID dealId,
            String number,
            String state,
            BigDecimal amount,
            String currency,
            LocalDate validUntil,
            String timeZone,
            Instant expiresAt,
            @Nullable URI url,
            @Nullable String link,
            @Nullable String note,
            Instant sentAt,
            int views,
            @Nullable Instant firstViewedAt,
            @Nullable Instant lastViewedAt,
            @Nullable Instant answeredAt,
            @Nullable String saidBy,
            @Nullable Instant withdrawnAt) {

        static QuoteView of(Quote quote, Deal deal, @Nullable String link, Instant now) {
            return new QuoteView(
                    quote.id(),
                    quote.dealId(),
                    quote.number(),
                    quote.state(deal, now).label(),
                    quote.amount(),
                    quote.currency(),
                    quote.validUntil(),
                    quote.zone().getId(),
                    quote.expiresAt(),
                    quote.url(),
                    link,
                    quote.note(),
                    quote.sentAt(),
                    quote.views(),
                    quote.firstViewedAt(),
                    quote.lastViewedAt(),
                    quote.answeredAt(),
                    quote.saidBy(),
                    quote.withdrawnAt());
        }
    }
}
