package dev.trellis.nurturing;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactsMerged;
import dev.trellis.deal.Deal;
import dev.trellis.deal.DealLost;
import dev.trellis.deal.DealWon;
import dev.trellis.deal.Deals;
import dev.trellis.deal.Quote;
import dev.trellis.deal.QuoteChanged;
import dev.trellis.deal.Quotes;
import dev.trellis.engine.EngineMessage;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.platform.Lane;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Tells the process that accompanies a quote what becomes of it. */
@Component
class QuoteMessages {

    static final String SENT = "quote-sent";
    static final String SEEN = "quote-seen";
    static final String EXTENDED = "quote-extended";
    static final String CLOSED = "quote-closed";

    /** The variable that says when the last day ends to which the process runs. */
    static final String EXPIRES_AT = "expiresAt";

    static final Set<String> ALL = Set.of(SENT, SEEN, EXTENDED, CLOSED);

    private final EngineOutbox outbox;
    private final Deals deals;
    private final Quotes quotes;
    private final Clock clock;

    QuoteMessages(EngineOutbox outbox, Deals deals, Quotes quotes, Clock clock) {
        this.outbox = outbox;
        this.deals = deals;
        this.quotes = quotes;
        this.clock = clock;
    }

    /**
     * Whether the process of a quote has ended with its last day, only the engine knows, whatever the clock says: it
     * keeps the message of another last day until a process takes it, and starts one where none runs. Diagrams that
     * nothing but a sent quote starts are started too, unless they run.
     */
    @EventListener
    void on(QuoteChanged changed) {
        var quote = changed.quote();
        var contact = changed.deal().contactId();
        var messages = switch (changed.change()) {
            case SENT -> List.of(running(SENT, contact, quote, JourneyMessages.KEPT));
            case EXTENDED -> List.of(running(EXTENDED, contact, quote, JourneyMessages.KEPT));
            case REISSUED ->
                List.of(
                        running(EXTENDED, contact, quote, JourneyMessages.KEPT),
                        running(SENT, contact, quote, Duration.ZERO));
            case VIEWED -> List.of(seen(quote));
            case ACCEPTED, DECLINED, WITHDRAWN ->
                List.of(closed(quote, changed.change().label()));
        };
        outbox.publish(messages, Lane.LIVE);
    }

    @EventListener
    void on(DealWon won) {
        won.deals().forEach(deal -> close(deal, "deal-won"));
    }

    @EventListener
    void on(DealLost lost) {
        lost.deals().forEach(each -> close(each.deal(), "deal-lost"));
    }

    /** The processes of a contact that goes end; those of its valid quotes start anew with the one that is kept. */
    @EventListener
    void on(ContactsMerged merged) {
        var messages = new ArrayList<EngineMessage>();
        for (var deal : deals.of(merged.merged())) {
            quotes.of(deal.id()).stream()
                    .filter(quote -> deal.state() == Deal.State.OPEN && quote.isOpen())
                    .filter(quote -> clock.instant().isBefore(quote.expiresAt()))
                    .forEach(quote -> {
                        messages.add(ended(quote));
                        messages.add(running(SENT, merged.keep(), quote, JourneyMessages.KEPT));
                        if (quote.views() > 0) {
                            messages.add(seen(quote));
                        }
                    });
        }
        if (!messages.isEmpty()) {
            outbox.publish(messages, Lane.LIVE);
        }
    }

    private void close(Deal deal, String why) {
        outbox.publish(
                quotes.of(deal.id()).stream()
                        .filter(Quote::isOpen)
                        .map(quote -> closed(quote, why))
                        .toList(),
                Lane.LIVE);
    }

    private static EngineMessage closed(Quote quote, String why) {
        return about(CLOSED, quote, why, Map.of("quoteEnd", why));
    }

    /** For the process that runs now, and not for one that starts later. */
    private static EngineMessage ended(Quote quote) {
        return new EngineMessage(CLOSED, quote.id().toString(), "", Duration.ZERO, Map.of("quoteEnd", "merged"));
    }

    private EngineMessage seen(Quote quote) {
        return about(SEEN, quote, String.valueOf(clock.instant()), Map.of("views", quote.views()));
    }

    private EngineMessage running(String name, ContactId contact, Quote quote, Duration kept) {
        return new EngineMessage(
                name,
                quote.id().toString(),
                kept.isZero() ? "" : once(name, quote, clock.instant() + ":" + quote.expiresAt()),
                kept,
                Map.of(
                        "contactId",
                        contact.toString(),
                        "dealId",
                        quote.dealId().toString(),
                        "quoteId",
                        quote.id().toString(),
                        "quote",
                        quote.number(),
                        "validUntil",
                        quote.validUntil().toString(),
                        EXPIRES_AT,
                        quote.expiresAt().toString()));
    }

    private static EngineMessage about(String name, Quote quote, String once, Map<String, Object> variables) {
        return new EngineMessage(name, quote.id().toString(), once(name, quote, once), JourneyMessages.KEPT, variables);
    }

    private static String once(String name, Quote quote, String occasion) {
        return name + ":" + quote.id() + ":" + occasion;
    }
}
