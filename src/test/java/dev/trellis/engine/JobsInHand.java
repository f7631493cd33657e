package dev.trellis.engine;

/** Whether workers are busy, for tests of the whole application. */
public final class JobsInHand {

    private final JobLoad load;

    JobsInHand(JobLoad load) {
        this.load = load;
    }

    /** Whether there is no job that a worker got and whose result the engine has not taken. */
    public boolean areNone() {
        return load.isIdle();
    }
}
