package dev.trellis.demo;

import dev.trellis.embedded.Mailbox;
import dev.trellis.engine.EngineClock;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.platform.AdjustableClock;
import dev.trellis.platform.Lane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** Lets weeks pass in seconds: moves the engine's clock and the application's together, when nothing is under way. */
final class FastClock {

    /** The engine looks for timers that are due about once a second at the latest. */
    private static final Duration TIMERS_FIRE_WITHIN = Duration.ofMillis(300);

    private static final Duration QUIET = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AdjustableClock clock;
    private final EngineClock engine;
    private final EngineOutbox outbox;
    private final Mailbox mailbox;
    private final URI monitoring;
    private final HttpClient http = HttpClient.newHttpClient();

    FastClock(AdjustableClock clock, EngineClock engine, EngineOutbox outbox, Mailbox mailbox, URI monitoring) {
        this.clock = clock;
        this.engine = engine;
        this.outbox = outbox;
        this.mailbox = mailbox;
        this.monitoring = monitoring;
    }

    Instant now() {
        return clock.instant();
    }

    /** Finishes what is going on, jumps to that moment, and lets happen what became due. */
    void jumpTo(Instant moment) {
        settle();
        var by = Duration.between(now(), moment);
        if (by.isPositive()) {
            clock.advance(by);
            engine.add(by);
            LockSupport.parkNanos(TIMERS_FIRE_WITHIN.toNanos());
        }
        settle();
    }

    /**
     * Waits until the outbox is empty and neither the engine nor the mail server has had anything to do for a moment.
     * Goes on after half a minute: a slow machine makes a later demo, not a broken one.
     */
    void settle() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        var before = reading();
        int quiet = 0;
        while (quiet < 2 && System.nanoTime() < end) {
            LockSupport.parkNanos(QUIET.toNanos());
            var after = reading();
            quiet = after.equals(before) && after.backlog() == 0 ? quiet + 1 : 0;
            before = after;
        }
    }

    private Reading reading() {
        return new Reading(
                outbox.backlog(Lane.LIVE) + outbox.backlog(Lane.BULK), mailbox.received(), recordsProcessed());
    }

    private record Reading(long backlog, long mails, double records) {}

    /** The engine's own count of what it has written and read. */
    private double recordsProcessed() {
        try {
            var answer = http.send(
                    HttpRequest.newBuilder(monitoring.resolve("/actuator/prometheus"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.body()
                    .lines()
                    .filter(line -> line.startsWith("zeebe_stream_processor_records_total"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException("The engine does not answer at " + monitoring, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the demo waited for the engine", e);
        }
    }
}
