package dev.trellis.handoff;

import static dev.trellis.platform.UtcTime.utc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.trellis.contact.ContactId;
import dev.trellis.deal.SalesTest;
import dev.trellis.deal.SalesWorld;
import dev.trellis.lifecycle.Stage;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.WorkingHours;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** Who had a hand-off for how long, and how soon people answer. */
@SalesTest
class HoldingsTests {

    private static final String ADA = "ada@example.com";
    private static final String BOB = "bob@example.com";
    private static final String LEA = "lea@example.com";
    private static final LocalDate MONDAY = LocalDate.of(2026, 3, 2);

    private final Handoffs handoffs;
    private final Holdings holdings;
    private final ServiceLevels levels;
    private final Teams teams;
    private final SalesWorld world;
    private final JdbcClient jdbc;
    private final MockMvcTester mvc;

    HoldingsTests(
            Handoffs handoffs,
            Holdings holdings,
            ServiceLevels levels,
            Teams teams,
            SalesWorld world,
            JdbcClient jdbc,
            HandoffController controller,
            ServiceLevelController serviceController) {
        this.handoffs = handoffs;
        this.holdings = holdings;
        this.levels = levels;
        this.teams = teams;
        this.world = world;
        this.jdbc = jdbc;
        this.mvc = MockMvcTester.of(controller, serviceController);
    }

    /** It is Monday, nine in London; New York begins at two in the afternoon. */
    @BeforeEach
    void adaInLondonAndBobInNewYork() {
        world.reset();
        teams.save(new Team(
                "sales",
                "Sales",
                ZoneId.of("UTC"),
                WorkingHours.OFFICE,
                LEA,
                Map.of(),
                List.of(
                        new Member(ADA, "Ada", null, null, null),
                        new Member(BOB, "Bob", null, null, ZoneId.of("America/New_York"), null, null))));
    }

    @Test
    void eachHolderHasWhatWasTheirsInTheirOwnWorkingTime() {
        var contact = world.contact(Stage.MQL);
        var id = handoffs.open(request(contact, 1, false)).handoff().id();
        world.pass(Duration.ofHours(6));
        handoffs.open(request(contact, 2, true));
        world.pass(Duration.ofHours(20));
        handoffs.accept(id, null, "bob");
        world.pass(Duration.ofHours(5));
        handoffs.giveBack(id, "wants to wait", null, "bob");

        assertThat(holdings.of(id))
                .extracting(
                        Holding::holder,
                        holding -> holding.worked().toHours(),
                        Holding::ended,
                        Holding::answeredAfter,
                        holding -> holding.isLate(world.clock().instant()))
                .containsExactly(
                        tuple(ADA, 6L, "escalated", null, true), tuple(BOB, 9L, "returned", Duration.ofHours(7), true));
        assertThat(mvc.get().uri("/api/handoffs/" + id))
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo("""
                        {"id": "%s", "state": "returned", "holders": [
                          {"holder": "ada@example.com", "from": "2026-03-02T09:00:00Z", "until": "2026-03-02T15:00:00Z",
                           "dueAt": "2026-03-02T13:00:00Z", "workingMinutes": 360, "ended": "escalated"},
                          {"holder": "bob@example.com", "workingMinutes": 540, "answeredAfterMinutes": 420,
                           "ended": "returned"}]}""".formatted(id));
    }

    @Test
    void whatNobodyHadAndWhatIsStillHeldIsSaidAsWell() {
        teams.save(new Team("sales", "Sales", ZoneId.of("UTC"), WorkingHours.OFFICE, null, Map.of(), List.of()));
        var id = handoffs.open(request(world.contact(Stage.MQL), 1, false))
                .handoff()
                .id();
        world.pass(Duration.ofHours(2));
        handoffs.accept(id, ADA, "ada");
        world.pass(Duration.ofHours(3));

        assertThat(holdings.of(id))
                .extracting(Holding::holder, holding -> holding.worked().toHours(), Holding::until)
                .containsExactly(tuple(null, 2L, SalesWorld.START.plus(Duration.ofHours(2))), tuple(ADA, 3L, null));
    }

