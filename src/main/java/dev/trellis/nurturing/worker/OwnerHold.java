package dev.trellis.nurturing.worker;

import dev.trellis.handoff.Owner;
import dev.trellis.handoff.Teams;
import dev.trellis.platform.WorkingTime;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Gives owners time to stop a mail that goes out in their name. */
@Component
class OwnerHold {

    /** Long enough to see it in a working day, short enough for the mail still to be to the point. */
    private static final WorkingTime TIME_TO_OBJECT = WorkingTime.parse("PT4H");

    private final Teams teams;
    private final Clock clock;

    OwnerHold(Teams teams, Clock clock) {
        this.teams = teams;
        this.clock = clock;
    }

    /** When the mail may go out unless the owner holds it; null where there is no owner to ask. */
    @Nullable
    Instant until(Optional<Owner> owner) {
        return owner.flatMap(known -> teams.find(Teams.SALES)
                        .map(team -> team.calendar(known.email()).plus(clock.instant(), TIME_TO_OBJECT)))
                .orElse(null);
    }
}
