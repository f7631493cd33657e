package dev.trellis.email;

import dev.trellis.email.smtp.AccessTokens;
import dev.trellis.email.smtp.ConnectionLimits;
import dev.trellis.email.smtp.Relay;
import dev.trellis.email.smtp.RelayAwayException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The relays we hand mail to. They share it by their weights as long as they keep up; one that is away is left alone
 * for a while, and one with weight 0 gets mail only while all others are away.
 */
@Component
class Relays {

    private static final Logger log = LoggerFactory.getLogger(Relays.class);
    private static final Duration LONGEST_ABSENCE = Duration.ofSeconds(30);
    private static final Duration FIRST_ABSENCE = Duration.ofMillis(500);
    private static final Duration PAUSE_ASKED_FOR = Duration.ofSeconds(2);

    private final List<Line> lines = new ArrayList<>();

    Relays(MailSettings settings, EmailProperties properties, AccessTokens tokens) {
        var limits = new ConnectionLimits(
                properties.maxMailsPerConnection(),
                properties.maxConnectionAge(),
                properties.maxConnectionIdle(),
                properties.connectTimeout(),
                properties.readTimeout());
        settings.relays()
                .forEach((name, relay) -> lines.add(new Line(
                        new Relay(name, relay.address(), limits, tokens),
                        relay.weight(),
                        relay.maxPerSecond(),
                        relay.sessions() * 2)));
    }

    boolean areSeveral() {
        return lines.size() > 1;
    }

    List<Line> all() {
        return lines;
    }

    /**
     * Those that are there, have room and are not held: first the one that is furthest behind its share. Room is half
     * of what can be under way: mail claimed in crumbs would cost as many transactions as there are crumbs.
     */
    List<Line> inTurn(Set<String> held) {
        var present = lines.stream()
                .filter(line -> !held.contains(line.name()) && line.isBack())
                .toList();
        boolean onlySpare = present.stream().allMatch(line -> line.weight == 0);
        return present.stream()
                .filter(line -> (line.weight > 0 || onlySpare) && line.free() * 2 >= line.most)
                .sorted(Comparator.comparingDouble(Line::share))
                .toList();
    }

    void closeIdle() {
        lines.forEach(line -> line.relay.closeIdle());
    }

    void closeAll() {
        lines.forEach(line -> line.relay.closeAll());
    }

    static Duration jitter(Duration duration) {
        return Duration.ofMillis(
                (long) (duration.toMillis() * ThreadLocalRandom.current().nextDouble(0.8, 1.2)));
    }

    /** A relay, and how we stand with it. */
    final class Line {

        private final Relay relay;
        private final int weight;
        private final int maxPerSecond;
        private final int most;
        private final Semaphore slots;
        private final AtomicInteger absences = new AtomicInteger();
        private volatile long backAtNanos = System.nanoTime();
        private volatile String absence = "";
        private double taken;

        private Line(Relay relay, int weight, int maxPerSecond, int slots) {
            this.relay = relay;
            this.weight = weight;
            this.maxPerSecond = maxPerSecond;
            this.most = slots;
            this.slots = new Semaphore(slots);
        }

        String name() {
            return relay.name();
        }

        /** How many connections to it there may be. */
        int sessions() {
            return most / 2;
        }

        /** How many mails a second it may get from all instances together; 0 for as many as it takes. */
        int maxPerSecond() {
            return maxPerSecond;
        }

        int weight() {
            return weight;
        }

        boolean isBack() {
            return System.nanoTime() - backAtNanos >= 0;
        }

        /** How much longer it is left alone; zero while it is not. */
        Duration awayFor() {
            return Duration.ofNanos(Math.max(0, backAtNanos - System.nanoTime()));
        }

        /** Why it was left alone last, in words. */
        String absence() {
            return absence;
        }

        /** How many of its connections are in use. */
        int inUse() {
            return Math.min(sessions(), most - free());
        }

        int free() {
            return slots.availablePermits();
        }

        /** Counts what it gets against its share. Called by the one thread that deals mail out. */
        void takes(int mails) {
            taken += mails;
            if (taken > 1_000_000) {
                lines.forEach(line -> line.taken /= 1000);
            }
        }

        void occupy() {
            slots.acquireUninterruptibly();
        }

        void vacate() {
            slots.release();
        }

        Relay.Connection lease() throws RelayAwayException {
            return relay.lease();
        }

        Relay.Connection open() throws RelayAwayException {
            return relay.open();
        }

        void answered() {
            absences.set(0);
        }

        /** It said that it wants to be left alone for a moment. */
        void askedForPause() {
            absence = "It asked for a pause";
            backAtNanos = System.nanoTime() + jitter(PAUSE_ASKED_FOR).toNanos();
        }

        /** It cannot be reached: each time in a row it is left alone longer. */
        void isAway(RelayAwayException reason) {
            absence = String.valueOf(reason.getMessage());
            int times = Math.min(absences.getAndIncrement(), 10);
            var wait = Duration.ofMillis(Math.min(LONGEST_ABSENCE.toMillis(), FIRST_ABSENCE.toMillis() << times));
            backAtNanos = System.nanoTime() + jitter(wait).toNanos();
            if (times == 0) {
                log.warn("{}; mail waits and goes on by itself", reason.getMessage());
            }
        }

        private double share() {
            return taken / Math.max(1, weight);
        }
    }
}
