package dev.trellis.nurturing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trellis.nurturing.World.Person;
import dev.trellis.testing.Database;
import dev.trellis.testing.Time;
import dev.trellis.testing.TrellisTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** All that can become of a contact between marketing and sales, on the real engine with the clock jumping. */
@TrellisTest
class HandoffPathTests {

    private static final Duration A_MOMENT = Duration.ofSeconds(20);
    private static final Duration TWO_HOURS = Duration.ofHours(2).plusMinutes(1);

    private final World world;
    private final Database database;

    HandoffPathTests(@LocalServerPort int port, Time time, Database database) {
        this.world = new World(port, time, database);
        this.database = database;
    }

    @BeforeEach
    void twoPeopleALeadAndAManager() {
        world.mondayMorning();
        world.put("/api/teams", """
                {"name": "sales", "lead": "lea@path.example", "manager": "max@path.example", "strategy": "in-turn",
                 "members": [{"email": "ada@path.example"}, {"email": "bob@path.example"}]}""");
    }

    @Test
    void whatNobodyAnswersIsRemindedOfHandedOnGivenToTheLeadAndToldTheManagerAndCanStillBeAccepted() {
        var eva = large("eva@path.example");
        world.handoff(eva, "mql", "open");
        assertThat(handoff(eva))
                .containsEntry("team", "sales")
                .containsEntry("priority", "high")
                .containsEntry(
                        "assignedBecause",
                        "is next in turn of 2 people; team by row 1 of the table: Large companies are answered first");
        var first = world.owner(eva, "mql");
        world.pass(A_MOMENT);
        world.awaitSent(eva, "handoff-alert");

        world.pass(TWO_HOURS);
        assertThat(world.awaitMail(eva, "handoff-reminder").to()).isEqualTo(first);
        assertThat(handoff(eva)).containsEntry("late", false);

        world.pass(TWO_HOURS);
        awaitOwner(eva, first.equals("ada@path.example") ? "bob@path.example" : "ada@path.example");
        world.pass(A_MOMENT);
        world.awaitSent(eva, "handoff-escalated");

        // Until half past five, and so to half past nine on Tuesday.
        world.pass(Duration.ofHours(20).plusMinutes(5));
        awaitOwner(eva, "lea@path.example");
        world.pass(A_MOMENT);
        assertThat(world.awaitMail(eva, "handoff-escalated").to()).isEqualTo("lea@path.example");

        world.pass(TWO_HOURS);
        world.pass(TWO_HOURS);
        assertThat(world.awaitMail(eva, "handoff-unanswered").to()).isEqualTo("max@path.example");
        assertThat(handoff(eva)).containsEntry("late", true);
        assertThat(history(eva)).containsExactly("opened", "escalated", "escalated");

        world.accept(eva, "mql");
        assertThat(world.owner(eva, "mql")).isEqualTo("lea@path.example");
        world.qualify(eva, "mql");
        world.awaitStage(eva, "sql");
    }

    @Test
    void aContactMayBeRejectedComeBackBeLostComeBackAndBeWon() {
        var ivo = world.contact("ivo@path.example", "lead");
        world.awaitSent(ivo, "lead-1-problem");
        world.did(ivo, "demo-requested");
        world.awaitStage(ivo, "mql");
        world.reject(ivo, "mql", "not-ready");
        world.awaitStage(ivo, "lead");
        assertThat(world.reasonOfLast(ivo)).isEqualTo("Rejected by sales: not-ready");

        for (var i = 0; i < 5; i++) {
            world.pass(Duration.ofDays(7));
        }
        world.did(ivo, "demo-requested");
        world.awaitStage(ivo, "mql");
        world.accept(ivo, "mql");
        world.qualify(ivo, "mql");
        world.awaitStage(ivo, "sql");
        world.accept(ivo, "sql");
        world.awaitSent(ivo, "sql-next-steps");
        var lost = world.openDeal(ivo);
        world.awaitStage(ivo, "opportunity");
        world.lose(lost, """
                {"reason": "timing"}""");
        for (var i = 0; i < 13; i++) {
            world.pass(Duration.ofDays(7));
        }
        world.awaitStage(ivo, "lead");

        world.did(ivo, "demo-requested");
        world.awaitStage(ivo, "mql");
        world.accept(ivo, "mql");
        world.qualify(ivo, "mql");
        world.awaitStage(ivo, "sql");
        world.win(world.openDeal(ivo), "{}");
        world.awaitStage(ivo, "customer");

        assertThat(world.stages(ivo))
                .containsExactly(
                        "lead",
                        "mql",
                        "lead",
                        "mql",
                        "sql",
                        "opportunity",
                        "lead",
                        "mql",
                        "sql",
                        "opportunity",
                        "customer");
    }

