package dev.trellis.nurturing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

import dev.trellis.engine.Diagram;
import dev.trellis.engine.Diagram.MessageCatch;
import dev.trellis.engine.Diagrams;
import dev.trellis.engine.EngineMessage;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.engine.EngineView;
import dev.trellis.nurturing.JourneyStarts.Answer;
import dev.trellis.platform.Lane;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JourneyStartsTests {

    private final Diagrams diagrams = mock(Diagrams.class);
    private final EngineView engine = mock(EngineView.class);
    private final EngineOutbox outbox = mock(EngineOutbox.class);
    private final JourneyStarts starts = new JourneyStarts(diagrams, engine, outbox);

    @BeforeEach
    void twoDiagrams() {
        given(diagrams.all())
                .willReturn(List.of(diagram("newsletter", "start-newsletter"), diagram("onboarding", "deal-won")));
    }

    @Test
    void whatBeginsWithItsOwnStartIsStartedOnceAtATime() {
        assertThat(starts.start("newsletter", "ada")).isEqualTo(Answer.STARTED);

        // The engine drops a second message with this key while the process runs.
        then(outbox)
                .should()
                .publish(
                        List.of(new EngineMessage("start-newsletter", "newsletter", "", Duration.ZERO, Map.of())),
                        Lane.LIVE);
    }

    @Test
    void nothingElseIsStarted() {
        given(engine.instancesByVersion("newsletter")).willReturn(Map.of(1, 1L));

        assertThat(starts.start("newsletter", "ada")).isEqualTo(Answer.UNDER_WAY);
        assertThat(starts.start("onboarding", "ada")).isEqualTo(Answer.NOT_BY_HAND);
        assertThat(starts.start("weekly", "ada")).isEqualTo(Answer.NOT_DRAWN);
        then(outbox).should(never()).publish(any(), any());
        assertThat(starts.all()).extracting(Diagram::processId).containsExactly("newsletter");
    }

    private static Diagram diagram(String process, String startedBy) {
        return new Diagram(
                process + ".bpmn",
                process,
                process,
                List.of(),
                List.of(new MessageCatch("start", "Start", startedBy)),
                Set.of(),
                Set.of());
    }
}
