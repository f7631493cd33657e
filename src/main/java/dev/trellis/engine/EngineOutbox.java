package dev.trellis.engine;

import dev.trellis.platform.Lane;
import java.util.Collection;
import java.util.Map;

/**
 * What the engine is to be told, written in the caller's transaction and delivered at least once after it commits.
 *
 * <p>{@link Lane#LIVE} rows go before {@link Lane#BULK} ones. A completion or cancellation of something the engine no
 * longer knows counts as delivered.
 */
public interface EngineOutbox {

    /** Publishes messages. Those with the same id and key are told apart by no one: the engine takes the first. */
    void publish(Collection<EngineMessage> messages, Lane lane);

    /** Completes a held job with these variables. */
    void complete(long jobKey, Map<String, Object> variables, Lane lane);

    /** Completes held jobs, set-based: for the sender, which finishes hundreds at a time. */
    void completeAll(Map<Long, Map<String, Object>> variablesByJobKey, Lane lane);

    /** Ends a process instance. */
    void cancel(long processInstanceKey, Lane lane);

    /** Lets the engine hand a held or parked job out again at once. */
    void redeliver(long jobKey);

    /** How many rows of a lane wait to be delivered. */
    long backlog(Lane lane);
}
