package dev.trellis.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work the engine handed out. It may be handed out again, with the same keys, until it is completed.
 *
 * @param key the job's key: completes, fails or extends it; changes when an interrupted step is entered again
 * @param elementInstanceKey the visit of one contact to one step: the idempotency key of whatever the step does
 * @param processInstanceKey the process instance the step belongs to (of a called process: the called one)
 * @param elementId the step's id in the diagram
 * @param retries how many attempts are left, this one included
 * @param headers what the marketer set on the step
 */
public record Job(
        long key,
        String type,
        long elementInstanceKey,
        long processInstanceKey,
        String processId,
        int processVersion,
        String elementId,
        int retries,
        Map<String, String> headers,
        Map<String, Object> variables) {

    /** The header, or null where the step does not set it or leaves it blank. */
    public @Nullable String header(String name) {
        var value = headers.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /** The header, or what holds where the step does not set it. */
    public String header(String name, String otherwise) {
        var value = header(name);
        return value == null ? otherwise : value;
    }

    /**
     * The header that this job type cannot do without.
     *
     * @throws IllegalArgumentException if the step does not set it, naming step and header
     */
    public String requireHeader(String name) {
        var value = header(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "Step " + elementId + " of " + processId + " (" + type + ") needs the header " + name);
        }
        return value;
    }
}
