package dev.trellis.email;

import dev.trellis.email.DomainPaces.Brake;
import dev.trellis.email.Relays.Line;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** How fast mail may go: the relays as this instance finds them, who asked us to slow down, and the warm-up. */
@Service
public class MailPace {

    private final Relays relays;
    private final Holds holds;
    private final DomainPaces paces;
    private final WarmUp warmUp;
    private final Clock clock;

    MailPace(Relays relays, Holds holds, DomainPaces paces, WarmUp warmUp, Clock clock) {
        this.relays = relays;
        this.holds = holds;
        this.paces = paces;
        this.warmUp = warmUp;
        this.clock = clock;
    }

    public Now now() {
        var now = clock.instant();
        var held = holds.heldRelays();
        int weights = relays.all().stream().mapToInt(Line::weight).sum();
        return new Now(
                relays.all().stream().map(line -> way(line, weights, held, now)).toList(),
                paces.brakes().stream().map(brake -> slowed(brake, now)).toList(),
                warmUp.standing(now).map(MailPace::warmUp).orElse(null));
    }

    private static Way way(Line line, int weights, Set<String> held, Instant now) {
        var away = line.awayFor();
        return new Way(
                line.name(),
                line.weight(),
                weights == 0 ? 0 : (double) line.weight() / weights,
                line.maxPerSecond() == 0 ? null : line.maxPerSecond(),
                line.sessions(),
                line.inUse(),
                held.contains(line.name()),
                away.isZero() ? null : now.plus(away).truncatedTo(ChronoUnit.SECONDS),
                away.isZero() ? null : line.absence());
    }

    private static Slowed slowed(Brake brake, Instant now) {
        return new Slowed(
                brake.relay(),
                brake.domain().equals(DomainPaces.ALL) ? null : brake.domain(),
                brake.told(),
                brake.coolingTo().isAfter(now) ? brake.coolingTo() : null,
                brake.perMinute(),
                brake.wanted(),
                brake.overAt());
    }

    private static Warming warmUp(WarmUp.Standing standing) {
        var day = standing.day();
        return new Warming(standing.number(), day.day(), day.cap(), day.taken(), day.deferred(), standing.next());
    }

    /**
     * How fast mail may go at a moment.
     *
     * @param slowed those who asked us to slow down, the latest first
     * @param warmUp null where no new domain is made known, or it is known by now
     */
    public record Now(
            List<Way> relays, List<Slowed> slowed, @Nullable Warming warmUp) {

        /** Whether there is one relay, and it takes what it gets. */
        public boolean nothingSlows() {
            var first = relays.getFirst();
            return relays.size() == 1
                    && !first.held()
                    && first.awayUntil() == null
                    && first.maxPerSecond() == null
                    && slowed.isEmpty()
                    && warmUp == null;
        }
    }

    /**
     * A relay.
     *
     * @param weight 0 for one that only helps out while the others are away
     * @param share of all mail, from 0 to 1
     * @param maxPerSecond null for as many as it takes
     * @param sessions how many connections there may be
     * @param inUse how many of them are in use
     * @param awayUntil when it is tried again; null while it is there
     * @param awayBecause null while it is there
     */
    public record Way(
            String name,
            int weight,
            double share,
            @Nullable Integer maxPerSecond,
            int sessions,
            int inUse,
            boolean held,
            @Nullable Instant awayUntil,
            @Nullable String awayBecause) {}

    /**
     * Somebody who gets mail slowly because they asked for it.
     *
     * @param domain the recipient domain; null where the relay speaks for itself
     * @param told what it said
     * @param nothingUntil until when it gets none at all; null where it gets some
     * @param perMinute mails a minute, then or already
     * @param usual how many it took before
     * @param overAt when it will get them again, if it has nothing more to say
     */
    public record Slowed(
            String relay,
            @Nullable String domain,
            String told,
            @Nullable Instant nothingUntil,
            double perMinute,
            double usual,
            Instant overAt) {}

    /**
     * How far a new sending domain is made known.
     *
     * @param day of the warm-up, from 1
     * @param allowed how many marketing mails today has
     * @param sent how many of them are gone or on their way
     * @param deferred how many the other side put off
     * @param tomorrow how many the next day has if this one goes well
     */
    public record Warming(int day, LocalDate date, int allowed, int sent, int deferred, int tomorrow) {}
}
