package dev.trellis.nurturing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import dev.trellis.contact.ActivitiesRecorded;
import dev.trellis.contact.Activity;
import dev.trellis.contact.ContactId;
import dev.trellis.email.Emails;
import dev.trellis.engine.Diagram;
import dev.trellis.engine.Diagrams;
import dev.trellis.engine.EngineMessage;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.platform.Ids;
import dev.trellis.platform.Lane;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JourneyMessagesTests {

    private static final ContactId ADA = new ContactId(Ids.next());
    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");

    private final EngineOutbox outbox = mock(EngineOutbox.class);
    private final Diagrams diagrams = mock(Diagrams.class);

    @Test
    void theEngineHearsOnlyOfActivitiesThatADiagramWaitsFor() {
        var messages = messages(waitingFor("webinar-attended"));

        messages.on(recorded("page-viewed", NOW));
        verify(outbox, never()).publish(any(), any());

        messages.on(recorded("webinar-attended", NOW));
        verify(outbox).publish(List.of(about("webinar-attended")), Lane.LIVE);
    }

    @Test
    void whatAProgramDidWakesNobody() {
        var messages = messages(waitingFor("link-clicked"));

        for (var verdict : List.of("machine", "scanner", "unknown")) {
            messages.on(new ActivitiesRecorded(
                    List.of(new Activity(Ids.next(), ADA, "link-clicked", NOW, NOW, Map.of("verdict", verdict))),
                    Lane.LIVE));
        }
        verify(outbox, never()).publish(any(), any());

        messages.on(new ActivitiesRecorded(
                List.of(new Activity(Ids.next(), ADA, "link-clicked", NOW, NOW, Map.of("verdict", "human"))),
                Lane.LIVE));
        verify(outbox).publish(List.of(about("link-clicked")), Lane.LIVE);
    }

    @Test
    void aCallInVainWakesNobody() {
        var messages = messages(waitingFor("call-logged"));

        for (var outcome : List.of("no-answer", "left-message", "wrong-number")) {
            messages.on(new ActivitiesRecorded(
                    List.of(new Activity(Ids.next(), ADA, "call-logged", NOW, NOW, Map.of("outcome", outcome))),
                    Lane.LIVE));
        }
        verify(outbox, never()).publish(any(), any());

        messages.on(new ActivitiesRecorded(
                List.of(new Activity(Ids.next(), ADA, "call-logged", NOW, NOW, Map.of("outcome", "reached"))),
                Lane.LIVE));
        verify(outbox).publish(List.of(about("call-logged")), Lane.LIVE);
    }

    @Test
    void whatHappenedMoreThanAWeekAgoWakesNobody() {
        var messages = messages(waitingFor("webinar-attended"));

        messages.on(recorded("webinar-attended", NOW.minus(Duration.ofDays(8))));

        verify(outbox, never()).publish(any(), any());
    }

    @Test
    void publishedDiagramsAreServedAndSoAreThoseUnderWayInOlderOnes() {
        var messages = messages(waitingFor("webinar-attended"));
        given(diagrams.all()).willReturn(List.of(waitingFor("trial-ended")));

        messages.on(recorded("trial-ended", NOW));
        messages.on(recorded("webinar-attended", NOW));

        verify(outbox).publish(List.of(about("trial-ended")), Lane.LIVE);
        verify(outbox).publish(List.of(about("webinar-attended")), Lane.LIVE);
    }

    @Test
    void whatIsToldWithItsOwnFactsIsNotToldAgainAsAnActivity() {
        var messages = messages(waitingFor("deal-won"));

        messages.on(recorded("deal-won", NOW));

        verify(outbox, never()).publish(any(), any());
        assertThat(JourneyCheck.MESSAGES).contains("deal-won");
    }

    @Test
    void whatAPersonStartsNoActivityStarts() {
        var messages = messages(waitingFor("start-journey"));

        messages.on(recorded("start-journey", NOW));

        verify(outbox, never()).publish(any(), any());
    }

    private JourneyMessages messages(Diagram diagram) {
        given(diagrams.all()).willReturn(List.of(diagram));
        return new JourneyMessages(outbox, mock(Emails.class), diagrams, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static Diagram waitingFor(String message) {
        return new Diagram(
                "journey.bpmn",
                "journey",
                "Journey",
                List.of(),
                List.of(new Diagram.MessageCatch("wait", "Wait", message)),
                Set.of(),
                Set.of());
    }

    private static ActivitiesRecorded recorded(String type, Instant at) {
        return new ActivitiesRecorded(List.of(new Activity(Ids.next(), ADA, type, at, NOW, Map.of())), Lane.LIVE);
    }

    private static EngineMessage about(String type) {
        return new EngineMessage(type, ADA.toString(), "", Duration.ZERO, Map.of());
    }
}
