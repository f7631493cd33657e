package dev.trellis.handoff;

import static dev.trellis.handoff.SalesTeams.ADA;
import static dev.trellis.handoff.SalesTeams.BOB;
import static dev.trellis.platform.UtcTime.utc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.trellis.deal.SalesTest;
import dev.trellis.deal.SalesWorld;
import dev.trellis.lifecycle.Stage;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.WorkingHours;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;

/** Who gets a hand-off: by team, turn, room and what they have already. */
@SalesTest
@RecordApplicationEvents
class AssignmentsTests {

    private final Handoffs handoffs;
    private final LateAssignments late;
    private final Teams teams;
    private final Owners owners;
    private final SalesWorld world;
    private final JdbcClient jdbc;

    AssignmentsTests(
            Handoffs handoffs, LateAssignments late, Teams teams, Owners owners, SalesWorld world, JdbcClient jdbc) {
        this.handoffs = handoffs;
        this.late = late;
        this.teams = teams;
        this.owners = owners;
        this.world = world;
        this.jdbc = jdbc;
    }

    @BeforeEach
    void twoPeopleInSales() {
        world.reset();
        teams.save(SalesTeams.of(null, SalesTeams.member(ADA), SalesTeams.member(BOB)));
    }

    @Test
    void aTeamWithoutAnybodyLosesNoLead() {
        teams.save(SalesTeams.of(null));
        var unassigned =
                handoffs.open(HandoffRequests.of(world.contact(Stage.MQL), 1)).handoff();

        assertThat(unassigned.owner()).isNull();
        assertThat(handoffs.page(new HandoffFilter(HandoffState.OPEN, null, null, null), null, 10)
                        .items())
                .containsExactly(unassigned);
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> handoffs.accept(unassigned.id(), null, "api"))
                .withMessageContaining("who takes it");
        assertThat(handoffs.accept(unassigned.id(), "Eve@Example.com", "api").owner())
                .isEqualTo("eve@example.com");
    }

    @Test
    void whatNobodyCouldTakeIsGivenToWhoeverIsBackAndSaysSo(ApplicationEvents events) {
        var back = SalesWorld.START.plus(Duration.ofDays(1));
        teams.save(SalesTeams.of(null, new Member(ADA, "ada", null, null, back)));
        var contact = world.contact(Stage.MQL);
        var waiting = handoffs.open(HandoffRequests.of(contact, 1)).handoff();

        late.giveOut();
        assertThat(handoffs.require(waiting.id())).isEqualTo(waiting);

        world.pass(Duration.ofDays(1));
        late.giveOut();
        late.giveOut();

        var given = handoffs.require(waiting.id());
        assertThat(given.owner()).isEqualTo(ADA);
        assertThat(given.assignedBecause()).isEqualTo("the only one there");
        assertThat(given.dueAt()).isEqualTo(back.plus(Duration.ofDays(1)));
        assertThat(owners.of(contact).map(Owner::email)).contains(ADA);
        assertThat(handoffs.history(waiting.id()))
                .extracting(HandoffEvent::action, HandoffEvent::owner)
                .containsExactly(tuple("opened", null), tuple("assigned", ADA));
        assertThat(events.stream(HandoffAssigned.class).flatMap(event -> event.handoffs().stream()))
                .containsExactly(given);
    }

    @Test
    void roomGoesToTheMostUrgentFirstAndAmongThoseToTheOldest() {
        teams.save(SalesTeams.of(null));
        var normal = new ArrayList<UUID>();
        var high = new ArrayList<UUID>();
        for (var visit = 1; visit <= 4; visit++) {
            world.pass(Duration.ofMinutes(1));
            var priority = visit % 2 == 0 ? HandoffPriority.HIGH : HandoffPriority.NORMAL;
            var request =
                    HandoffRequests.of(world.contact(Stage.MQL), visit, visit, WaitsFor.DECISION, priority, false);
            (visit % 2 == 0 ? high : normal)
                    .add(handoffs.open(request).handoff().id());
        }

        teams.save(SalesTeams.of(null, new Member(ADA, "ada", 3, null, null)));
        late.giveOut();

        assertThat(owned()).containsExactlyInAnyOrder(high.get(0), high.get(1), normal.get(0));

        handoffs.reject(high.get(1), "not-ready", null, null, ADA);
        late.giveOut();

        assertThat(handoffs.require(normal.get(1)).owner()).isEqualTo(ADA);
    }

    @Test
    void whatIsAcceptedMeanwhileIsNotGivenToSomebodyElse() {
        teams.save(SalesTeams.of(null));
        var waiting =
                handoffs.open(HandoffRequests.of(world.contact(Stage.MQL), 1)).handoff();
        handoffs.accept(waiting.id(), BOB, "bob");
        teams.save(SalesTeams.of(null, SalesTeams.member(ADA)));

        handoffs.assign(waiting.id());

        assertThat(handoffs.require(waiting.id()).owner()).isEqualTo(BOB);
    }

    @Test
    void instancesThatLookAtTheSameTimeGiveEachHandoffOutOnceAndEvenly() throws Exception {
        teams.save(SalesTeams.of(null));
        var waiting = IntStream.range(0, 60)
                .mapToObj(number -> handoffs.open(HandoffRequests.of(world.contact(Stage.MQL), 1))
                        .handoff()
                        .id())
                .toList();
        teams.save(SalesTeams.of(null, SalesTeams.member(ADA), SalesTeams.member(BOB)));

        try (var threads = Executors.newFixedThreadPool(3)) {
            for (var look : threads.invokeAll(Collections.nCopies(3, Executors.callable(late::giveOut)))) {
                look.get();
            }
        }

        assertThat(waiting)
                .allSatisfy(id -> assertThat(handoffs.history(id))
                        .extracting(HandoffEvent::action)
                        .containsExactly("opened", "assigned"));
        assertThat(handoffs.page(new HandoffFilter(HandoffState.OPEN, ADA, null, null), null, 100)
                        .items())
                .hasSize(30);
    }

    @Test
    void anUnknownTeamLosesNoLeadEither() {
        var contact = world.contact(Stage.MQL);
        var handoff = handoffs.open(new HandoffRequest(
                        contact,
                        HandoffKind.MQL,
                        1,
                        "sails",
                        HandoffPriority.NORMAL,
                        null,
                        WaitsFor.DECISION,
                        false,
                        1,
                        1))
                .handoff();

        assertThat(handoff.team()).isEqualTo("sales");
        assertThat(handoff.owner()).isEqualTo(ADA);
        assertThat(handoff.assignedBecause())
                .isEqualTo(
                        "has the fewest of 2 people (0); to sales, since there is no team sails, which the diagram names");
    }

    @Test
    void whereTheDiagramNamesNoTeamTheTableSaysWhichAndHowUrgentItIs() {
        var contact = world.contact(Stage.MQL);
        jdbc.sql("update contact set attributes = cast(:attributes as jsonb) where id = :id")
                .param("attributes", "{\"Company size\": \"1,000-5,000\"}")
                .param("id", contact.value())
                .update();

        var handoff = handoffs.open(HandoffRequests.of(contact, null)).handoff();

        assertThat(handoff.team()).isEqualTo("sales");
        assertThat(handoff.priority()).isEqualTo(HandoffPriority.HIGH);
        assertThat(handoff.dueAt()).isEqualTo(SalesWorld.START.plus(Duration.ofHours(4)));
        assertThat(handoff.assignedBecause())
                .isEqualTo(
                        "has the fewest of 2 people (0); team by row 1 of the table: Large companies are answered first");
        assertThat(handoffs.history(handoff.id()))
                .extracting(HandoffEvent::note)
                .containsExactly(handoff.assignedBecause());
    }

    @Test
    void eachInTurnEvenWhileTheClockStandsStill() {
        teams.save(SalesTeams.inTurn(
                "sales", SalesTeams.member(ADA), SalesTeams.member(BOB), SalesTeams.member("cid@example.com")));

        var owners = IntStream.rangeClosed(1, 7)
                .mapToObj(visit -> handoffs.open(HandoffRequests.of(world.contact(Stage.MQL), visit))
                        .handoff()
                        .owner())
                .toList();

        assertThat(owners).containsExactly(ADA, BOB, "cid@example.com", ADA, BOB, "cid@example.com", ADA);
    }

    @Test
    void twoTeamsThatShareAMemberDoNotBothFillItsLastPlace() throws Exception {
        var shared = new Member(ADA, "ada", 20, null, null);
        teams.save(SalesTeams.of(null, shared));
        teams.save(SalesTeams.inTurn("partners", shared));
        var contacts = IntStream.range(0, 60)
                .mapToObj(number -> world.contact(Stage.MQL))
                .toList();

        try (var threads = Executors.newFixedThreadPool(8)) {
            var openings = new ArrayList<Callable<HandoffOpening>>();
            for (var i = 0; i < contacts.size(); i++) {
                var request = HandoffRequests.of(contacts.get(i), i % 2 == 0 ? "sales" : "partners");
                openings.add(() -> handoffs.open(request));
            }
            for (var opened : threads.invokeAll(openings)) {
                opened.get();
            }
        }

        assertThat(handoffs.page(new HandoffFilter(HandoffState.OPEN, ADA, null, null), null, 100)
                        .items())
                .hasSize(20);
        assertThat(handoffs.page(new HandoffFilter(HandoffState.OPEN, null, null, null), null, 100)
                        .items())
                .hasSize(60);
    }

    @Test
    void aColleagueOfAnOwnedContactGoesToTheSameOwner() {
        var company = UUID.randomUUID();
        jdbc.sql("""
                        insert into company (id, name, name_key, created_at, updated_at)
                        values (:id, 'Acme', 'acme', :now, :now)""").param("id", company).param("now", utc(SalesWorld.START)).update();
        var known = world.contact(Stage.MQL);
        var colleague = world.contact(Stage.MQL);
        world.set(known, "company_id", company);
        world.set(colleague, "company_id", company);
        owners.give(known, BOB, "test");

        assertThat(handoffs.open(HandoffRequests.of(known, 1)).handoff().owner())
                .isEqualTo(BOB);
        assertThat(handoffs.open(HandoffRequests.of(colleague, 2)).handoff())
                .extracting(Handoff::owner, Handoff::assignedBecause)
                .containsExactly(BOB, "owns a contact at the same company");
    }

    /** A thousand by default; {@code -Dtrellis.test.handoffs=10000} for as many as a big sales force gets in a day. */
    @Test
    void hundredsOfPeopleShareThousandsOfHandoffsThatComeAtOnceEvenly() throws Exception {
        var count = Integer.getInteger("trellis.test.handoffs", 1_000);
        var members = IntStream.range(0, 200)
                .mapToObj(number -> SalesTeams.member("person%03d@example.com".formatted(number)))
                .toArray(Member[]::new);
        teams.save(SalesTeams.of(null, members));
        var contacts = IntStream.range(0, count)
                .mapToObj(number -> world.contact(Stage.MQL))
                .toList();

        var began = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var opened : threads.invokeAll(contacts.stream()
                    .<Callable<HandoffOpening>>map(contact -> () -> handoffs.open(HandoffRequests.of(contact, 1)))
                    .toList())) {
                opened.get();
            }
        }
        var took = Duration.ofNanos(System.nanoTime() - began);

        var load = new HashMap<String, Integer>();
        jdbc.sql("select owner, count(distinct contact_id) as load from handoff group by owner")
                .query(row -> {
                    load.put(row.getString("owner"), row.getInt("load"));
                });
        assertThat(load).hasSize(200);
        assertThat(load.values()).allSatisfy(each -> assertThat(each).isBetween(count / 200, (count + 199) / 200));
        assertThat(load.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(count);
        assertThat(jdbc.sql("select count(*) from handoff_history where action = 'opened'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(count);
        assertThat(took)
                .as("as long as so many may take, and no longer each for being many")
                .isLessThan(Duration.ofMillis(60L * count));
    }

    @Test
    void aCustomerWhomSomebodyTookOnIsNoPendingWork() {
        for (var visit = 1; visit <= 3; visit++) {
            var customer = handoffs.open(HandoffRequests.ofCustomer(world.contact(Stage.CUSTOMER), visit))
                    .handoff();
            handoffs.accept(customer.id(), ADA, "ada");
        }
        var lead = world.contact(Stage.MQL);
        owners.give(lead, BOB, "test");
        handoffs.open(HandoffRequests.of(lead, 4));

        assertThat(handoffs.open(HandoffRequests.of(world.contact(Stage.MQL), 5))
                        .handoff()
                        .owner())
                .isEqualTo(ADA);
    }

    @Test
    void membersWorkTheirOwnHoursAndAbsenceSendsWorkToOthers() {
        teams.save(SalesTeams.of(
                null,
                new Member(ADA, "ada", null, null, SalesWorld.START.plus(Duration.ofDays(3))),
                new Member(BOB, "bob", null, WorkingHours.parse("mon-thu 12:00-16:00"), null)));

        var handoff = handoffs.open(HandoffRequests.of(
                        world.contact(Stage.MQL), 1, 1, WaitsFor.DECISION, HandoffPriority.HIGH, false))
                .handoff();

        assertThat(handoff.owner()).isEqualTo(BOB);
        assertThat(handoff.dueAt()).isEqualTo(Instant.parse("2026-03-02T16:00:00Z"));
    }

    @Test
    void theFirstStartHasATeamForEverything() {
        jdbc.sql("delete from team_member where team = 'sales'").update();

        assertThat(teams.all()).extracting(Team::name).containsExactly("marketing", "sales", "success");
        assertThat(teams.find("success").orElseThrow().members())
                .allSatisfy(member -> assertThat(member.email()).endsWith("@example.com"));
    }

    private List<UUID> owned() {
        return handoffs.page(new HandoffFilter(HandoffState.OPEN, ADA, null, null), null, 10).items().stream()
                .map(Handoff::id)
                .toList();
    }
}
