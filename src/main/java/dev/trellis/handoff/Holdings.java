package dev.trellis.handoff;

import dev.trellis.platform.BusinessCalendar;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who had which hand-off for how long, from what its history keeps. */
@Repository
public class Holdings {

    private static final Set<String> ANSWERS = Set.of("accepted", "rejected");
    private static final Set<String> HANDING_ON = Set.of("assigned", "escalated");
    private static final Set<String> ENDS = Set.of("rejected", "qualified", "returned", "withdrawn");

    private static final String EVENTS = """
            select handoff.id, handoff.team, handoff.closed_at, handoff_history.at, handoff_history.action,
                   handoff_history.owner, handoff_history.due_at
            from handoff join handoff_history on handoff_history.handoff_id = handoff.id
            """;

    private final JdbcClient jdbc;
    private final Deadlines deadlines;
    private final Clock clock;

    Holdings(JdbcClient jdbc, Deadlines deadlines, Clock clock) {
        this.jdbc = jdbc;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    private record Event(
            UUID handoff,
            String team,
            @Nullable Instant closedAt,
            Instant at,
            String action,
            @Nullable String owner,
            @Nullable Instant dueAt) {}

    /** A team's holding. */
    record OfTeam(String team, Holding holding) {}

    /** Who has had this hand-off, first to last. */
    public List<Holding> of(UUID handoff) {
        return holdings(jdbc.sql(EVENTS + "where handoff.id = :id order by handoff_history.id")
                        .param("id", handoff)
                        .query(Holdings::toEvent)
                        .list())
                .stream()
                .map(OfTeam::holding)
                .toList();
    }

    /** Who has had the hand-offs that were opened in that time, hand-off by hand-off. */
    List<OfTeam> between(Instant from, Instant to) {
        return holdings(jdbc.sql(EVENTS + """
                        where handoff.opened_at >= :from and handoff.opened_at < :to
                        order by handoff.id, handoff_history.id""")
                .param("from", from.atOffset(ZoneOffset.UTC))
                .param("to", to.atOffset(ZoneOffset.UTC))
                .query(Holdings::toEvent)
                .list());
    }

    private List<OfTeam> holdings(List<Event> events) {
        var reading = new Reading();
        events.forEach(reading::take);
        reading.end();
        return reading.holdings;
    }

    /** Goes through the events of hand-offs, one after the other. */
    private final class Reading {

        private final List<OfTeam> holdings = new ArrayList<>();
        private final Map<List<String>, BusinessCalendar> calendars = new HashMap<>();
        private @Nullable Event began;
        private @Nullable Instant answeredAt;

        void take(Event event) {
            var before = began;
            if (before != null && !before.handoff().equals(event.handoff())) {
                end();
                before = null;
            }
            var sameHolder = before != null && Objects.equals(before.owner(), event.owner());
            if (sameHolder && answeredAt == null && ANSWERS.contains(event.action())) {
                answeredAt = event.at();
            }
            if (before != null && ENDS.contains(event.action())) {
                add(before, event.at(), event.action());
            } else if (before == null || !sameHolder || HANDING_ON.contains(event.action())) {
                if (before != null) {
                    add(before, event.at(), event.action());
                }
                began = event;
                answeredAt = ANSWERS.contains(event.action()) ? event.at() : null;
            }
        }

        /** What nobody closed is still held, unless its contact was merged into another. */
        void end() {
            var last = began;
            if (last != null) {
                add(last, last.closedAt(), last.closedAt() == null ? null : HandoffState.WITHDRAWN.label());
            }
        }

        private void add(Event event, @Nullable Instant until, @Nullable String ended) {
            var calendar = calendars.computeIfAbsent(
                    List.of(event.team(), Objects.requireNonNullElse(event.owner(), "")),
                    who -> deadlines.calendar(event.team(), event.owner()));
            var answered = answeredAt;
            holdings.add(new OfTeam(
                    event.team(),
                    new Holding(
                            event.owner(),
                            event.at(),
                            until,
                            event.dueAt(),
                            answered,
                            ended,
                            calendar.between(event.at(), until == null ? clock.instant() : until),
                            answered == null ? null : calendar.between(event.at(), answered))));
            began = null;
            answeredAt = null;
        }
    }

    private static Event toEvent(ResultSet row, int number) throws SQLException {
        return new Event(
                row.getObject("id", UUID.class),
                row.getString("team"),
                instant(row, "closed_at"),
                row.getTimestamp("at").toInstant(),
                row.getString("action"),
                row.getString("owner"),
                instant(row, "due_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
