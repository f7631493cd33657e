package dev.trellis.broadcast;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Goes through the contacts of one broadcast after another, on a thread of its own, as that may take a minute. */
@Component
class BroadcastPlanner implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(BroadcastPlanner.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);

    private final Broadcasts broadcasts;
    private final boolean enabled;
    private volatile boolean running;
    private @Nullable Thread loop;

    BroadcastPlanner(Broadcasts broadcasts, @Value("${trellis.idle:false}") boolean idle) {
        this.broadcasts = broadcasts;
        this.enabled = !idle;
    }

    @Override
    public void start() {
        if (enabled) {
            running = true;
            loop = Thread.ofPlatform().name("broadcasts").daemon().start(this::run);
        }
    }

    @Override
    public void stop() {
        running = false;
        var thread = loop;
        if (thread != null) {
            LockSupport.unpark(thread);
            try {
                thread.join(Duration.ofSeconds(5));
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void run() {
        while (running) {
            try {
                if (!broadcasts.planSlice()) {
                    broadcasts.tidyUp();
                    LockSupport.parkNanos(LOOK_EVERY.toNanos());
                }
            } catch (RuntimeException ex) {
                log.warn("A broadcast cannot go on at present, trying again: {}", ex.getMessage());
                LockSupport.parkNanos(AFTER_TROUBLE.toNanos());
            }
        }
    }
}
