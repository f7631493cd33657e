package dev.trellis.nurturing;

import static dev.trellis.deal.DealBuilder.aDeal;
import static dev.trellis.deal.QuoteBuilder.aQuote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactsMerged;
import dev.trellis.deal.Deal;
import dev.trellis.deal.DealWon;
import dev.trellis.deal.Deals;
import dev.trellis.deal.Quote;
import dev.trellis.deal.Quote.Answer;
import dev.trellis.deal.QuoteChanged;
import dev.trellis.deal.QuoteChanged.Change;
import dev.trellis.deal.Quotes;
import dev.trellis.engine.EngineMessage;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.platform.Ids;
import dev.trellis.platform.Lane;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.ArgumentCaptor;
import org.mockito.Captor;
import org.mockito.junit.jupiter.MockitoSettings;

@MockitoSettings
class QuoteMessagesTests {

    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");
    private static final Deal DEAL = aDeal().build();

    private final EngineOutbox outbox = mock(EngineOutbox.class);
    private final Deals deals = mock(Deals.class);
    private final Quotes quotes = mock(Quotes.class);
    private final QuoteMessages messages = new QuoteMessages(outbox, deals, quotes, Clock.fixed(NOW, ZoneOffset.UTC));

    @Captor
    private ArgumentCaptor<List<EngineMessage>> told;

    @ParameterizedTest
    @CsvSource(textBlock = """
                    SENT,      quote-sent
                    EXTENDED,  quote-extended
                    VIEWED,    quote-seen
                    ACCEPTED,  quote-closed
                    DECLINED,  quote-closed
                    WITHDRAWN, quote-closed
                    """)
    void whatHappensIsToldToTheProcessOfThatQuote(Change change, String message) {
        var quote = quote(null);

        messages.on(new QuoteChanged(DEAL, quote, change));

        assertThat(told())
                .singleElement()
                .returns(message, EngineMessage::name)
                .returns(quote.id().toString(), EngineMessage::correlationKey);
    }

    /** The engine may not have heard yet that the last day is over, or may not be done with what follows from it. */
    @Test
    void aQuoteThatIsValidAgainGoesToTheProcessThatRunsOrElseStartsOne() {
        messages.on(new QuoteChanged(DEAL, quote(null), Change.REISSUED));

        assertThat(told())
                .extracting(EngineMessage::name, EngineMessage::timeToLive)
                .containsExactly(tuple("quote-extended", JourneyMessages.KEPT), tuple("quote-sent", Duration.ZERO));
    }

    @Test
    void theProcessIsGivenWhatItsTimersNeed() {
        messages.on(new QuoteChanged(DEAL, quote(null), Change.SENT));

        assertThat(told().getFirst().variables())
                .containsEntry("quote", "Q-1")
                .containsEntry("validUntil", "2026-03-31")
                .containsEntry("expiresAt", "2026-03-31T22:00:00Z")
                .containsKeys("contactId", "dealId", "quoteId");
    }

    @Test
    void aDealThatIsDecidedEndsTheProcessesOfItsOpenQuotes() {
        var open = quote(null);
        given(quotes.of(DEAL.id())).willReturn(List.of(open, quote(Answer.DECLINED)));

        messages.on(new DealWon(List.of(DEAL)));

        assertThat(told()).singleElement().satisfies(message -> {
            assertThat(message.name()).isEqualTo("quote-closed");
            assertThat(message.correlationKey()).isEqualTo(open.id().toString());
            assertThat(message.variables()).containsEntry("quoteEnd", "deal-won");
        });
    }

    @Test
    void aQuoteGoesOnWithTheContactThatIsKept() {
        var keep = new ContactId(Ids.next());
        given(deals.of(DEAL.contactId())).willReturn(List.of(DEAL));
        given(quotes.of(DEAL.id())).willReturn(List.of(quote(null), quote(Answer.ACCEPTED)));

        messages.on(new ContactsMerged(keep, DEAL.contactId()));

        var messages = told();
        assertThat(messages).extracting(EngineMessage::name).containsExactly("quote-closed", "quote-sent");
        assertThat(messages.getLast().variables()).containsEntry("contactId", keep.toString());
    }

    private List<EngineMessage> told() {
        verify(outbox).publish(told.capture(), eq(Lane.LIVE));
        return told.getValue();
    }

    private static Quote quote(@Nullable Answer answer) {
        return aQuote().dealId(DEAL.id())
                .zone(ZoneId.of("Europe/Berlin"))
                .answer(answer)
                .build();
    }
}