    @Test
    void aMergedContactsHandoffIsHeldNoLonger() {
        var id = handoffs.open(request(world.contact(Stage.MQL), 1, false))
                .handoff()
                .id();
        jdbc.sql("update handoff set state = 'withdrawn', closed_at = :at where id = :id")
                .param("at", utc(SalesWorld.START.plus(Duration.ofHours(1))))
                .param("id", id)
                .update();
        world.pass(Duration.ofHours(4));

        assertThat(holdings.of(id))
                .extracting(Holding::ended, holding -> holding.worked().toHours())
                .containsExactly(tuple("withdrawn", 1L));
    }

    @Test
    void theReportSaysHowSoonEachPersonAnswersAndWhoLetsTimePass() {
        answered(ADA, 1, Duration.ofHours(1));
        answered(ADA, 2, Duration.ofHours(2));
        answered(ADA, 3, Duration.ofHours(6));
        var missed = handoffs.open(request(owned(ADA), 4, false)).handoff();
        world.pass(Duration.ofHours(8));
        handoffs.open(request(missed.contactId(), 5, true));

        var report = levels.report(MONDAY, MONDAY.plusDays(13));

        assertThat(report.people())
                .filteredOn(level -> ADA.equals(level.person()))
                .singleElement()
                .satisfies(ada -> {
                    assertThat(ada.given()).isEqualTo(4);
                    assertThat(ada.answered()).isEqualTo(3);
                    assertThat(ada.inTime()).isEqualTo(2);
                    assertThat(ada.missed()).isEqualTo(1);
                    assertThat(ada.share()).isEqualTo(0.5);
                    assertThat(ada.median()).isEqualTo(Duration.ofHours(2));
                });
        assertThat(report.people())
                .filteredOn(level -> BOB.equals(level.person()))
                .singleElement()
                .satisfies(bob -> {
                    assertThat(bob.given()).isOne();
                    assertThat(bob.share()).as("there is still time").isNull();
                });
        assertThat(report.weeks())
                .extracting(ServiceLevel::team, ServiceLevel::week, ServiceLevel::given)
                .containsExactly(tuple("sales", MONDAY, 5));
        assertThat(mvc.get().uri("/api/handoffs/service?from=2026-03-02&until=2026-03-15"))
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo("""
                        {"from": "2026-03-02", "until": "2026-03-15", "people": [
                          {"team": "sales", "person": "ada@example.com", "given": 4, "answered": 3, "inTime": 2, "missed": 1,
                           "medianMinutes": 120, "share": 0.5},
                          {"team": "sales", "person": "bob@example.com", "given": 1, "share": null}]}""");
    }

    @Test
    void whoTookItUnaskedAndWhoWasRelievedOfItInTimeCountsForNobody() {
        var taken = handoffs.open(request(owned(ADA), 1, false)).handoff();
        world.pass(Duration.ofHours(1));
        handoffs.accept(taken.id(), BOB, "bob");

        var people = levels.report(MONDAY, MONDAY).people();

        assertThat(people).isEmpty();
    }

    @Test
    void aReportIsForAYearAtMost() {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> levels.report(MONDAY.minusYears(2), MONDAY));
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> levels.report(MONDAY.plusDays(1), MONDAY));
    }

    private void answered(String owner, long visit, Duration after) {
        var began = world.clock().instant();
        var handoff = handoffs.open(request(owned(owner), visit, false)).handoff();
        world.pass(after);
        handoffs.accept(handoff.id(), null, owner);
        nextWorkingDay(began);
    }

    private void nextWorkingDay(Instant began) {
        world.pass(Duration.between(world.clock().instant(), began.plus(Duration.ofDays(1))));
    }

    private ContactId owned(String owner) {
        var contact = world.contact(Stage.MQL);
        jdbc.sql(
                        "insert into contact_owner (contact_id, owner, since, actor) values (:contact, :owner, :since, 'test')")
                .param("contact", contact.value())
                .param("owner", owner)
                .param("since", utc(SalesWorld.START))
                .update();
        return contact;
    }

    private static HandoffRequest request(ContactId contact, long visit, boolean escalate) {
        return new HandoffRequest(
                contact,
                HandoffKind.MQL,
                1,
                "sales",
                HandoffPriority.HIGH,
                null,
                WaitsFor.DECISION,
                escalate,
                visit,
                visit);
    }
}