    @Test
    void aCloserWhoDoesNotAnswerIsFollowedByAnotherTheLeadAndTheManager() {
        var uli = world.contact("uli@path.example", "lead");
        world.awaitSent(uli, "lead-1-problem");
        world.moveQualified(uli, "sql", "Met at the fair");
        world.awaitStage(uli, "sql");
        world.handoff(uli, "sql", "open");
        var first = world.owner(uli, "sql");
        world.pass(Duration.ofHours(4).plusMinutes(1));
        assertThat(world.awaitMail(uli, "handoff-reminder").to()).isEqualTo(first);

        world.pass(Duration.ofHours(20).plusMinutes(5));
        awaitOwner(uli, first.equals("ada@path.example") ? "bob@path.example" : "ada@path.example");
        world.pass(Duration.ofDays(1).plusMinutes(5));
        awaitOwner(uli, "lea@path.example");
        world.pass(Duration.ofDays(1).plusMinutes(5));
        assertThat(world.awaitMail(uli, "handoff-unanswered").to()).isEqualTo("max@path.example");
    }

    @Test
    void aComplaintStopsTheClockOfAHandoffAndTheTimersDrawnOnItAgree() {
        var kim = large("kim@path.example");
        world.handoff(kim, "mql", "open");
        var first = world.owner(kim, "mql");
        world.pass(A_MOMENT);
        world.awaitSent(kim, "handoff-alert");
        world.pass(Duration.ofMinutes(30));
        world.did(kim, "complaint-opened");

        // Two hours after it was given, the reminder is not sent.
        world.pass(Duration.ofMinutes(95));
        assertThat(world.mails(kim)).extracting(World.Sent::template).doesNotContain("handoff-reminder");
        world.did(kim, "complaint-closed");

        // Four hours after it was given, more than an hour and a half of them paused, it was reminded of, and no more.
        world.pass(TWO_HOURS);
        assertThat(world.awaitMail(kim, "handoff-reminder").to()).isEqualTo(first);
        assertThat(handoff(kim)).containsEntry("owner", first).containsEntry("late", false);

        world.pass(Duration.ofMinutes(100));
        awaitOwner(kim, first.equals("ada@path.example") ? "bob@path.example" : "ada@path.example");
        assertThat(history(kim)).containsExactly("opened", "paused", "resumed", "escalated");
    }

    private Person large(String email) {
        var person = world.add("""
                {"email": "%s", "firstName": "Eva", "company": "Works of Eva", "stage": "lead",
                 "attributes": {"employees": "5000"}, "topics": ["newsletter", "product", "offers"]}""".formatted(email));
        world.awaitSent(person, "lead-1-problem");
        world.did(person, "demo-requested");
        world.awaitStage(person, "mql");
        return person;
    }

    private void awaitOwner(Person person, String owner) {
        await(person.email() + " is " + owner + "'s")
                .atMost(Duration.ofSeconds(60))
                .until(() -> handoff(person).get("owner"), owner::equals);
    }

    /** The contact's latest hand-off as the API shows it. */
    @SuppressWarnings("unchecked")
    private Map<String, Object> handoff(Person person) {
        var items = (List<Map<String, Object>>)
                world.get("/api/handoffs?contactId=" + person.id()).get("items");
        return Objects.requireNonNull(items).getLast();
    }

    private List<String> history(Person person) {
        return database.jdbc()
                .sql("""
                        select action from handoff_history where handoff_id =
                            (select id from handoff where contact_id = :contact order by id desc limit 1)
                        order by id""")
                .param("contact", person.id())
                .query((row, number) -> Objects.requireNonNull(row.getString(1)))
                .list();
    }
}
