package dev.trellis.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import dev.trellis.email.SendingDomain;
import dev.trellis.engine.Diagram;
import dev.trellis.engine.Diagrams;
import dev.trellis.engine.EngineView;
import dev.trellis.handoff.RoutingTable;
import dev.trellis.nurturing.JourneyPublication;
import dev.trellis.nurturing.JourneyStarts;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JourneyControllerTests {

    private final Diagrams diagrams = mock(Diagrams.class);
    private final EngineView engine = mock(EngineView.class);
    private final JourneyController controller = new JourneyController(
            diagrams,
            engine,
            mock(JourneyPublication.class),
            mock(JourneyStarts.class),
            mock(SendingDomain.class),
            mock(RoutingTable.class));

    @Test
    void whereAnEngineDoesNotTellWhoStandsWhereNothingIsSaidToBeEmpty() {
        given(diagrams.all())
                .willReturn(
                        List.of(new Diagram("lead.bpmn", "lead", "Lead", List.of(), List.of(), Set.of(), Set.of())));
        given(engine.limitation()).willReturn(Optional.of("It does not tell."));

        var journeys = controller.list();

        assertThat(journeys.limitation()).isEqualTo("It does not tell.");
        assertThat(journeys.items()).singleElement().satisfies(journey -> {
            assertThat(journey.instances()).isNull();
            assertThat(journey.standing()).isNull();
        });

        given(engine.isAvailable()).willReturn(true);

        assertThat(controller.list().items()).singleElement().satisfies(journey -> {
            assertThat(journey.instances()).isEmpty();
            assertThat(journey.standing()).isEmpty();
        });
    }
}
