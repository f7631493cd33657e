package dev.trellis.deal;

import dev.trellis.contact.Contacts;
import dev.trellis.contact.ProfileValues;
import dev.trellis.deal.Quote.Answer;
import dev.trellis.deal.QuoteChanged.Change;
import dev.trellis.platform.Ids;
import dev.trellis.platform.InvalidValueException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The quotes of deals: sent, looked at, answered, and what happens to them in between. */
@Service
public class Quotes {

    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final String READER = "the reader";
    private static final int LONGEST_NUMBER = 100;
    private static final int LONGEST_URL = 2000;
    private static final int LONGEST_VALIDITY_YEARS = 10;

    private final QuoteStore store;
    private final Deals deals;
    private final DealStore dealStore;
    private final Contacts contacts;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Quotes(
            QuoteStore store,
            Deals deals,
            DealStore dealStore,
            Contacts contacts,
            ApplicationEventPublisher events,
            Clock clock) {
        this.store = store;
        this.deals = deals;
        this.dealStore = dealStore;
        this.contacts = contacts;
        this.events = events;
        this.clock = clock;
    }

    public Optional<Quote> find(UUID id) {
        return store.find(id);
    }

    /** The deal's quotes, the one sent last first. */
    public List<Quote> of(UUID deal) {
        return store.ofDeal(deal);
    }

    /**
     * The quote of this deal with this id.
     *
     * @throws DealNotFoundException if there is no such deal
     * @throws QuoteNotFoundException if the deal has no such quote
     */
    public Quote require(UUID deal, UUID id) {
        deals.require(deal);
        return store.find(id)
                .filter(quote -> quote.dealId().equals(deal))
                .orElseThrow(() -> new QuoteNotFoundException(deal, id));
    }

    /** Whether nothing is to be done about the quote any more: it has its answer, or the deal is decided. */
    public boolean isOver(UUID id) {
        return store.find(id)
                .filter(Quote::isOpen)
                .flatMap(quote -> deals.find(quote.dealId()))
                .filter(deal -> deal.state() == Deal.State.OPEN)
                .isEmpty();
    }

    /**
     * Records that a quote was sent.
     *
     * @throws InvalidValueException if a value is wrong
     * @throws DealStateException if the deal is not open, or has a quote of that number
     */
    @Transactional
    public Quote send(UUID dealId, NewQuote request, String actor) {
        var deal = locked(dealId);
        requireOpen(deal, "Only an open deal gets a quote");
        var checked = checked(deal, request);
        var sent = store.add(checked)
                .orElseThrow(() -> new DealStateException("The deal has a quote with the number " + checked.number()
                        + " already; extend that one, or give this one a number of its own"));
        tell(deal, sent, Change.SENT, shortly(sent) + ", until " + sent.validUntil(), actor);
        return sent;
    }

    /**
     * Gives a quote another last day, also after it has expired.
     *
     * @param timeZone where that day ends; null to leave it as it is
     * @throws InvalidValueException if the day is missing or over
     * @throws DealStateException if the quote is answered or withdrawn, or the deal decided
     */
    @Transactional
    public Quote extend(UUID dealId, UUID id, @Nullable LocalDate validUntil, @Nullable String timeZone, String actor) {
        var deal = locked(dealId);
        var before = require(dealId, id);
        requireOpen(deal, "The quote of a deal that is decided is not extended");
        requireUnanswered(before, "extended");
        var zone = timeZone == null || timeZone.isBlank() ? before.zone() : zone(timeZone);
        var extended = before.until(lastDay(validUntil, zone), zone);
        if (extended.equals(before)) {
            return before;
        }
        var after = store.extend(extended);
        var note = after.number() + ", until " + after.validUntil() + " instead of " + before.validUntil();
        tell(deal, after, isExpired(before) ? Change.REISSUED : Change.EXTENDED, note, actor);
        return after;
    }

    /**
     * Records what was said to a quote. Who said something else before has changed their mind.
     *
     * @param saidBy who said so, in words
     * @throws DealStateException if the quote is withdrawn, or that is its answer already
     */
    @Transactional
    public Quote answer(UUID dealId, UUID id, Answer answer, @Nullable String saidBy, String actor) {
        var deal = locked(dealId);
        var before = require(dealId, id);
        if (before.withdrawnAt() != null || before.answer() == answer) {
            requireUnanswered(before, answer.label());
        }
        var after = store.answer(id, answer, DealRules.optional("saidBy", saidBy), actor, clock.instant());
        var note = shortly(after)
                + (after.saidBy() == null ? "" : ", says " + after.saidBy())
                + (before.answer() == null && isExpired(before) ? ", after it had expired" : "");
        tell(deal, after, answer == Answer.ACCEPTED ? Change.ACCEPTED : Change.DECLINED, note, actor);
        return after;
    }

    /**
     * Takes a quote back: its link leads to the document no more.
     *
     * @param reason in words
     * @throws DealStateException if it is answered or withdrawn
     */
    @Transactional
    public Quote withdraw(UUID dealId, UUID id, @Nullable String reason, String actor) {
        var deal = locked(dealId);
        requireUnanswered(require(dealId, id), "withdrawn");
        var after = store.withdraw(id, actor, clock.instant());
        var why = DealRules.optional("reason", reason);
        tell(deal, after, Change.WITHDRAWN, after.number() + (why == null ? "" : ": " + why), actor);
        return after;
    }

