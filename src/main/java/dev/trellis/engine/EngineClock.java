package dev.trellis.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Moves the engine's clock: for tests, rehearsals and the demo, on an engine started for that.
 *
 * <p>Only forward. Job timeouts, retry pauses and message lifetimes pass with it, so jobs in hand are handed out again.
 */
@Component
public class EngineClock {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

    private final @Nullable URI management;

    EngineClock(EngineProperties properties) {
        this.management = properties.clock();
    }

    /** Whether this engine's clock may be moved. */
    public boolean isAdjustable() {
        return management != null;
    }

    /**
     * Moves the clock forward. Timers that are due fire within a second.
     *
     * @throws IllegalStateException if the engine was not started for this: a live engine's clock is never moved
     */
    public void add(Duration duration) {
        if (management == null) {
            throw new IllegalStateException(
                    "This engine's clock cannot be moved: it was not started for tests or a demo");
        }
        if (duration.isNegative()) {
            throw new IllegalArgumentException("The engine's clock only moves forward, not by " + duration);
        }
        var request = HttpRequest.newBuilder(management.resolve("/actuator/clock/add"))
                .header("Content-Type", "application/json")
                .timeout(ANSWER_WITHIN)
                .POST(HttpRequest.BodyPublishers.ofString("{\"offsetMilli\": " + duration.toMillis() + "}"))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            var response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(
                        "The engine did not move its clock: " + response.statusCode() + " " + response.body());
            }
        } catch (IOException ex) {
            throw new UncheckedIOException("The engine's clock cannot be reached at " + management, ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while moving the engine's clock", ex);
        }
    }
}
