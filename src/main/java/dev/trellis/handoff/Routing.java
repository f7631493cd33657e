package dev.trellis.handoff;

import dev.trellis.platform.WorkingTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses who gets a hand-off or a task, and says why.
 *
 * <p>Whoever knows the contact or its company keeps it. Otherwise it goes to a member who is there and has room: to one
 * who is at work before one who would have to answer later, and among those as the team's {@link Strategy} says. What
 * nobody can take goes to the team's lead, or stays without an owner where everybody sees it, until somebody can
 * ({@link LateAssignments}).
 */
final class Routing {

    private Routing() {}

    /**
     * A member who could be chosen.
     *
     * @param load how many the member has now
     * @param lastTurn the team's turn at which the member got something last; null for never
     */
    record Candidate(Member member, int load, @Nullable Long lastTurn) {

        boolean hasRoom() {
            var capacity = member.capacity();
            return capacity == null || load < capacity;
        }
    }

    /**
     * A team as it is now.
     *
     * @param leadIsAway whether the lead can take nothing either
     */
    record Roster(Team team, List<Candidate> candidates, boolean leadIsAway) {}

    /**
     * What somebody is looked for.
     *
     * @param keepers who knows the contact or its company, best first
     * @param before who had it before and is not to get it again
     * @param within the working time in which it has to be done
     */
    record Wanted(List<Keeper> keepers, Set<String> before, WorkingTime within) {}

    /** Somebody who should keep a contact, and why. */
    record Keeper(String email, String because) {}

    /**
     * Who was chosen.
     *
     * @param owner null for nobody
     */
    record Choice(@Nullable String owner, String because) {}

    static Choice choose(Roster roster, Wanted wanted, Instant now) {
        var present = roster.candidates().stream()
                .filter(candidate -> !candidate.member().isAbsent(now))
                .filter(candidate ->
                        !wanted.before().contains(candidate.member().email()))
                .toList();
        for (var keeper : wanted.keepers()) {
            if (present.stream()
                    .anyMatch(candidate -> candidate.member().email().equals(keeper.email()))) {
                return new Choice(keeper.email(), keeper.because());
            }
        }
        var able = present.stream().filter(Candidate::hasRoom).toList();
        if (able.isEmpty()) {
            return fallback(roster, wanted.before());
        }
        var atWork = roster.team().prefersAtWork() ? atWork(roster.team(), able, wanted.within(), now) : able;
        var sharing = new Sharing(roster.team().strategy(), atWork);
        var chosen = sharing.next();
        return new Choice(
                chosen.member().email(), because(sharing, chosen, atWork.size(), able.size(), present.size()));
    }

    /**
     * Those who are at work, and those who are not and would still have to answer no later; all where nobody is at
     * work.
     */
    private static List<Candidate> atWork(Team team, List<Candidate> able, WorkingTime within, Instant now) {
        var firstDue = able.stream()
                .map(candidate -> team.calendar(candidate.member()))
                .filter(calendar -> calendar.isOpen(now))
                .map(calendar -> calendar.plus(now, within))
                .min(Comparator.naturalOrder());
        return firstDue.isEmpty()
                ? able
                : able.stream()
                        .filter(candidate -> {
                            var calendar = team.calendar(candidate.member());
                            return calendar.isOpen(now)
                                    || !calendar.plus(now, within).isAfter(firstDue.get());
                        })
                        .toList();
    }

    private static String because(Sharing sharing, Candidate chosen, int atWork, int able, int present) {
        if (atWork == 1) {
            return able > 1 ? "the only one at work" : present > 1 ? "the only one with room" : "the only one there";
        }
        return (atWork < able ? "at work, and " : "") + sharing.because(chosen);
    }

    private static Choice fallback(Roster roster, Set<String> before) {
        var why =
                roster.candidates().isEmpty() ? "the team has no members" : "nobody in the team is there and has room";
        var lead = roster.team().lead();
        return lead != null && !roster.leadIsAway() && !before.contains(lead)
                ? new Choice(lead, "leads the team; " + why)
                : new Choice(null, why);
    }

    /**
     * People who share what comes.
     *
     * @param people at least one
     */
    private record Sharing(Strategy strategy, List<Candidate> people) {

        private static final Comparator<Candidate> LONGEST_WAITING = Comparator.comparing(
                        Candidate::lastTurn, Comparator.nullsFirst(Comparator.<Long>naturalOrder()))
                .thenComparing(candidate -> candidate.member().email());

        Candidate next() {
            return people.stream().min(order()).orElseThrow();
        }

        String because(Candidate chosen) {
            return switch (strategy) {
                case IN_TURN -> "is next in turn of " + people.size() + " people";
                case FEWEST -> "has the fewest of " + people.size() + " people (" + chosen.load() + ")";
                case BY_CAPACITY ->
                    "has the most room of " + people.size() + " people (" + chosen.load()
                            + (chosen.member().capacity() == null
                                    ? ""
                                    : " of " + chosen.member().capacity()) + ")";
            };
        }

        private Comparator<Candidate> order() {
            return switch (strategy) {
                case IN_TURN -> LONGEST_WAITING;
                case FEWEST -> Comparator.comparingInt(Candidate::load).thenComparing(LONGEST_WAITING);
                case BY_CAPACITY ->
                    Comparator.<Candidate>comparingDouble(candidate -> (candidate.load() + 1.0) / capacity(candidate))
                            .thenComparing(LONGEST_WAITING);
            };
        }

        /** Who takes as many as come counts like whoever can take the most. */
        private int capacity(Candidate candidate) {
            var own = candidate.member().capacity();
            return own != null
                    ? own
                    : people.stream()
                            .map(other -> other.member().capacity())
                            .filter(Objects::nonNull)
                            .max(Comparator.naturalOrder())
                            .orElse(1);
        }
    }
}