    /**
     * Records how often people have looked at a quote by what is known now.
     *
     * @param views null for not at all
     */
    @Transactional
    public void viewed(UUID id, @Nullable QuoteViews views) {
        var found = store.find(id).flatMap(quote -> deals.find(quote.dealId()));
        if (found.isEmpty()) {
            return;
        }
        var deal = locked(found.get().id());
        var before = store.find(id).orElseThrow();
        var after = store.view(id, views);
        if (after.views() <= before.views()) {
            return;
        }
        if (before.views() == 0) {
            record(deal, Change.VIEWED, shortly(after), READER);
        }
        events.publishEvent(new QuoteChanged(deal, after, Change.VIEWED));
    }

    private void tell(Deal deal, Quote quote, Change change, String note, String actor) {
        record(deal, change, note, actor);
        events.publishEvent(new QuoteChanged(deal, quote, change));
    }

    private void record(Deal deal, Change change, String note, String actor) {
        dealStore.addHistory(
                deal.id(), new DealEvent(clock.instant(), actor, "quote-" + change.label(), null, null, note));
    }

    private Quote checked(Deal deal, NewQuote request) {
        var currency = request.currency() == null || request.currency().isBlank()
                ? deal.currency()
                : DealRules.currency(request.currency());
        var number = DealRules.text("number", request.number());
        if (number.length() > LONGEST_NUMBER) {
            throw new InvalidValueException("number", "must have at most " + LONGEST_NUMBER + " characters");
        }
        var zone = request.timeZone() == null || request.timeZone().isBlank() ? UTC : zone(request.timeZone());
        return new Quote(
                Ids.next(),
                deal.id(),
                number,
                amount(deal, request.amount(), currency),
                currency,
                lastDay(request.validUntil(), zone),
                zone,
                url(request.url()),
                DealRules.optional("note", request.note()),
                clock.instant(),
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static BigDecimal amount(Deal deal, @Nullable BigDecimal amount, String currency) {
        if (amount == null && !currency.equals(deal.currency())) {
            throw new InvalidValueException("amount", "is missing: the deal's is in " + deal.currency());
        }
        return DealRules.amount("amount", amount == null ? deal.amount() : amount, currency);
    }

    private LocalDate lastDay(@Nullable LocalDate day, ZoneId zone) {
        if (day == null) {
            throw new InvalidValueException("validUntil", "is missing: its last day, such as 2027-03-31");
        }
        var today = LocalDate.ofInstant(clock.instant(), zone);
        if (day.isBefore(today)) {
            throw new InvalidValueException("validUntil", "must be today, which is " + today + ", or later");
        }
        if (day.isAfter(today.plusYears(LONGEST_VALIDITY_YEARS))) {
            throw new InvalidValueException(
                    "validUntil", "must be at most " + LONGEST_VALIDITY_YEARS + " years from today");
        }
        return day;
    }

    private static ZoneId zone(String name) {
        return ZoneId.of(Objects.requireNonNull(ProfileValues.timeZone(name)));
    }

    private static @Nullable URI url(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            var url = new URI(text.strip());
            if ("https".equalsIgnoreCase(url.getScheme())
                    && url.getHost() != null
                    && url.getUserInfo() == null
                    && text.length() <= LONGEST_URL) {
                return new URI("https" + text.strip().substring("https".length()));
            }
        } catch (URISyntaxException ex) {
            throw notAnAddress(ex);
        }
        throw notAnAddress(null);
    }

    private static InvalidValueException notAnAddress(@Nullable Throwable cause) {
        var problem = new InvalidValueException(
                "url",
                "must be the https address of the document, without a password in it and of at most " + LONGEST_URL
                        + " characters");
        problem.initCause(cause);
        return problem;
    }

    private static String shortly(Quote quote) {
        return quote.number() + ", " + quote.amount().toPlainString() + " " + quote.currency();
    }

    private boolean isExpired(Quote quote) {
        return !clock.instant().isBefore(quote.expiresAt());
    }

    private static void requireOpen(Deal deal, String what) {
        if (deal.state() != Deal.State.OPEN) {
            throw new DealStateException(what + "; this one is " + deal.state().label());
        }
    }

    private static void requireUnanswered(Quote quote, String wanted) {
        if (quote.withdrawnAt() != null) {
            throw closed(quote, wanted, Change.WITHDRAWN.label(), quote.withdrawnAt());
        }
        if (quote.answer() != null) {
            throw closed(quote, wanted, quote.answer().label(), Objects.requireNonNull(quote.answeredAt()));
        }
    }

    private static DealStateException closed(Quote quote, String wanted, String how, Instant at) {
        return new DealStateException("The quote " + quote.number() + " cannot be " + wanted + ": it was " + how
                + " by " + quote.closedBy() + " at " + at);
    }

    /** The deal, with its contact taken for this transaction: contacts before what belongs to them. */
    private Deal locked(UUID id) {
        contacts.lock(List.of(deals.require(id).contactId()));
        return deals.require(id);
    }
}
