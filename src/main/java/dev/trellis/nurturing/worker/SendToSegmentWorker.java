package dev.trellis.nurturing.worker;

import dev.trellis.broadcast.Broadcasts;
import dev.trellis.broadcast.NewBroadcast;
import dev.trellis.broadcast.NewBroadcast.Step;
import dev.trellis.broadcast.Segments;
import dev.trellis.email.EmailRequest.OnCap;
import dev.trellis.engine.Job;
import dev.trellis.engine.JobResult;
import dev.trellis.engine.Worker;
import dev.trellis.nurturing.StepType;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Job type {@code send-to-segment}: sends one email to everybody in a segment, with one job for all of them.
 *
 * <p>The step stays open until the broadcast is planned; its last slice completes the job.
 */
@Component
class SendToSegmentWorker implements Worker {

    private static final Duration LOOK_AGAIN = Duration.ofHours(12);

    private final Broadcasts broadcasts;
    private final Segments segments;
    private final Clock clock;

    SendToSegmentWorker(Broadcasts broadcasts, Segments segments, Clock clock) {
        this.broadcasts = broadcasts;
        this.segments = segments;
        this.clock = clock;
    }

    @Override
    public String jobType() {
        return StepType.SEND_TO_SEGMENT.jobType();
    }

    @Override
    public List<String> variables() {
        return List.of();
    }

    @Override
    public JobResult handle(Job job) {
        var broadcast = broadcasts.begin(wish(job));
        return broadcast.isPlanned() ? JobResult.completed(broadcasts.outcome(broadcast)) : JobResult.held(LOOK_AGAIN);
    }

    private NewBroadcast wish(Job job) {
        var template = job.requireHeader("template");
        var notAfter = job.header("notAfter");
        return new NewBroadcast(
                job.header("name", job.processId() + ", " + template),
                template,
                job.header("topic"),
                segments.of(
                        listed(job.header("stage")), null, listed(job.header("country")), listed(job.header("tag"))),
                job.header("window"),
                OnCap.ofHeader(job.header("onCap")),
                "true".equals(job.header("repeat")),
                null,
                notAfter == null ? null : CalendarTime.after(clock.instant(), notAfter),
                "journey:" + job.processId(),
                new Step(job.elementInstanceKey(), job.key(), job.processId(), job.elementId()));
    }

    private static List<String> listed(@Nullable String header) {
        return header == null ? List.of() : List.of(header);
    }
}
