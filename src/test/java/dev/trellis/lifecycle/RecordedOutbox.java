package dev.trellis.lifecycle;

import dev.trellis.engine.EngineMessage;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.platform.Lane;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Keeps what would be told to the engine. */
final class RecordedOutbox implements EngineOutbox {

    final List<Long> cancelled = new ArrayList<>();

    @Override
    public void publish(Collection<EngineMessage> messages, Lane lane) {}

    @Override
    public void complete(long jobKey, Map<String, Object> variables, Lane lane) {}

    @Override
    public void completeAll(Map<Long, Map<String, Object>> variablesByJobKey, Lane lane) {}

    @Override
    public void cancel(long processInstanceKey, Lane lane) {
        cancelled.add(processInstanceKey);
    }

    @Override
    public void redeliver(long jobKey) {}

    @Override
    public long backlog(Lane lane) {
        return 0;
    }
}
