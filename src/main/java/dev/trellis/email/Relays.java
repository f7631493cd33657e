package dev.trellis.email;

import dev.trellis.email.SendDesk.Ready;
import dev.trellis.email.smtp.AccessTokens;
import dev.trellis.email.smtp.ConnectionLimits;
import dev.trellis.email.smtp.Relay;
import dev.trellis.email.smtp.RelayAwayException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
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

    /**
     * What waits for a relay is what it takes in about this time, so that what is urgent never waits long behind it.
     */
    private static final Duration AHEAD = Duration.ofMillis(400);

    private static final int FEWEST_FOR_A_SESSION = 2;
    private static final int FIRST_FOR_A_SESSION = 20;
    private static final int MOST_FOR_A_SESSION = 80;
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
                        relay.sessions())));
    }

    boolean areSeveral() {
        return lines.size() > 1;
    }

    List<Line> all() {
        return lines;
    }

    /**
     * Those that are there, have room and are not held: first the one that is furthest behind its share. Room is half
     * of what may be under way: mail claimed in crumbs would cost as many transactions as there are crumbs.
     */
    List<Line> inTurn(Set<String> held) {
        var present = lines.stream()
                .filter(line -> !held.contains(line.name()) && line.isBack())
                .toList();
        present.forEach(Line::measure);
        boolean onlySpare = present.stream().allMatch(line -> line.weight == 0);
        return present.stream()
                .filter(line -> (line.weight > 0 || onlySpare) && line.room() * 2 >= line.most)
                .sorted(Comparator.comparingDouble(Line::share))
                .toList();
    }

    void closeIdle() {
        lines.forEach(line -> line.relay.closeIdle());
    }

    void closeAll() {
        lines.forEach(line -> line.relay.closeAll());
    }

    /** How many mails may be under way to a relay that took so many in this time: twice what it takes in a moment. */
    static int fit(int taken, Duration time, int sessions) {
        long ahead = 2L * taken * AHEAD.toNanos() / time.toNanos();
        return (int) Math.clamp(ahead, (long) sessions * FEWEST_FOR_A_SESSION, (long) sessions * MOST_FOR_A_SESSION);
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
        private final int sessions;
        private final Deque<Ready> waiting = new ArrayDeque<>();
        private final AtomicInteger underWay = new AtomicInteger();
        private final AtomicInteger inUse = new AtomicInteger();
        private final AtomicInteger absences = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private long measuredAtNanos = System.nanoTime();
        private int most;
        private volatile long backAtNanos = System.nanoTime();
        private volatile String absence = "";
        private double taken;

        private Line(Relay relay, int weight, int maxPerSecond, int sessions) {
            this.relay = relay;
            this.weight = weight;
            this.maxPerSecond = maxPerSecond;
            this.sessions = sessions;
            this.most = sessions * FIRST_FOR_A_SESSION;
        }

        String name() {
            return relay.name();
        }

        /** How many connections to it there may be. */
        int sessions() {
            return sessions;
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
            return inUse.get();
        }

        /** How many more mails may be claimed for it. */
        int room() {
            return most - underWay.get();
        }

        /** Fits what may be under way to how fast the relay takes it. Called by the one thread that claims. */
        private void measure() {
            long now = System.nanoTime();
            long time = now - measuredAtNanos;
            if (time < AHEAD.toNanos()) {
                return;
            }
            measuredAtNanos = now;
            int taken = done.getAndSet(0);
            if (taken > 0 || underWay.get() > 0) {
                most = fit(taken, Duration.ofNanos(time), sessions);
            }
        }

        /** Gives it what was claimed for it. Called by the one thread that claims. */
        synchronized void put(List<Ready> claimed) {
            underWay.addAndGet(claimed.size());
            waiting.addAll(claimed);
            wakeSessions();
            taken += claimed.size();
            if (taken > 1_000_000) {
                lines.forEach(line -> line.taken /= 1000);
            }
        }

        /**
         * What waits, at most so many mails, as soon as there is any; none once it is over.
         *
         * @param goesOn whether to wait on; asked again when sessions are woken
         */
        synchronized List<Ready> await(int most, BooleanSupplier goesOn) throws InterruptedException {
            while (waiting.isEmpty() && goesOn.getAsBoolean()) {
                wait();
            }
            return poll(most);
        }

        /**
         * What waits now, at most so many mails. A session does not leave the others a share: its group costs two
         * transactions whatever its size, and is gone within a moment, or it would ask for fewer.
         */
        synchronized List<Ready> poll(int most) {
            var share = new ArrayList<Ready>();
            while (share.size() < most && !waiting.isEmpty()) {
                share.add(waiting.remove());
            }
            return share;
        }

        /** Lets sessions that wait look up: there is something to send, or an end to it. */
        synchronized void wakeSessions() {
            notifyAll();
        }

        /** All that waits. */
        List<Ready> takeBack() {
            return poll(Integer.MAX_VALUE);
        }

        /** Mails that were given to it are not under way any more. */
        void done(int mails) {
            underWay.addAndGet(-mails);
            done.addAndGet(mails);
        }

        /** What waits is let go of by whoever claimed it. */
        void forgetWaiting() {
            done(takeBack().size());
        }

        void occupy() {
            inUse.incrementAndGet();
        }

        void vacate() {
            inUse.decrementAndGet();
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
