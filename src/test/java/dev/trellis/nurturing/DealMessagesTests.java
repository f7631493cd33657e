package dev.trellis.nurturing;

import static dev.trellis.deal.DealBuilder.aDeal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import dev.trellis.contact.ContactId;
import dev.trellis.deal.CustomerChurned;
import dev.trellis.deal.Deal;
import dev.trellis.deal.DealBuilder;
import dev.trellis.deal.DealRefunded;
import dev.trellis.deal.Deals;
import dev.trellis.email.Emails;
import dev.trellis.engine.EngineMessage;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.platform.Ids;
import dev.trellis.platform.Lane;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.mockito.Captor;
import org.mockito.junit.jupiter.MockitoSettings;

@MockitoSettings
class DealMessagesTests {

    private static final ContactId ADA = new ContactId(Ids.next());
    private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);

    private final EngineOutbox outbox = mock(EngineOutbox.class);
    private final Deals deals = mock(Deals.class);
    private final Emails emails = mock(Emails.class);
    private final DealMessages messages = new DealMessages(outbox, deals, emails);

    @Captor
    private ArgumentCaptor<List<EngineMessage>> told;

    @Test
    void aRefundEndsWhatAccompaniesTheDealAndItsUnsentMail() {
        var deal = won().refundedOn(TODAY).build();

        messages.on(new DealRefunded(List.of(deal)));

        assertEnded(deal);
    }

    @Test
    void aCustomerWhoLeavesEndsWhatAccompaniesEachOfItsWonDeals() {
        var won = won().build();
        var alsoWon = won().build();
        given(deals.of(ADA))
                .willReturn(List.of(
                        aDeal().contactId(ADA).lost().build(),
                        won,
                        won().refundedOn(TODAY).build(),
                        aDeal().contactId(ADA).build(),
                        alsoWon));

        messages.on(new CustomerChurned(ADA, TODAY, "too expensive"));

        assertEnded(won, alsoWon);
    }

    private void assertEnded(Deal... over) {
        verify(outbox).publish(told.capture(), eq(Lane.LIVE));
        assertThat(told.getValue())
                .extracting(EngineMessage::name)
                .containsOnly("contract-ended")
                .hasSize(over.length);
        var ids = List.of(over).stream().map(Deal::id).toList();
        assertThat(told.getValue())
                .extracting(EngineMessage::correlationKey)
                .containsExactlyElementsOf(ids.stream().map(Object::toString).toList());
        verify(emails).cancelForDeals(eq(ids), anyString());
    }

    private static DealBuilder won() {
        return aDeal().contactId(ADA).wonOn(TODAY);
    }
}
