package dev.trellis.engine;

import java.time.Duration;
import java.util.List;

/**
 * Does the work of one job type. Every bean of this type is registered at start.
 *
 * <p>Jobs are delivered at least once, so {@link #handle} must find what an earlier delivery did and not do it again.
 */
public interface Worker {

    /** The job type in the diagrams, in kebab case. */
    String jobType();

    /** The process variables the worker reads; others are not fetched. */
    default List<String> variables() {
        return List.of("contactId", "stageEntry", "dealId", "quoteId", "expiresAt");
    }

    /** How long the engine waits before it hands the job to another worker. */
    default Duration timeout() {
        return Duration.ofMinutes(2);
    }

    JobResult handle(Job job) throws Exception;
}
