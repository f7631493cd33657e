package dev.trellis.handoff;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.instantOrNull;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.platform.BusinessCalendar;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
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

    private static final Set<String> ANSWERS = Set.of("accepted", HandoffEvent.GIVEN, "rejected");
    private static final Set<String> HANDING_ON = Set.of(HandoffEvent.ASSIGNED, "escalated");
    private static final Set<String> ENDS = Set.of("rejected", "qualified", "returned", "withdrawn");

    /** What a diagram begins to count time from. */
    private static final Set<String> STARTS = Set.of("opened", "escalated", "accepted");

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
        return holdings(history(handoff)).stream().map(OfTeam::holding).toList();
    }

    /** Who has had the hand-offs that were opened in that time, hand-off by hand-off. */
    List<OfTeam> between(Instant from, Instant to) {
        return holdings(jdbc.sql(EVENTS + """
                        where handoff.opened_at >= :from and handoff.opened_at < :to
                        order by handoff.id, handoff_history.id""")
                .param("from", utc(from))
                .param("to", utc(to))
                .query(Holdings::toEvent)
                .list());
    }

    /**
     * When something that a diagram drew on a hand-off is to happen, with the time in which the hand-off's clock stood
     * still since it was opened, escalated or accepted.
     *
     * @param drawn when it would have happened
     * @return now, or a moment in the past, where nothing stands in its way
     */
    public Instant afterPauses(Handoff handoff, Instant drawn) {
        var stops = new ClockStops();
        var start = handoff.openedAt();
        for (var event : history(handoff.id())) {
            stops.take(event.action(), event.at());
            if (STARTS.contains(event.action()) && !event.at().isAfter(drawn)) {
                start = event.at();
            }
        }
        var now = clock.instant();
        var calendar = deadlines.calendar(handoff.team(), handoff.owner());
        var missing = calendar.between(start, drawn).minus(stops.worked(calendar, start, now));
        return missing.isPositive() ? calendar.plus(now, missing) : drawn;
    }

    private List<Event> history(UUID handoff) {
        return jdbc.sql(EVENTS + "where handoff.id = :id order by handoff_history.id")
                .param("id", handoff)
                .query(Holdings::toEvent)
                .list();
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
        private ClockStops stops = new ClockStops();
        private @Nullable Event began;
        private @Nullable Instant answeredAt;

        void take(Event event) {
            var before = began;
            if (before != null && !before.handoff().equals(event.handoff())) {
                end();
                before = null;
                stops = new ClockStops();
            }
            stops.take(event.action(), event.at());
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
            var now = clock.instant();
            holdings.add(new OfTeam(
                    event.team(),
                    new Holding(
                            event.owner(),
                            event.at(),
                            until,
                            event.dueAt() == null ? null : stops.due(calendar, event.at(), event.dueAt(), now),
                            answered,
                            ended,
                            stops.worked(calendar, event.at(), until == null ? now : until),
                            answered == null ? null : stops.worked(calendar, event.at(), answered))));
            began = null;
            answeredAt = null;
        }
    }

    private static Event toEvent(ResultSet row, int number) throws SQLException {
        return new Event(
                row.getObject("id", UUID.class),
                row.getString("team"),
                instantOrNull(row, "closed_at"),
                instant(row, "at"),
                row.getString("action"),
                row.getString("owner"),
                instantOrNull(row, "due_at"));
    }
}
