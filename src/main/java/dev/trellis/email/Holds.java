package dev.trellis.email;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.now;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.platform.InvalidValueException;
import java.time.Clock;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Stops mail and lets it go on. What is held neither leaves nor expires, and whoever waits for it keeps their place; a
 * mail goes only while nothing holds it.
 */
@Service
public class Holds {

    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Holds(JdbcClient jdbc, ApplicationEventPublisher events, Clock clock) {
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Stops mail. Where it is held already, whoever held it first is remembered.
     *
     * @throws InvalidValueException if no stream has the name
     */
    @Transactional
    public Hold place(HoldKind kind, String name, String by, @Nullable String reason) {
        if (kind == HoldKind.STREAM && Stream.find(name).isEmpty()) {
            throw new InvalidValueException(
                    "name", "must be marketing, transactional or internal for a stream, not " + name);
        }
        // A claim that has begun knows nothing of this yet; once we are through, none takes what is held.
        jdbc.sql("select pg_advisory_xact_lock(:lock)")
                .param("lock", SendQueue.CLAIM_LOCK)
                .query()
                .singleRow();
        jdbc.sql("""
                        insert into mail_hold (kind, name, since, held_by, reason)
                        values (:kind, :name, :now, :by, :reason)
                        on conflict do nothing
                        """)
                .param("kind", kind.label())
                .param("name", name)
                .param("now", utc(clock.instant()))
                .param("by", by)
                .param("reason", reason)
                .update();
        return all().stream()
                .filter(hold -> hold.kind() == kind && hold.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Lets mail go on.
     *
     * @return whether it was held
     */
    @Transactional
    public boolean release(HoldKind kind, String name) {
        boolean released = jdbc.sql("delete from mail_hold where kind = :kind and name = :name")
                        .param("kind", kind.label())
                        .param("name", name)
                        .update()
                > 0;
        events.publishEvent(new MailWaiting());
        return released;
    }

    /** What is held at present, the longest held first. */
    public List<Hold> all() {
        return jdbc.sql("select kind, name, since, held_by, reason from mail_hold order by since, kind, name")
                .query((row, number) -> new Hold(
                        HoldKind.find(row.getString("kind")).orElseThrow(),
                        row.getString("name"),
                        instant(row, "since"),
                        row.getString("held_by"),
                        row.getString("reason")))
                .list();
    }

    /** The relays that get no mail at present. */
    public Set<String> heldRelays() {
        return now().names(HoldKind.RELAY);
    }

    Held now() {
        var names = new EnumMap<HoldKind, Set<String>>(HoldKind.class);
        all().forEach(hold ->
                names.computeIfAbsent(hold.kind(), kind -> new TreeSet<>()).add(hold.name()));
        return new Held(names);
    }

    /** The names of what is held, by kind. */
    record Held(Map<HoldKind, Set<String>> byKind) {

        Set<String> names(HoldKind kind) {
            return Objects.requireNonNullElse(byKind.get(kind), Set.of());
        }

        String[] journeys() {
            return array(names(HoldKind.JOURNEY));
        }

        String[] templates() {
            return array(names(HoldKind.TEMPLATE));
        }

        boolean holds(UUID broadcast) {
            return names(HoldKind.BROADCAST).contains(broadcast.toString());
        }

        private static String[] array(Collection<String> names) {
            return names.toArray(String[]::new);
        }
    }
}
