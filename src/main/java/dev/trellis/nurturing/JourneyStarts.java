package dev.trellis.nurturing;

import dev.trellis.engine.Diagram;
import dev.trellis.engine.Diagrams;
import dev.trellis.engine.EngineMessage;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.engine.EngineView;
import dev.trellis.platform.Lane;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Starts what a person starts and no contact: the diagrams that begin with a message called {@code start-} and their
 * process id.
 *
 * <p>The engine runs one instance of each at a time: the process id is the correlation key of the message, which is
 * dropped while an instance that it started is there. So a second click, or a message that is delivered twice, sends
 * nothing twice.
 */
@Service
public class JourneyStarts {

    private static final Logger log = LoggerFactory.getLogger(JourneyStarts.class);

    private final Diagrams diagrams;
    private final EngineView engine;
    private final EngineOutbox outbox;

    JourneyStarts(Diagrams diagrams, EngineView engine, EngineOutbox outbox) {
        this.diagrams = diagrams;
        this.engine = engine;
        this.outbox = outbox;
    }

    /** What became of the wish to start a process. */
    public enum Answer {
        STARTED,
        UNDER_WAY,
        NOT_BY_HAND,
        NOT_DRAWN
    }

    /** Starts a process once. */
    @Transactional
    public Answer start(String processId, String by) {
        var diagram = diagrams.all().stream()
                .filter(drawn -> drawn.processId().equals(processId))
                .findFirst();
        if (diagram.isEmpty()) {
            return Answer.NOT_DRAWN;
        }
        if (!isByHand(diagram.get())) {
            return Answer.NOT_BY_HAND;
        }
        if (isUnderWay(processId)) {
            return Answer.UNDER_WAY;
        }
        outbox.publish(
                List.of(new EngineMessage(message(processId), processId, "", Duration.ZERO, Map.of())), Lane.LIVE);
        log.info("{} starts {}", by, processId);
        return Answer.STARTED;
    }

    /** What can be started. */
    public List<Diagram> all() {
        return diagrams.all().stream().filter(JourneyStarts::isByHand).toList();
    }

    public static boolean isByHand(Diagram diagram) {
        return diagram.messages().stream().anyMatch(caught -> caught.message().equals(message(diagram.processId())));
    }

    /** Whether an instance runs; where the engine does not tell, it is not said to. */
    public boolean isUnderWay(String processId) {
        return !engine.instancesByVersion(processId).isEmpty();
    }

    static String message(String processId) {
        return "start-" + processId;
    }
}
