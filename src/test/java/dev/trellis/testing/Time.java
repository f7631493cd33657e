package dev.trellis.testing;

import static org.awaitility.Awaitility.await;

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
import java.time.ZoneOffset;
import java.util.function.BooleanSupplier;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Moves the clocks of engine and application together, the way the demo and rehearsals do.
 *
 * <p>Jumping over several waits at once makes chained timers start late: go in steps as long as the shortest wait that
 * matters.
 */
public final class Time {

    private static final Duration QUIET = Duration.ofMillis(200);

    private final AdjustableClock clock;
    private final URI monitoring;
    private final ObjectProvider<EngineOutbox> outbox;
    private final Database database;
    private final HttpClient http = HttpClient.newHttpClient();

    Time(AdjustableClock clock, URI monitoring, ObjectProvider<EngineOutbox> outbox, Database database) {
        this.clock = clock;
        this.monitoring = monitoring;
        this.outbox = outbox;
        this.database = database;
    }

    public Instant now() {
        return clock.instant();
    }

    /** Waits for what is going on to end, moves both clocks, and waits for what became due. */
    public void advance(Duration by) {
        settle();
        step(by);
    }

    private void step(Duration by) {
        jump(by);
        settle();
    }

    /** Moves both clocks and waits for nothing: whatever is going on goes on meanwhile. */
    public void jump(Duration by) {
        clock.advance(by);
        post("/actuator/clock/add", "{\"offsetMilli\": %d}".formatted(by.toMillis()));
    }

    /** Goes on in steps: what becomes due in one is done before the next. */
    public void advance(Duration by, Duration step) {
        var left = by;
        settle();
        while (left.isPositive()) {
            var next = left.compareTo(step) < 0 ? left : step;
            step(next);
            left = left.minus(next);
        }
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
        }
    }

    /** Waits until the outbox is empty, mail that is due is gone, and the engine has had nothing to do for a moment. */
    public void settle() {
        await("outbox, mail and engine are quiet")
                .atMost(Duration.ofSeconds(60))
                .until(this::quiet);
    }

    private boolean quiet() {
        if (backlog() > 0) {
            return false;
        }
        var before = recordsProcessed();
        await().pollDelay(QUIET).until(() -> true);
        return backlog() == 0 && recordsProcessed() == before;
    }

    private long backlog() {
        var rows = outbox.getIfAvailable();
        return dueMail() + (rows == null ? 0 : rows.backlog(Lane.LIVE) + rows.backlog(Lane.BULK));
    }

    private long dueMail() {
        return database.jdbc()
                .sql("""
                        select count(*) from send
                        where state = 'PLANNED' and next_attempt_at <= :now""")
                .param("now", now().atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .single();
    }

    /** The engine's own count of what it has written and read. */
    private double recordsProcessed() {
        return get("/actuator/prometheus")
                .lines()
                .filter(line -> line.startsWith("zeebe_stream_processor_records_total"))
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
