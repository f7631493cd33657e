package dev.trellis.nurturing;

import static dev.trellis.deal.QuoteBuilder.aQuote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.deal.Deals;
import dev.trellis.deal.Quote;
import dev.trellis.deal.Quotes;
import dev.trellis.engine.Job;
import dev.trellis.engine.JobResult;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.lifecycle.LifecycleState;
import dev.trellis.lifecycle.Stage;
import dev.trellis.platform.Ids;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class StepGuardTests {

    private static final ContactId ADA = new ContactId(Ids.next());
    private static final UUID DEAL = Ids.next();
    private static final UUID QUOTE = Ids.next();

    private final Lifecycle lifecycle = mock(Lifecycle.class);
    private final Deals deals = mock(Deals.class);
    private final Quotes quotes = mock(Quotes.class);
    private final StepGuard guard = new StepGuard(
            mock(Contacts.class),
            lifecycle,
            deals,
            quotes,
            mock(SalesRest.class),
            new TransactionTemplate(mock(PlatformTransactionManager.class)));

    @BeforeEach
    void adaIsACustomer() {
        given(lifecycle.find(ADA))
                .willReturn(
                        Optional.of(new LifecycleState(ADA, Stage.CUSTOMER, 3, Instant.EPOCH, false, null, 0, null)));
    }

    @Test
    void aStepOfTheStageEntryOfNowIsCarriedOut() {
        assertThat(carriedOut(Map.of("stageEntry", 3))).isTrue();
    }

    @Test
    void aStepOfAStageThatWasLeftIsLeftAlone() {
        assertThat(carriedOut(Map.of("stageEntry", 2))).isFalse();
    }

    @Test
    void aStepThatAccompaniesADealIsCarriedOutUntilTheDealIsOver() {
        assertThat(carriedOut(Map.of("dealId", DEAL.toString()))).isTrue();

        given(deals.isOver(DEAL)).willReturn(true);

        assertThat(carriedOut(Map.of("dealId", DEAL.toString()))).isFalse();
    }

    @Test
    void aStepThatAccompaniesAQuoteIsCarriedOutUntilTheQuoteIsOver() {
        var place = Map.<String, Object>of("dealId", DEAL.toString(), "quoteId", QUOTE.toString());
        assertThat(carriedOut(place)).isTrue();

        given(quotes.isOver(QUOTE)).willReturn(true);

        assertThat(carriedOut(place)).isFalse();
    }

    @Test
    void aStepTowardsALastDayThatAQuoteHasNoMoreIsLeftAlone() {
        var place = Map.<String, Object>of("quoteId", QUOTE.toString(), "expiresAt", "2026-04-01T00:00:00Z");
        given(quotes.find(QUOTE)).willReturn(Optional.of(quoteUntil(LocalDate.of(2026, 3, 31))));
        assertThat(carriedOut(place)).isTrue();

        given(quotes.find(QUOTE)).willReturn(Optional.of(quoteUntil(LocalDate.of(2026, 4, 30))));

        assertThat(carriedOut(place)).isFalse();
    }

    @Test
    void aStepOfAStageIsCarriedOutWhateverBecameOfADealOfThatTime() {
        given(deals.isOver(DEAL)).willReturn(true);

        assertThat(carriedOut(Map.of("stageEntry", 3, "dealId", DEAL.toString())))
                .isTrue();
    }

    private static Quote quoteUntil(LocalDate day) {
        return aQuote().id(QUOTE).validUntil(day).build();
    }

    private boolean carriedOut(Map<String, Object> place) {
        var variables = new HashMap<>(place);
        variables.put("contactId", ADA.toString());
        var job = new Job(1, "send-email", 2, 3, "onboarding", 1, "send-start", 3, Map.of(), variables);
        return guard.carryOut(job, contact -> JobResult.completed()) instanceof JobResult.Completed;
    }
}
