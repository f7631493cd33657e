package dev.trellis.platform;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicReference;

/** Real time plus an offset that can grow: lets the demo, rehearsals and tests live through weeks in seconds. */
public final class AdjustableClock extends Clock {

    private final Clock real;
    private final AtomicReference<Duration> offset;

    public AdjustableClock() {
        this(TimeConfiguration.realClock(), new AtomicReference<>(Duration.ZERO));
    }

    private AdjustableClock(Clock real, AtomicReference<Duration> offset) {
        this.real = real;
        this.offset = offset;
    }

    /** Moves time forward; the engine's clock has to be moved by as much. */
    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("Time only goes forward, not by " + by);
        }
        offset.updateAndGet(current -> current.plus(by));
    }

    /** How far this clock is ahead of real time. */
    public Duration offset() {
        return offset.get();
    }

    @Override
    public Instant instant() {
        return real.instant().plus(offset.get());
    }

    @Override
    public ZoneId getZone() {
        return real.getZone();
    }

    /** The same moments with another zone attached; moves together with this clock. */
    @Override
    public Clock withZone(ZoneId zone) {
        return new AdjustableClock(real.withZone(zone), offset);
    }
}
