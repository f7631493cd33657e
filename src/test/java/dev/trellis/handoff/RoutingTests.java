package dev.trellis.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.handoff.Routing.Candidate;
import dev.trellis.handoff.Routing.Keeper;
import java.time.Instant;
import java.util.List;
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
        var ada = new Candidate(member("ada", null, null), 2, NOW.minusSeconds(10));
        var bob = new Candidate(member("bob", null, null), 2, NOW.minusSeconds(20));
        var cid = new Candidate(member("cid", null, null), 2, null);

        assertThat(owner(List.of(ada, bob), NOBODY, Set.of(), null)).isEqualTo("bob");
        assertThat(owner(List.of(ada, bob, cid), NOBODY, Set.of(), null)).isEqualTo("cid");
    }

    @Test
    void whoIsAwayOrFullGetsNothing() {
        var away = new Candidate(member("ada", null, NOW.plusSeconds(1)), 0, null);
        var back = new Candidate(member("bob", null, NOW), 5, null);
        var full = new Candidate(member("cid", 2, null), 2, null);

        assertThat(owner(List.of(away, back, full), NOBODY, Set.of(), null)).isEqualTo("bob");
    }

    @Test
    void whoeverKnowsTheContactKeepsItEvenWhenFullButNotWhenAway() {
        var full = new Candidate(member("ada", 1, null), 9, null);
        var away = new Candidate(member("bob", null, NOW.plusSeconds(1)), 0, null);
        var idle = here("cid", 0);
        var keepers = List.of(new Keeper("bob", "owns the contact"), new Keeper("ada", "owns a colleague"));

        assertThat(Routing.choose(List.of(full, away, idle), keepers, Set.of(), null, NOW))
                .isEqualTo(new Routing.Choice("ada", "owns a colleague"));
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
        assertThat(Routing.choose(List.of(), NOBODY, Set.of(), null, NOW))
                .isEqualTo(new Routing.Choice(null, "the team has no members"));
    }

    private static @Nullable String owner(
            List<Candidate> candidates, List<Keeper> keepers, Set<String> before, @Nullable String lead) {
        return Routing.choose(candidates, keepers, before, lead, NOW).owner();
    }

    private static Candidate here(String name, int load) {
        return new Candidate(member(name, null, null), load, null);
    }

    private static Member member(String name, @Nullable Integer capacity, @Nullable Instant absentUntil) {
        return new Member(name, name, capacity, null, absentUntil);
    }
}
