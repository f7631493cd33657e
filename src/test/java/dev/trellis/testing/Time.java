package dev.trellis.testing;

import static dev.trellis.platform.UtcTime.utc;
import static org.awaitility.Awaitility.await;

import dev.trellis.engine.DueTimers;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.engine.JobsInHand;
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
import java.util.function.BooleanSupplier;

/**
 * Moves the clocks of engine and application together, the way the demo and rehearsals do.
 *
 * <p>Jumping over several waits at once makes chained timers start late: go in steps as long as the shortest wait that
 * matters.
 */
public final class Time {

    /**
     * How long nothing happens before nothing more is expected. A job waits up to 50 ms at the engine until its worker
     * asks for more.
     */
    private static final Duration QUIET = Duration.ofMillis(100);

    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final String RECORDS = "zeebe_stream_processor_records_total";

    private final AdjustableClock clock;
    private final URI monitoring;
    private final EngineOutbox outbox;
    private final JobsInHand jobs;
    private final DueTimers timers;
    private final Database database;
    private final HttpClient http = HttpClient.newHttpClient();

    Time(
            AdjustableClock clock,
            URI monitoring,
            EngineOutbox outbox,
            JobsInHand jobs,
            DueTimers timers,
            Database database) {
        this.clock = clock;
        this.monitoring = monitoring;
        this.outbox = outbox;
        this.jobs = jobs;
        this.timers = timers;
        this.database = database;
    }

    public Instant now() {
        return clock.instant();
    }

    /** Waits for what is going on to end, moves both clocks, and waits for what became due. */
    public void advance(Duration by) {
        advance(by, by);
    }

    private void step(Duration by) {
        var seen = timers.after(now(), by);
        settle();
        jump(by);
        seen.join();
    }

    /** Moves both clocks and waits for nothing: whatever is going on goes on meanwhile. */
    public void jump(Duration by) {
        clock.advance(by);
        post("/actuator/clock/add", "{\"offsetMilli\": %d}".formatted(by.toMillis()));
    }

    /** Goes on in steps: what becomes due in one is done before the next. */
    public void advance(Duration by, Duration step) {
        var left = by;
        while (left.isPositive()) {
            var next = left.compareTo(step) < 0 ? left : step;
            step(next);
            left = left.minus(next);
        }
        settle();
    }

    public void advanceTo(Instant moment) {
        var by = Duration.between(now(), moment);
        if (by.isPositive()) {
            advance(by);
        }
    }

    /** Goes on in steps until something is so. Fails after that long. */
    public void advanceUntil(BooleanSupplier something, Duration step, Duration atMost) {
        var end = now().plus(atMost);
        settle();
        while (!something.getAsBoolean()) {
            if (now().isAfter(end)) {
                throw new AssertionError("Not so after " + atMost);
            }
            step(step);
            settle();
        }
    }

    /**
     * Waits until the outbox is empty, mail that is due is gone, workers are idle, and the engine has had nothing to do
     * for a moment.
     */
    public void settle() {
        var stillness = new Stillness();
        await("outbox, mail, workers and engine are quiet")
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK_EVERY)
                .atMost(Duration.ofSeconds(60))
                .until(stillness::lasts);
    }

    /** Looks again and again whether something has happened since the last look. */
    private final class Stillness {

        private double records = -1;
        private long since;

        boolean lasts() {
            var now = System.nanoTime();
            var counted = isAtRest() ? recordsProcessed() : -1;
            if (counted < 0 || counted != records) {
                records = counted;
                since = now;
                return false;
            }
            return now - since >= QUIET.toNanos();
        }
    }

    private boolean isAtRest() {
        return jobs.areNone() && dueMail() + outbox.backlog(Lane.LIVE) + outbox.backlog(Lane.BULK) == 0;
    }

    private long dueMail() {
        return database.jdbc()
                .sql("""
                        select count(*) from send_queue where next_attempt_at <= :now""")
                .param("now", utc(now()))
                .query(Long.class)
                .single();
    }

    /** The engine's own count of what it has written and read. */
    private double recordsProcessed() {
        return get("/actuator/prometheus?includedNames=" + RECORDS)
                .lines()
                .filter(line -> line.startsWith(RECORDS))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private String get(String path) {
        return send(HttpRequest.newBuilder(monitoring.resolve(path)).build());
    }

    private void post(String path, String json) {
        send(HttpRequest.newBuilder(monitoring.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    private String send(HttpRequest request) {
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(request.uri() + " answered " + response.statusCode());
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException("The engine does not answer at " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while talking to the engine", e);
        }
    }
}
