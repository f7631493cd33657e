package dev.trellis.deal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.contact.ContactId;
import dev.trellis.deal.Quote.Answer;
import dev.trellis.deal.Quote.State;
import dev.trellis.deal.QuoteChanged.Change;
import dev.trellis.lifecycle.Stage;
import dev.trellis.platform.InvalidValueException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;

@SalesTest
@RecordApplicationEvents
class QuotesTests {

    private static final String SAM = "sam@example.com";
    private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);
    private static final LocalDate MONTH_END = LocalDate.of(2026, 3, 31);

    private final Quotes quotes;
    private final QuoteLinks links;
    private final Deals deals;
    private final DealRecords records;
    private final SalesWorld world;

    QuotesTests(Quotes quotes, QuoteLinks links, Deals deals, DealRecords records, SalesWorld world) {
        this.quotes = quotes;
        this.links = links;
        this.deals = deals;
        this.records = records;
        this.world = world;
    }

    @BeforeEach
    void forgetEarlierTests() {
        world.reset();
    }

    @Test
    void aQuoteHasTheDealsAmountUnlessItNamesItsOwn() {
        var deal = deal();

        var plain = quotes.send(deal.id(), request("Q-1", MONTH_END), SAM);
        var other = quotes.send(
                deal.id(),
                new NewQuote("Q-2", new BigDecimal("950.50"), "usd", MONTH_END, "europe/berlin", null, "Two years"),
                SAM);

        assertThat(plain.amount()).isEqualByComparingTo("1000");
        assertThat(plain.currency()).isEqualTo("EUR");
        assertThat(plain.expiresAt()).isEqualTo("2026-04-01T00:00:00Z");
        assertThat(other.currency()).isEqualTo("USD");
        assertThat(other.zone().getId()).isEqualTo("Europe/Berlin");
        assertThat(other.expiresAt()).isEqualTo("2026-03-31T22:00:00Z");
        assertThat(quotes.of(deal.id())).containsExactly(other, plain);
        assertThat(actions(deal)).containsExactly("opened", "quote-sent", "quote-sent");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    '',  2026-03-31, UTC,           https://files.example.com/q.pdf,        number
                    Q-1, ,           UTC,           https://files.example.com/q.pdf,        validUntil
                    Q-1, 2026-03-01, UTC,           https://files.example.com/q.pdf,        validUntil
                    Q-1, 2046-03-01, UTC,           https://files.example.com/q.pdf,        validUntil
                    Q-1, 2026-03-31, Mars,          https://files.example.com/q.pdf,        timeZone
                    Q-1, 2026-03-31, UTC,           http://files.example.com/q.pdf,         url
                    Q-1, 2026-03-31, UTC,           https://me:secret@files.example.com/q,  url
                    Q-1, 2026-03-31, UTC,           javascript:alert(1),                    url
                    Q-1, 2026-03-31, UTC,           files/q.pdf,                            url
                    Q-1, 2026-03-31, UTC,           'https://files.example.com/a b',        url
                    """)
    void whatIsWrongIsNamed(String number, @Nullable LocalDate validUntil, String timeZone, String url, String field) {
        var deal = deal();

        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() ->
                        quotes.send(deal.id(), new NewQuote(number, null, null, validUntil, timeZone, url, null), SAM))
                .returns(field, InvalidValueException::field);
        assertThat(quotes.of(deal.id())).isEmpty();
    }

    @Test
    void aNumberIsGivenOnceInADeal() {
        var deal = deal();
        quotes.send(deal.id(), request("Q-1", MONTH_END), SAM);

        assertThatExceptionOfType(DealStateException.class)
                .isThrownBy(() -> quotes.send(deal.id(), request("Q-1", MONTH_END), SAM))
                .withMessageContaining("number Q-1 already");
        quotes.send(deal().id(), request("Q-1", MONTH_END), SAM);
    }

    @Test
    void itExpiresByTheClockAndIsValidAgainOnceItIsExtended(ApplicationEvents events) {
        var deal = deal();
        var quote = quotes.send(deal.id(), request("Q-1", TODAY), SAM);
        assertThat(stateOf(quote)).isEqualTo(State.SENT);

        world.pass(Duration.ofHours(15));

        assertThat(stateOf(quote)).isEqualTo(State.EXPIRED);
        assertThat(actions(deal)).containsExactly("opened", "quote-sent", "quote-expired");
        assertThat(quotes.isOver(quote.id())).isFalse();
        quotes.extend(deal.id(), quote.id(), MONTH_END, null, SAM);
        assertThat(stateOf(quote)).isEqualTo(State.SENT);
        assertThat(deals.history(deal.id()).getLast())
                .returns("quote-reissued", DealEvent::action)
                .returns("Q-1, until 2026-03-31 instead of 2026-03-02", DealEvent::note);
        assertThat(events.stream(QuoteChanged.class).map(QuoteChanged::change))
                .containsExactly(Change.SENT, Change.REISSUED);
    }

    @Test
    void extendingItToWhereItEndsAnywayChangesNothing(ApplicationEvents events) {
        var deal = deal();
        var quote = quotes.send(deal.id(), request("Q-1", MONTH_END), SAM);

        quotes.extend(deal.id(), quote.id(), MONTH_END, "UTC", SAM);
        assertThat(events.stream(QuoteChanged.class)).hasSize(1);
        var moved = quotes.extend(deal.id(), quote.id(), MONTH_END, "America/New_York", SAM);

        assertThat(moved.expiresAt()).isEqualTo("2026-04-01T04:00:00Z");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> quotes.extend(deal.id(), quote.id(), TODAY.minusDays(1), null, SAM))
                .withMessageContaining("2026-03-02, or later");
    }

    @Test
    void anAnswerIsKeptWithWhoGaveItAndMayBeAnotherOneLater() {
        var deal = deal();
        var quote = quotes.send(deal.id(), request("Q-1", MONTH_END), SAM);

        quotes.answer(deal.id(), quote.id(), Answer.DECLINED, "Ada, by phone", SAM);
        assertThat(stateOf(quote)).isEqualTo(State.DECLINED);
        assertThat(quotes.isOver(quote.id())).isTrue();
        assertThatExceptionOfType(DealStateException.class)
                .isThrownBy(() -> quotes.answer(deal.id(), quote.id(), Answer.DECLINED, null, SAM))
                .withMessage(
                        "The quote Q-1 cannot be declined: it was declined by sam@example.com at 2026-03-02T09:00:00Z");
        assertThatExceptionOfType(DealStateException.class)
                .isThrownBy(() -> quotes.extend(deal.id(), quote.id(), MONTH_END.plusDays(1), null, SAM));
        var accepted = quotes.answer(deal.id(), quote.id(), Answer.ACCEPTED, "Ada", SAM);

        assertThat(accepted.saidBy()).isEqualTo("Ada");
        assertThat(deals.history(deal.id()).getLast().note()).isEqualTo("Q-1, 1000.00 EUR, says Ada");
        assertThat(deals.require(deal.id()).state()).isEqualTo(Deal.State.OPEN);
    }

    @Test
    void whatIsTakenBackStaysSo() {
        var deal = deal();
        var quote = quotes.send(deal.id(), request("Q-1", MONTH_END), SAM);

        quotes.withdraw(deal.id(), quote.id(), "A typing error", SAM);

        assertThat(stateOf(quote)).isEqualTo(State.WITHDRAWN);
        assertThat(deals.history(deal.id()).getLast().note()).isEqualTo("Q-1: A typing error");
        assertThatExceptionOfType(DealStateException.class)
                .isThrownBy(() -> quotes.answer(deal.id(), quote.id(), Answer.ACCEPTED, null, SAM))
                .withMessageContaining("it was withdrawn by " + SAM);
    }

    @Test
    void aDecidedDealGetsNoQuoteAndItsOpenOnesExpireNoMore() {
        var deal = deal();
        var quote = quotes.send(deal.id(), request("Q-1", MONTH_END), SAM);
        deals.win(deal.id(), new Win(null, null, null), SAM);
        world.pass(Duration.ofDays(60));

        assertThat(stateOf(quote)).isEqualTo(State.SENT);
        assertThat(quotes.isOver(quote.id())).isTrue();
        assertThat(actions(deal)).containsExactly("opened", "quote-sent", "won");
        assertThatExceptionOfType(DealStateException.class)
                .isThrownBy(() -> quotes.send(deal.id(), request("Q-2", TODAY.plusDays(90)), SAM))
                .withMessageContaining("this one is won");
        quotes.answer(deal.id(), quote.id(), Answer.ACCEPTED, null, SAM);
    }

    @Test
    void theFirstLookIsPartOfTheHistoryAndEachIsTold(ApplicationEvents events) {
        var deal = deal();
        var quote = quotes.send(deal.id(), request("Q-1", MONTH_END), SAM);
        var now = SalesWorld.START;

        quotes.viewed(quote.id(), new QuoteViews(1, now, now));
        quotes.viewed(quote.id(), new QuoteViews(1, now, now));
        quotes.viewed(quote.id(), new QuoteViews(2, now, now.plusSeconds(60)));

        assertThat(stateOf(quote)).isEqualTo(State.VIEWED);
        assertThat(actions(deal)).containsExactly("opened", "quote-sent", "quote-viewed");
        assertThat(events.stream(QuoteChanged.class).map(QuoteChanged::change))
                .containsExactly(Change.SENT, Change.VIEWED, Change.VIEWED);
        quotes.viewed(quote.id(), null);
        assertThat(stateOf(quote)).isEqualTo(State.SENT);
    }

    @Test
    void aLinkIsGoodForItsQuoteOnly() {
        var deal = deal();
        var quote = quotes.send(deal.id(), request("Q-1", MONTH_END), SAM);
        var without = quotes.send(deal.id(), new NewQuote("Q-2", null, null, MONTH_END, null, " ", null), SAM);
        var token = String.valueOf(links.of(quote)).replaceFirst(".*/", "");

        assertThat(links.read(token)).contains(quote.id());
        assertThat(links.read(token.replaceFirst("^...", "AAA"))).isEmpty();
        assertThat(links.of(without)).isNull();
    }

    @Test
    void aQuoteOfAnotherDealIsNotFound() {
        var quote = quotes.send(deal().id(), request("Q-1", MONTH_END), SAM);
        var other = deal();

        assertThatExceptionOfType(QuoteNotFoundException.class)
                .isThrownBy(() -> quotes.withdraw(other.id(), quote.id(), null, SAM));
        assertThatExceptionOfType(DealNotFoundException.class)
                .isThrownBy(() -> quotes.withdraw(UUID.randomUUID(), quote.id(), null, SAM));
    }

    @Test
    void quotesGoWithTheirContact() {
        var deal = deal();
        var quote = quotes.send(deal.id(), request("Q-1", MONTH_END), SAM);
        quotes.answer(deal.id(), quote.id(), Answer.ACCEPTED, "Ada", SAM);
        var keep = world.contact(Stage.SQL);

        records.merge(keep, deal.contactId());
        assertThat(records.export(keep))
                .anySatisfy(row -> assertThat(row).containsEntry("quote", "Q-1").containsEntry("saidBy", "Ada"));
        records.erase(keep);

        assertThat(quotes.find(quote.id())).isEmpty();
    }

    private State stateOf(Quote quote) {
        var now = quotes.find(quote.id()).orElseThrow();
        return now.state(deals.require(now.dealId()), world.clock().instant());
    }

    private List<String> actions(Deal deal) {
        return deals.history(deal.id()).stream().map(DealEvent::action).toList();
    }

    private static NewQuote request(String number, LocalDate validUntil) {
        return new NewQuote(number, null, null, validUntil, null, "https://files.example.com/q.pdf", null);
    }

    private Deal deal() {
        ContactId contact = world.contact(Stage.SQL);
        return deals.open(
                        new NewDeal(contact, null, "Seats", new BigDecimal("1000"), "EUR", null, SAM, null, null), SAM)
                .deal();
    }
}
