package dev.trellis.handoff;

import dev.trellis.platform.WorkingHours;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Teams that sell in office hours, as most tests need them. */
final class SalesTeams {

    static final String ADA = "ada@example.com";
    static final String BOB = "bob@example.com";

    private SalesTeams() {}

    /** The team to which hand-offs go unless they say otherwise; its next hand-off goes to whoever has fewest. */
    static Team of(@Nullable String lead, Member... members) {
        return new Team(Teams.SALES, "Sales", ZoneId.of("UTC"), WorkingHours.OFFICE, lead, Map.of(), List.of(members));
    }

    /** A team whose members get hand-offs in turn. */
    static Team inTurn(String name, Member... members) {
        return new Team(
                name,
                name,
                ZoneId.of("UTC"),
                WorkingHours.OFFICE,
                null,
                null,
                Strategy.IN_TURN,
                true,
                Map.of(),
                List.of(members));
    }

    /** Somebody who is there, takes as much as comes and is called as the address begins. */
    static Member member(String email) {
        return new Member(email, email.substring(0, email.indexOf('@')), null, null, null);
    }
}
