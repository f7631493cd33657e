package dev.trellis.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.handoff.Routing.Candidate;
import dev.trellis.handoff.Routing.Choice;
import dev.trellis.handoff.Routing.Keeper;
import dev.trellis.handoff.Routing.Roster;
import dev.trellis.handoff.Routing.Wanted;
import dev.trellis.platform.WorkingHours;
import dev.trellis.platform.WorkingTime;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoutingTests {

    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");
    private static final List<Keeper> NOBODY = List.of();

    @Test
    void whoeverHasTheFewestGetsIt() {
        assertThat(owner(List.of(here("ada", 3), here("bob", 1), here("cid", 2)), NOBODY, Set.of(), null))
                .isEqualTo("bob");
    }

    @Test
    void amongEqualsItGoesToWhoHasWaitedLongest() {
        var ada = new Candidate(member("ada", null, null), 2, 20L);
        var bob = new Candidate(member("bob", null, null), 2, 10L);
        var cid = new Candidate(member("cid", null, null), 2, null);

        assertThat(owner(List.of(ada, bob), NOBODY, Set.of(), null)).isEqualTo("bob");
        assertThat(owner(List.of(ada, bob, cid), NOBODY, Set.of(), null)).isEqualTo("cid");
    }

    @Test
    void whoIsAwayOrFullGetsNothing() {
        var away = new Candidate(member("ada", null, NOW.plusSeconds(1)), 0, null);
        var back = new Candidate(member("bob", null, NOW), 5, null);
        var full = new Candidate(member("cid", 2, null), 2, null);

        assertThat(choose(Strategy.FEWEST, away, back, full)).isEqualTo(new Choice("bob", "the only one with room"));
    }

    @Test
    void whoWillBeAwayIsStillThere() {
        var leaves = new Member("ada", "ada", null, null, null, NOW.plusSeconds(1), NOW.plusSeconds(9));

        assertThat(leaves.isAbsent(NOW)).isFalse();
        assertThat(leaves.isAbsent(NOW.plusSeconds(1))).isTrue();
        assertThat(leaves.isAbsent(NOW.plusSeconds(8))).isTrue();
        assertThat(leaves.isAbsent(NOW.plusSeconds(9))).isFalse();
    }

    @Test
    void inTurnMeansInTurnHoweverMuchSomebodyHas() {
        var busy = new Candidate(member("ada", null, null), 90, 1L);
        var idle = new Candidate(member("bob", null, null), 0, 2L);

        assertThat(choose(Strategy.IN_TURN, busy, idle)).isEqualTo(new Choice("ada", "is next in turn of 2 people"));
        assertThat(choose(Strategy.FEWEST, busy, idle)).isEqualTo(new Choice("bob", "has the fewest of 2 people (0)"));
    }

    @Test
    void whoCanWorkOnThreeTimesAsManyGetsThreeTimesAsMany() {
        var loads = new HashMap<>(Map.of("ada", 0, "bob", 0));
        for (var i = 0; i < 40; i++) {
            var choice = choose(
                    Strategy.BY_CAPACITY,
                    new Candidate(member("ada", 20, null), loads.getOrDefault("ada", 0), null),
                    new Candidate(member("bob", 60, null), loads.getOrDefault("bob", 0), null));
            loads.merge(String.valueOf(choice.owner()), 1, Integer::sum);
        }

        assertThat(loads).containsEntry("ada", 10).containsEntry("bob", 30);
        assertThat(choose(
                                Strategy.BY_CAPACITY,
                                new Candidate(member("ada", 20, null), 10, null),
                                new Candidate(member("bob", 60, null), 30, null))
                        .because())
                .isEqualTo("has the most room of 2 people (30 of 60)");
    }

    @Test
    void whoTakesAsManyAsComeCountsLikeWhoCanTakeTheMost() {
        var some = new Candidate(member("ada", 10, null), 5, null);
        var many = new Candidate(member("bob", 20, null), 9, null);
        var any = new Candidate(member("cid", null, null), 8, null);

        assertThat(choose(Strategy.BY_CAPACITY, some, many, any).owner()).isEqualTo("cid");
    }

    @Test
    void whoIsAtWorkComesBeforeWhoWouldAnswerLater() {
        var asleep = candidate("ada", 0, "mon-fri 09:00-17:00", "America/New_York");
        var atWork = candidate("bob", 5, "mon-fri 09:00-17:00", "Europe/London");
        var atWorkToo = candidate("cid", 7, null, null);

        assertThat(choose(Strategy.FEWEST, asleep, atWork)).isEqualTo(new Choice("bob", "the only one at work"));
        assertThat(choose(Strategy.FEWEST, asleep, atWork, atWorkToo))
                .isEqualTo(new Choice("bob", "at work, and has the fewest of 2 people (5)"));
        assertThat(Routing.choose(
                                new Roster(team(null, Strategy.FEWEST, false), List.of(asleep, atWork), false),
                                new Wanted(NOBODY, Set.of(), WorkingTime.parse("PT4H")),
                                NOW)
                        .owner())
                .isEqualTo("ada");
    }

    @Test
    void whoIsNotAtWorkYetAndWouldAnswerNoLaterCountsAsWell() {
        var startsSoon = candidate("ada", 0, "mon-fri 09:30-17:00", null);
        var partTime = candidate("bob", 5, "mon-fri 08:00-09:30 15:00-18:30", null);

        assertThat(choose(Strategy.FEWEST, startsSoon, partTime).owner())
                .as("four hours from 9:30 are over before half an hour now and the rest from three")
                .isEqualTo("ada");
    }

    @Test
    void atNightNobodyIsPassedOver() {
        var ada = candidate("ada", 0, "mon 10:00-12:00", null);
        var bob = candidate("bob", 1, "mon 11:00-12:00", null);

        assertThat(choose(Strategy.FEWEST, ada, bob)).isEqualTo(new Choice("ada", "has the fewest of 2 people (0)"));
    }

    @Test
    void whoeverKnowsTheContactKeepsItEvenWhenFullButNotWhenAway() {
        var full = new Candidate(member("ada", 1, null), 9, null);
        var away = new Candidate(member("bob", null, NOW.plusSeconds(1)), 0, null);
        var idle = here("cid", 0);
        var keepers = List.of(new Keeper("bob", "owns the contact"), new Keeper("ada", "owns a colleague"));

        assertThat(choose(List.of(full, away, idle), keepers, Set.of(), null, false))
                .isEqualTo(new Choice("ada", "owns a colleague"));
    }

    @Test
    void whoHadItBeforeDoesNotGetItAgain() {
        assertThat(owner(List.of(here("ada", 0), here("bob", 9)), NOBODY, Set.of("ada"), null))
                .isEqualTo("bob");
    }

    @Test
    void whatNobodyCanTakeGoesToTheLeadOrStaysVisibleWithoutAnOwner() {
        var away = new Candidate(member("ada", null, NOW.plusSeconds(1)), 0, null);

        assertThat(owner(List.of(away), NOBODY, Set.of(), "lea")).isEqualTo("lea");
        assertThat(owner(List.of(), NOBODY, Set.of(), "lea")).isEqualTo("lea");
        assertThat(owner(List.of(away), NOBODY, Set.of("lea"), "lea")).isNull();
        assertThat(choose(List.of(away), NOBODY, Set.of(), "lea", true).owner())
                .as("the lead is away as well")
                .isNull();
        assertThat(choose(List.of(), NOBODY, Set.of(), null, false))
                .isEqualTo(new Choice(null, "the team has no members"));
    }

    private static @Nullable String owner(
            List<Candidate> candidates, List<Keeper> keepers, Set<String> before, @Nullable String lead) {
        return choose(candidates, keepers, before, lead, false).owner();
    }

    private static Choice choose(
            List<Candidate> candidates,
            List<Keeper> keepers,
            Set<String> before,
            @Nullable String lead,
            boolean leadIsAway) {
        return Routing.choose(
                new Roster(team(lead, Strategy.FEWEST, true), candidates, leadIsAway),
                new Wanted(keepers, before, WorkingTime.parse("PT4H")),
                NOW);
    }

    private static Choice choose(Strategy strategy, Candidate... candidates) {
        return Routing.choose(
                new Roster(team(null, strategy, true), List.of(candidates), false),
                new Wanted(NOBODY, Set.of(), WorkingTime.parse("PT4H")),
                NOW);
    }

    private static Team team(@Nullable String lead, Strategy strategy, boolean prefersAtWork) {
        return new Team(
                "sales",
                "Sales",
                ZoneOffset.UTC,
                WorkingHours.OFFICE,
                lead,
                null,
                strategy,
                prefersAtWork,
                Map.of(),
                List.of());
    }

    private static Candidate here(String name, int load) {
        return new Candidate(member(name, null, null), load, null);
    }

    private static Candidate candidate(String name, int load, @Nullable String hours, @Nullable String zone) {
        var member = new Member(
                name,
                name,
                null,
                hours == null ? null : WorkingHours.parse(hours),
                zone == null ? null : ZoneId.of(zone),
                null,
                null);
        return new Candidate(member, load, null);
    }

    private static Member member(String name, @Nullable Integer capacity, @Nullable Instant absentUntil) {
        return new Member(name, name, capacity, null, absentUntil);
    }
}
