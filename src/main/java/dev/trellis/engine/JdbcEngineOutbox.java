package dev.trellis.engine;

import dev.trellis.platform.Lane;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Writes what the engine is to be told into the caller's transaction, and wakes the dispatcher when it has committed.
 */
@Component
class JdbcEngineOutbox implements EngineOutbox {

    private final OutboxRows rows;
    private final OutboxDispatcher dispatcher;

    JdbcEngineOutbox(OutboxRows rows, OutboxDispatcher dispatcher) {
        this.rows = rows;
        this.dispatcher = dispatcher;
    }

    @Override
    public void publish(Collection<EngineMessage> messages, Lane lane) {
        if (!messages.isEmpty()) {
            rows.insertMessages(List.copyOf(messages), lane);
            wakeAfterCommit();
        }
    }

    @Override
    public void complete(long jobKey, Map<String, Object> variables, Lane lane) {
        completeAll(Map.of(jobKey, variables), lane);
    }

    @Override
    public void completeAll(Map<Long, Map<String, Object>> variablesByJobKey, Lane lane) {
        if (!variablesByJobKey.isEmpty()) {
            rows.insertCompletions(variablesByJobKey, lane);
            wakeAfterCommit();
        }
    }

    @Override
    public void cancel(long processInstanceKey, Lane lane) {
        rows.insert(OutboxRow.Kind.CANCEL, List.of(processInstanceKey), lane);
        wakeAfterCommit();
    }

    @Override
    public void redeliver(long jobKey) {
        rows.insert(OutboxRow.Kind.REDELIVER, List.of(jobKey), Lane.LIVE);
        wakeAfterCommit();
    }

    /** Gives jobs fresh attempts and lets the engine hand them out again at once. */
    void retry(Collection<Long> jobKeys) {
        if (!jobKeys.isEmpty()) {
            rows.insert(OutboxRow.Kind.RETRY, jobKeys, Lane.LIVE);
            wakeAfterCommit();
        }
    }

    @Override
    public long backlog(Lane lane) {
        return rows.waiting(lane);
    }

    private void wakeAfterCommit() {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            dispatcher.wake();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                dispatcher.wake();
            }
        });
    }
}
