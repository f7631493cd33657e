package dev.trellis.embedded;

import org.springframework.context.SmartLifecycle;

/** Holds the application's start, which overlaps with the engine's, until the engine can be talked to. */
final class EngineLifecycle implements SmartLifecycle {

    private final EmbeddedParts parts;
    private volatile boolean running;

    EngineLifecycle(EmbeddedParts parts) {
        this.parts = parts;
    }

    @Override
    public void start() {
        parts.awaitEngine();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before everyone who deploys, works or listens. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
