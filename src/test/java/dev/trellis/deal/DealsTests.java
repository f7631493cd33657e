package dev.trellis.deal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactNotFoundException;
import dev.trellis.lifecycle.Stage;
import dev.trellis.platform.Ids;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.web.Cursor;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@SalesTest
@RecordApplicationEvents
class DealsTests {

    private static final String ADA = "ada@example.com";
    private static final Win PLAIN_WIN = new Win(null, null, null);
    private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);

    private final Deals deals;
    private final SalesWorld world;
    private final DealRecords records;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    DealsTests(
            Deals deals,
            SalesWorld world,
            DealRecords records,
            JdbcClient jdbc,
            PlatformTransactionManager transactionManager) {
        this.deals = deals;
        this.world = world;
        this.records = records;
        this.jdbc = jdbc;
        this.transactions = new TransactionTemplate(transactionManager);
    }

    @BeforeEach
    void forgetEarlierTests() {
        world.reset();
    }

    @ParameterizedTest
    @ValueSource(strings = {"subscriber", "lead", "mql", "sql"})
    void anOpenDealMakesAnOpportunity(String stage) {
        var contact = world.contact(new Stage(stage));

        open(contact);

        assertThat(world.stateOf(contact).stage()).isEqualTo(Stage.OPPORTUNITY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"customer", "evangelist"})
    void aDealNeverDemotesWhoeverIsCustomerAlready(String stage, ApplicationEvents events) {
        var contact = world.contact(new Stage(stage));

        var won = open(contact);
        var lost = open(contact);
        deals.win(won.id(), PLAIN_WIN, ADA);
        deals.lose(lost.id(), loss("budget"), ADA);

        assertThat(world.stateOf(contact).stage()).isEqualTo(new Stage(stage));
        assertThat(world.stateOf(contact).closedLost()).isFalse();
        assertThat(events.stream(DealLost.class).flatMap(event -> event.deals().stream()))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.last()).isTrue();
                    assertThat(event.closedLost()).isFalse();
                });
    }

    @Test
    void winningMakesACustomer(ApplicationEvents events) {
        var deal = open(world.contact(Stage.SQL));

        var won = deals.win(deal.id(), new Win(null, LocalDate.of(2027, 3, 2), new BigDecimal("99.90")), ADA);

        assertThat(won.state()).isEqualTo(Deal.State.WON);
        assertThat(won.wonOn()).isEqualTo(TODAY);
        assertThat(won.recurringAmount()).isEqualTo("99.90");
        assertThat(world.stateOf(deal.contactId()).stage()).isEqualTo(Stage.CUSTOMER);
        assertThat(events.stream(DealWon.class)).singleElement().isEqualTo(new DealWon(List.of(won)));
        assertThat(deals.facts(deal.contactId()).renewsOn()).isEqualTo(LocalDate.of(2027, 3, 2));
    }

    @Test
    void onlyTheLastLostDealSendsTheContactToRest(ApplicationEvents events) {
        var contact = world.contact(Stage.SQL);
        var first = open(contact);
        var second = open(contact);

        deals.lose(first.id(), loss("budget"), ADA);

        assertThat(world.stateOf(contact).closedLost()).isFalse();
        assertThat(deals.facts(contact)).isEqualTo(new DealFacts(true, second.id(), false, null, null));

        deals.lose(second.id(), loss("timing"), ADA);

        assertThat(world.stateOf(contact).closedLost()).isTrue();
        assertThat(deals.facts(contact)).isEqualTo(new DealFacts(false, second.id(), true, TODAY.plusDays(90), null));
        assertThat(events.stream(DealLost.class).flatMap(event -> event.deals().stream()))
                .extracting(DealLost.Lost::last)
                .containsExactly(false, true);
    }

    @Test
    void winningOneOfTwoAndLosingTheOtherLeavesACustomer() {
        var contact = world.contact(Stage.SQL);
        var won = open(contact);
        var lost = open(contact);

        deals.win(won.id(), PLAIN_WIN, ADA);
        deals.lose(lost.id(), loss("budget"), ADA);

        assertThat(world.stateOf(contact).stage()).isEqualTo(Stage.CUSTOMER);
        assertThat(world.stateOf(contact).closedLost()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    budget,      true,  ,           2026-08-29
                    timing,      true,  ,           2026-05-31
                    no-decision, true,  ,           2026-06-30
                    no-need,     true,  ,           2027-03-02
                    competitor,  true,  2026-12-31, 2026-10-02
                    competitor,  true,  ,           2026-11-27
                    competitor,  true,  2026-04-01, 2026-03-02
                    competitor,  true,  2026-02-01, 2026-11-27
                    budget,      false, ,
                    competitor,  false, 2026-12-31,
                    """)
    void theReasonSaysWhenToComeBack(
            String reason, boolean recycle, @Nullable LocalDate contractEnd, @Nullable LocalDate expected) {
        var deal = open(world.contact(Stage.SQL));

        deals.lose(deal.id(), new Loss(reason, recycle, "Rival", contractEnd), ADA);

        assertThat(world.stateOf(deal.contactId()).closedLost()).isTrue();
        assertThat(world.stateOf(deal.contactId()).recycleOn()).isEqualTo(expected);
        assertThat(deals.facts(deal.contactId()).recycles()).isEqualTo(expected != null);
    }

    @Test
    void aNewDealEndsTheRestOfAContactWithANewEntry() {
        var contact = world.contact(Stage.SQL);
        deals.lose(open(contact).id(), loss("budget"), ADA);
        var entry = world.stateOf(contact).entry();

        open(contact);

        assertThat(world.stateOf(contact).stage()).isEqualTo(Stage.OPPORTUNITY);
        assertThat(world.stateOf(contact).entry()).isEqualTo(entry + 1);
        assertThat(world.stateOf(contact).closedLost()).isFalse();
    }

    @Test
    void aRepeatedExternalIdChangesTheDealInsteadOfOpeningAnother(ApplicationEvents events) {
        var contact = world.contact(Stage.SQL);

        var first = deals.open(newDeal(contact, "crm-1", "100.00"), ADA);
        var second = deals.open(newDeal(contact, "crm-1", "250.00"), ADA);
        var third = deals.open(newDeal(contact, "crm-1", "250.00"), ADA);

        assertThat(first.isNew()).isTrue();
        assertThat(second.isNew()).isFalse();
        assertThat(second.deal().id()).isEqualTo(first.deal().id());
        assertThat(second.deal().amount()).isEqualTo("250.00");
        assertThat(third.deal()).isEqualTo(second.deal());
        assertThat(deals.of(contact)).hasSize(1);
        assertThat(events.stream(DealOpened.class)).hasSize(1);
        assertThat(deals.history(first.deal().id()))
                .extracting(DealEvent::action)
                .containsExactly("opened", "changed");
    }

    @Test
    void anExternalIdBelongsToOneContact() {
        deals.open(newDeal(world.contact(Stage.SQL), "crm-1", "100"), ADA);

        assertThatExceptionOfType(DealStateException.class)
                .isThrownBy(() -> deals.open(newDeal(world.contact(Stage.SQL), "crm-1", "100"), ADA))
                .withMessageContaining("crm-1");
    }

    @ParameterizedTest
    @CsvSource({
        "0, EUR, amount",
        "-5, EUR, amount",
        "1000000000000000, EUR, amount",
        "1.005, EUR, amount",
        "1.5, JPY, amount",
        "10, EURO, currency",
        "10, ZZZ, currency",
        "10, XXX, currency",
        "10, '', currency"
    })
    void aWrongAmountOrCurrencyIsRefusedByName(BigDecimal amount, String currency, String field) {
        var contact = world.contact(Stage.SQL);

        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() ->
                        deals.open(new NewDeal(contact, null, "Deal", amount, currency, null, null, null, null), ADA))
                .satisfies(problem -> assertThat(problem.field()).isEqualTo(field));
        assertThat(deals.of(contact)).isEmpty();
        assertThat(world.stateOf(contact).stage()).isEqualTo(Stage.SQL);
    }

    @Test
    void amountsKeepTheDecimalsOfTheirCurrency() {
        var contact = world.contact(Stage.SQL);

        assertThat(open(contact, "1234.5", "eur").amount()).isEqualTo("1234.50");
        assertThat(open(contact, "1234", "JPY").amount()).isEqualTo("1234");
        assertThat(open(contact, "1.234", "KWD").amount()).isEqualTo("1.234");
    }

    @Test
    void unknownContactsStepsReasonsAndDealsAreRefused() {
        var deal = open(world.contact(Stage.SQL));

        assertThatExceptionOfType(ContactNotFoundException.class).isThrownBy(() -> open(new ContactId(Ids.next())));
        assertThatExceptionOfType(DealNotFoundException.class).isThrownBy(() -> deals.win(Ids.next(), PLAIN_WIN, ADA));
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> deals.lose(deal.id(), loss("boredom"), ADA))
                .withMessageContaining("no-decision");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> deals.change(deal.id(), step("sauna"), ADA))
                .withMessageContaining("prospecting");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> deals.win(deal.id(), new Win(null, TODAY, null), ADA))
                .withMessageContaining("after wonOn");
    }

    @Test
    void aClosedDealSaysWhoClosedIt() {
        var deal = open(world.contact(Stage.SQL));
        deals.win(deal.id(), PLAIN_WIN, ADA);

        assertThatExceptionOfType(DealStateException.class)
                .isThrownBy(() -> deals.lose(deal.id(), loss("budget"), "bob@example.com"))
                .withMessageContaining("won by " + ADA);
        assertThatExceptionOfType(DealStateException.class)
                .isThrownBy(() -> deals.change(deal.id(), step("demo"), ADA));
    }

    @Test
    void aRefundHappensOnceAndOnlyToAWonDeal(ApplicationEvents events) {
        var deal = open(world.contact(Stage.SQL));
        assertThatExceptionOfType(DealStateException.class).isThrownBy(() -> deals.refund(deal.id(), ADA));
        deals.win(deal.id(), PLAIN_WIN, ADA);

        assertThat(deals.refund(deal.id(), ADA).refundedOn()).isEqualTo(TODAY);

        assertThatExceptionOfType(DealStateException.class)
                .isThrownBy(() -> deals.refund(deal.id(), ADA))
                .withMessageContaining("refunded by " + ADA);
        assertThat(events.stream(DealRefunded.class)).hasSize(1);
    }

    @Test
    void aCustomerWhoLeavesIsALeadAgainOrAnOpportunityWhileADealIsOpen() {
        var customer = world.contact(Stage.CUSTOMER);
        var renewing = world.contact(Stage.EVANGELIST);
        open(renewing);

        deals.churn(customer, "too expensive", null, ADA);
        deals.churn(renewing, "moved away", TODAY, ADA);

        assertThat(world.stateOf(customer).stage()).isEqualTo(Stage.LEAD);
        assertThat(world.stateOf(renewing).stage()).isEqualTo(Stage.OPPORTUNITY);
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> deals.churn(customer, " ", null, ADA));
    }

    @Test
    void aWonDealIsOverOnceItIsRefundedOrTheCustomerLeaves() {
        var contact = world.contact(Stage.SQL);
        var refunded = deals.win(open(contact).id(), PLAIN_WIN, ADA);
        var other = deals.win(open(contact).id(), PLAIN_WIN, ADA);
        assertThat(deals.isOver(refunded.id())).isFalse();

        deals.refund(refunded.id(), ADA);
        assertThat(deals.isOver(refunded.id())).isTrue();
        assertThat(deals.isOver(other.id())).isFalse();

        deals.churn(contact, "too expensive", TODAY.plusMonths(1), ADA);
        assertThat(deals.isOver(other.id())).isTrue();

        world.pass(Duration.ofDays(1));
        var back = deals.win(open(contact).id(), PLAIN_WIN, ADA);
        assertThat(deals.isOver(back.id())).isFalse();
    }

    @Test
    void aLaterContractEndOrAWonRenewalRenewsADeal(ApplicationEvents events) {
        var contact = world.contact(Stage.SQL);
        var deal = open(contact);
        deals.win(deal.id(), new Win(null, TODAY.plusYears(1), null), ADA);

        deals.change(deal.id(), renewsOn(TODAY.plusYears(2)), ADA);
        var renewal = deals.open(
                        new NewDeal(contact, null, "Renewal", BigDecimal.TEN, "EUR", null, null, null, deal.id()), ADA)
                .deal();
        deals.win(renewal.id(), new Win(null, TODAY.plusYears(3), null), ADA);

        assertThat(events.stream(DealRenewed.class).flatMap(event -> event.deals().stream()))
                .satisfiesExactly(later -> assertThat(later.renewsOn()).isEqualTo(TODAY.plusYears(2)), replaced -> {
                    assertThat(replaced.deal().id()).isEqualTo(deal.id());
                    assertThat(replaced.renewsOn()).isNull();
                });
        assertThat(deals.facts(contact).renewsOn()).isEqualTo(TODAY.plusYears(3));
    }

    @Test
    void ofTwoWhoCloseADealAtTheSameMomentOneIsTold() throws Exception {
        for (var round = 0; round < 20; round++) {
            var deal = open(world.contact(Stage.SQL));

            var outcomes = atOnce(
                    () -> deals.win(deal.id(), PLAIN_WIN, "winner").state().label(),
                    () -> deals.lose(deal.id(), loss("budget"), "loser").state().label());

            var state = deals.require(deal.id()).state().label();
            assertThat(outcomes).containsExactlyInAnyOrder(state, "refused");
        }
    }

    @Test
    void twoWhoSendTheSameExternalIdAtOnceOpenOneDeal() throws Exception {
        var contact = world.contact(Stage.SQL);

        var outcomes = atOnce(
                () -> String.valueOf(
                        deals.open(newDeal(contact, "crm-9", "10"), ADA).isNew()),
                () -> String.valueOf(
                        deals.open(newDeal(contact, "crm-9", "10"), ADA).isNew()));

        assertThat(outcomes).containsExactlyInAnyOrder("true", "false");
        assertThat(deals.of(contact)).hasSize(1);
    }

    @Test
    void theListFollowsChangesAndMissesNone() {
        var contact = world.contact(Stage.SQL);
        var ids = new ArrayList<UUID>();
        for (var i = 0; i < 5; i++) {
            world.pass(Duration.ofSeconds(1));
            ids.add(open(contact).id());
        }
        world.pass(Duration.ofSeconds(1));
        deals.change(ids.getFirst(), step("demo"), Passage.overridden("test"), ADA);

        var first = deals.page(DealFilter.ALL, null, 3);
        var second = deals.page(DealFilter.ALL, first.next(), 3);

        assertThat(Cursor.parse(first.next())).isNotNull();
        assertThat(first.items()).extracting(Deal::id).containsExactly(ids.get(1), ids.get(2), ids.get(3));
        assertThat(second.items()).extracting(Deal::id).containsExactly(ids.get(4), ids.get(0));
        assertThat(second.next()).isNull();
        assertThat(deals.page(new DealFilter(Deal.State.WON, null, null, null), null, 3)
                        .items())
                .isEmpty();
        assertThat(deals.page(new DealFilter(Deal.State.OPEN, ADA, contact, SalesWorld.START), null, 9)
                        .items())
                .hasSize(5);
    }

    @Test
    void whatIsKeptAboutAContactCanBeExportedMovedAndErased() {
        var contact = world.contact(Stage.SQL);
        var other = world.contact(Stage.SQL);
        var deal = open(contact);
        deals.win(deal.id(), PLAIN_WIN, ADA);
        deals.churn(contact, "too expensive", null, ADA);

        assertThat(records.export(contact))
                .hasSize(2)
                .first()
                .satisfies(row -> assertThat(row).containsEntry("name", "Deal"));

        transactions.executeWithoutResult(status -> records.merge(other, contact));
        assertThat(records.export(contact)).isEmpty();
        assertThat(records.export(other)).hasSize(2);

        transactions.executeWithoutResult(status -> records.erase(other));
        assertThat(records.export(other)).isEmpty();
        assertThat(jdbc.sql("select count(*) from deal_history")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private static List<String> atOnce(Callable<String> one, Callable<String> other) throws Exception {
        try (var threads = Executors.newFixedThreadPool(2)) {
            var outcomes = new ArrayList<String>();
            for (var outcome : threads.invokeAll(List.of(refusable(one), refusable(other)))) {
                outcomes.add(outcome.get());
            }
            return outcomes;
        }
    }

    private static Callable<String> refusable(Callable<String> work) {
        return () -> {
            try {
                return work.call();
            } catch (DealStateException ex) {
                return "refused";
            }
        };
    }

    private Deal open(ContactId contact) {
        return open(contact, "100", "EUR");
    }

    private Deal open(ContactId contact, String amount, String currency) {
        return deals.open(
                        new NewDeal(contact, null, "Deal", new BigDecimal(amount), currency, null, ADA, null, null),
                        ADA)
                .deal();
    }

    private static NewDeal newDeal(ContactId contact, String externalId, String amount) {
        return new NewDeal(contact, externalId, "Deal", new BigDecimal(amount), "EUR", null, ADA, null, null);
    }

    private static Loss loss(String reason) {
        return new Loss(reason, true, null, null);
    }

    private static DealChange step(String step) {
        return new DealChange(null, null, null, null, null, step, null, null);
    }

    private static DealChange renewsOn(LocalDate day) {
        return new DealChange(null, null, null, null, null, null, day, null);
    }
}
