package dev.trellis.deal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.contact.ContactId;
import dev.trellis.lifecycle.Stage;
import dev.trellis.platform.InvalidValueException;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;

@SalesTest
@RecordApplicationEvents
class CompetitorContractsTests {

    private static final String ADA = "ada@example.com";
    private static final LocalDate NEXT_YEAR = LocalDate.of(2027, 3, 31);

    private final CompetitorContracts contracts;
    private final Deals deals;
    private final SalesWorld world;

    CompetitorContractsTests(CompetitorContracts contracts, Deals deals, SalesWorld world) {
        this.contracts = contracts;
        this.deals = deals;
        this.world = world;
    }

    @BeforeEach
    void forgetEarlierTests() {
        world.reset();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    competitor, true,  2027-03-31, 2026-12-31
                    competitor, true,  2026-04-01, 2026-03-02
                    budget,     true,  2027-03-31, 2026-08-29
                    competitor, false, 2027-03-31,
                    """)
    void theReturnMovesWithTheEndOfTheContractWhereItDependsOnIt(
            String reason, boolean recycle, LocalDate ends, @Nullable LocalDate expected) {
        var deal = lost(world.contact(Stage.SQL), new Loss(reason, recycle, null, null));

        var corrected = contracts.correct(deal.id(), "Rival", ends, ADA);

        assertThat(corrected.competitor()).isEqualTo("Rival");
        assertThat(corrected.contractEndsOn()).isEqualTo(ends);
        assertThat(world.stateOf(deal.contactId()).closedLost()).isTrue();
        assertThat(world.stateOf(deal.contactId()).recycleOn()).isEqualTo(expected);
    }

    @Test
    void theCorrectionIsRecordedAndTold(ApplicationEvents events) {
        var deal = lost(world.contact(Stage.SQL), new Loss("competitor", true, "Rival", LocalDate.of(2026, 12, 31)));

        var corrected = contracts.correct(deal.id(), null, NEXT_YEAR, "eve@example.com");

        assertThat(events.stream(CompetitorContractChanged.class))
                .containsExactly(new CompetitorContractChanged(corrected, true));
        assertThat(deals.history(deal.id()).getLast())
                .returns("eve@example.com", DealEvent::actor)
                .returns("changed", DealEvent::action)
                .returns("contract with Rival until 2027-03-31", DealEvent::note);
    }

    @Test
    void whatIsKnownAlreadyIsNotToldAgain(ApplicationEvents events) {
        var deal = lost(world.contact(Stage.SQL), new Loss("competitor", true, "Rival", NEXT_YEAR));

        contracts.correct(deal.id(), "Rival", NEXT_YEAR, ADA);

        assertThat(events.stream(CompetitorContractChanged.class)).isEmpty();
        assertThat(deals.history(deal.id())).hasSize(2);
    }

    @Test
    void aContactThatIsInTalksAgainDoesNotRest() {
        var contact = world.contact(Stage.SQL);
        var deal = lost(contact, new Loss("competitor", true, "Rival", null));
        open(contact);

        contracts.correct(deal.id(), null, NEXT_YEAR, ADA);

        assertThat(world.stateOf(contact).closedLost()).isFalse();
    }

    @Test
    void aContactThatRestsAfterALaterDealKeepsItsDay() {
        var contact = world.contact(Stage.SQL);
        var first = lost(contact, new Loss("competitor", true, "Rival", null));
        lost(contact, new Loss("timing", true, null, null));

        contracts.correct(first.id(), null, NEXT_YEAR, ADA);

        assertThat(world.stateOf(contact).recycleOn()).isEqualTo(LocalDate.of(2026, 5, 31));
    }

    @Test
    void onlyALostDealHasOneAndItEndsAfterwards() {
        var open = open(world.contact(Stage.SQL));
        assertThatExceptionOfType(DealStateException.class)
                .isThrownBy(() -> contracts.correct(open.id(), "Rival", NEXT_YEAR, ADA))
                .withMessageContaining("open");

        deals.lose(open.id(), new Loss("competitor", true, null, null), ADA);

        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> contracts.correct(open.id(), "Rival", null, ADA))
                .withMessageContaining("is missing");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> contracts.correct(open.id(), "Rival", LocalDate.of(2026, 3, 1), ADA))
                .withMessageContaining("2026-03-02");
    }

    private Deal lost(ContactId contact, Loss loss) {
        return deals.lose(open(contact).id(), loss, ADA);
    }

    private Deal open(ContactId contact) {
        return deals.open(new NewDeal(contact, null, "Deal", BigDecimal.TEN, "EUR", null, ADA, null, null), ADA)
                .deal();
    }
}
