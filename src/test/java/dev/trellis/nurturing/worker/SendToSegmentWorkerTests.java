package dev.trellis.nurturing.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

import dev.trellis.broadcast.Broadcast;
import dev.trellis.broadcast.Broadcasts;
import dev.trellis.broadcast.NewBroadcast;
import dev.trellis.broadcast.NewBroadcast.Step;
import dev.trellis.broadcast.Segment;
import dev.trellis.broadcast.Segments;
import dev.trellis.email.EmailRequest.OnCap;
import dev.trellis.engine.Job;
import dev.trellis.engine.JobResult;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

class SendToSegmentWorkerTests {

    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
    private static final Segment LEADS = new Segment(Set.of("lead", "mql"), Set.of(), Set.of("DE"), Set.of("vip"));

    private final Broadcasts broadcasts = mock(Broadcasts.class);
    private final Segments segments = mock(Segments.class);
    private final Broadcast broadcast = mock(Broadcast.class);
    private final SendToSegmentWorker worker =
            new SendToSegmentWorker(broadcasts, segments, Clock.fixed(NOW, ZoneOffset.UTC));

    @BeforeEach
    void aBroadcastBegins() {
        given(segments.of(List.of("lead, mql"), null, List.of("DE"), List.of("vip")))
                .willReturn(LEADS);
        given(segments.of(List.of(), null, List.of(), List.of())).willReturn(Segment.EVERYBODY);
        given(broadcasts.begin(any())).willReturn(broadcast);
    }

    @Test
    void theJobIsHeldUntilEverybodyIsPlanned() {
        assertThat(worker.handle(job(Map.of("template", "news")))).isInstanceOf(JobResult.Held.class);
    }

    @Test
    void aJobHandedOutAgainAfterThePlanningIsCompleted() {
        given(broadcast.isPlanned()).willReturn(true);
        given(broadcasts.outcome(broadcast)).willReturn(Map.of("planned", 5L, "skipped", 2L));

        assertThat(worker.handle(job(Map.of("template", "news"))))
                .isEqualTo(JobResult.completed(Map.of("planned", 5L, "skipped", 2L)));
    }

    @Test
    void theHeadersSayWhatToWhomAndHow() {
        worker.handle(job(Map.of(
                "template", "news",
                "topic", "product",
                "stage", "lead, mql",
                "country", "DE",
                "tag", "vip",
                "window", "any-time",
                "notAfter", "P2D",
                "onCap", "skip",
                "repeat", "true")));

        var wish = ArgumentCaptor.forClass(NewBroadcast.class);
        then(broadcasts).should().begin(wish.capture());
        assertThat(wish.getValue())
                .isEqualTo(new NewBroadcast(
                        "newsletter, news",
                        "news",
                        "product",
                        LEADS,
                        "any-time",
                        OnCap.SKIP,
                        true,
                        null,
                        Instant.parse("2026-03-04T10:00:00Z"),
                        "journey:newsletter",
                        new Step(2, 1, "newsletter", "send")));
    }

    @Test
    void withoutATemplateThereIsNothingToSend() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> worker.handle(job(Map.of())))
                .withMessageContaining("template");
    }

    private static Job job(Map<String, String> headers) {
        return new Job(1, "send-to-segment", 2, 3, "newsletter", 1, "send", 3, headers, Map.of());
    }
}
