package dev.trellis.engine;

import dev.trellis.platform.Lane;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Counts what waits for the engine, when someone asks. */
@Component
class OutboxMetrics implements MeterBinder {

    private final OutboxRows rows;
    private final ParkedJobs parked;

    OutboxMetrics(OutboxRows rows, ParkedJobs parked) {
        this.rows = rows;
        this.parked = parked;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        for (var lane : Lane.values()) {
            Gauge.builder("trellis.engine.outbox.backlog", rows, outbox -> outbox.waiting(lane))
                    .description("Commands that wait to be delivered")
                    .tag("lane", lane.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
        Gauge.builder("trellis.engine.outbox.set.aside", rows, OutboxRows::setAsideCount)
                .description("Commands the engine refused for good")
                .register(meters);
        Gauge.builder("trellis.engine.jobs.parked", parked, ParkedJobs::count)
                .description("Jobs that failed for good and wait for someone")
                .register(meters);
    }
}
