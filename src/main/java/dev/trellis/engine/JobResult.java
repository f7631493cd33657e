package dev.trellis.engine;

import java.time.Duration;
import java.util.Map;

/** How a worker leaves its job. An exception instead means: try again later, and park the job when attempts run out. */
public sealed interface JobResult {

    /** The step is done; the process goes on with these variables. */
    record Completed(Map<String, Object> variables) implements JobResult {}

    /**
     * The step stays open: someone completes it later through {@link EngineOutbox#complete}.
     *
     * @param redeliverAfter when the engine may hand the job out again; the worker then finds what it stored
     */
    record Held(Duration redeliverAfter) implements JobResult {}

    /** A business outcome that the diagram catches with an error event. */
    record BpmnError(String code, String message) implements JobResult {}

    static JobResult completed() {
        return new Completed(Map.of());
    }

    static JobResult completed(Map<String, Object> variables) {
        return new Completed(variables);
    }

    static JobResult held(Duration redeliverAfter) {
        return new Held(redeliverAfter);
    }
}
