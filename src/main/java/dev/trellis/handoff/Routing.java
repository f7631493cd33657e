package dev.trellis.handoff;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses who gets a hand-off or a task, and says why.
 *
 * <p>Whoever knows the contact or its company keeps it. Otherwise it goes to the member with the fewest, and among
 * those to the one who has waited longest for one. Absence and capacity are respected. What nobody can take goes to the
 * team's lead, or stays without an owner where everybody sees it, until somebody can ({@link LateAssignments}).
 */
final class Routing {

    private Routing() {}

    /**
     * A member who could be chosen.
     *
     * @param load how many the member has now
     */
    record Candidate(Member member, int load, @Nullable Instant lastAssignedAt) {

        boolean hasRoom() {
            var capacity = member.capacity();
            return capacity == null || load < capacity;
        }
    }

    /**
     * Who was chosen.
     *
     * @param owner null for nobody
     */
    record Choice(@Nullable String owner, String because) {}

    /**
     * Chooses.
     *
     * @param keepers who knows the contact or its company, best first
     * @param before who had it before and is not to get it again
     */
    static Choice choose(
            Collection<Candidate> candidates,
            List<Keeper> keepers,
            Set<String> before,
            @Nullable String lead,
            Instant now) {
        var present = candidates.stream()
                .filter(candidate -> !candidate.member().isAbsent(now))
                .filter(candidate -> !before.contains(candidate.member().email()))
                .toList();
        for (var keeper : keepers) {
            if (present.stream()
                    .anyMatch(candidate -> candidate.member().email().equals(keeper.email()))) {
                return new Choice(keeper.email(), keeper.because());
            }
        }
        return present.stream()
                .filter(Candidate::hasRoom)
                .min(FAIREST)
                .map(chosen -> new Choice(chosen.member().email(), because(chosen, present.size())))
                .orElseGet(() -> fallback(candidates, before, lead));
    }

    /** Somebody who should keep a contact, and why. */
    record Keeper(String email, String because) {}

    private static final Comparator<Candidate> FAIREST = Comparator.comparingInt(Candidate::load)
            .thenComparing(Candidate::lastAssignedAt, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(candidate -> candidate.member().email());

    private static String because(Candidate chosen, int present) {
        return present == 1 ? "the only one there" : "has the fewest of " + present + " people (" + chosen.load() + ")";
    }

    private static Choice fallback(Collection<Candidate> candidates, Set<String> before, @Nullable String lead) {
        var why = candidates.isEmpty() ? "the team has no members" : "nobody in the team is there and has room";
        return lead != null && !before.contains(lead)
                ? new Choice(lead, "leads the team; " + why)
                : new Choice(null, why);
    }
}
