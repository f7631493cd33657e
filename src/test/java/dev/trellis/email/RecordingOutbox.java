package dev.trellis.email;

import dev.trellis.engine.EngineMessage;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.platform.Lane;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers which jobs were completed, instead of telling an engine. */
public final class RecordingOutbox implements EngineOutbox {

    private final Map<Long, Map<String, Object>> completed = new ConcurrentHashMap<>();

    public Map<Long, Map<String, Object>> completed() {
        return completed;
    }

    @Override
    public void publish(Collection<EngineMessage> messages, Lane lane) {
        throw new UnsupportedOperationException("Emails publish no messages");
    }

    @Override
    public void complete(long jobKey, Map<String, Object> variables, Lane lane) {
        completed.put(jobKey, variables);
    }

    @Override
    public void completeAll(Map<Long, Map<String, Object>> variablesByJobKey, Lane lane) {
        completed.putAll(variablesByJobKey);
    }

    @Override
    public void cancel(long processInstanceKey, Lane lane) {
        throw new UnsupportedOperationException("Emails cancel no processes");
    }

    @Override
    public void redeliver(long jobKey) {
        throw new UnsupportedOperationException("Emails redeliver no jobs");
    }

    @Override
    public long backlog(Lane lane) {
        return 0;
    }
}
