package dev.trellis.engine;

import dev.trellis.platform.web.Page;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Shows what failed for good and lets it be tried again, one by one or all of a step and reason together. */
@RestController
@RequestMapping("/api/parked-jobs")
class ParkedJobController {

    private final ParkedJobs parked;

    ParkedJobController(ParkedJobs parked) {
        this.parked = parked;
    }

    @GetMapping
    Page<ParkedJobView> list(@RequestParam @Nullable Integer limit, @RequestParam @Nullable String after) {
        var most = Page.limit(limit);
        return KeyCursor.page(parked.list(most + 1, KeyCursor.parse(after)), most, ParkedJob::key, ParkedJobView::of);
    }

    @GetMapping("/groups")
    Groups groups() {
        return new Groups(parked.groups());
    }

    @PostMapping("/{key}/retry")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Retried retry(@PathVariable long key) {
        if (!parked.retry(key)) {
            throw new ResponseStatusException(
                    HttpStatus.NOT_FOUND,
                    "No job with the key " + key + " is parked; it may have been done meanwhile.");
        }
        return new Retried(1);
    }

    /** Retries all that the given fields mean; at least one of them must be given. */
    @PostMapping("/retry")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Retried retry(@RequestBody ParkedJob.Filter filter) {
        if (filter.type() == null
                && filter.processId() == null
                && filter.elementId() == null
                && filter.reason() == null) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST,
                    "Say which jobs: give type, processId, elementId or reason, or several of them.");
        }
        return new Retried(parked.retry(filter));
    }

    record Groups(List<ParkedJob.Group> items) {}

    record Retried(int retried) {}

    /** A parked job with its keys as text: they are larger than the whole numbers JavaScript knows. */
    record ParkedJobView(
            String key,
            String type,
            String processId,
            int processVersion,
            String processInstanceKey,
            String elementId,
            @Nullable UUID contactId,
            String reason,
            Instant since,
            @Nullable Instant retriedAt) {

        static ParkedJobView of(ParkedJob job) {
            return new ParkedJobView(
                    Long.toString(job.key()),
                    job.type(),
                    job.processId(),
                    job.processVersion(),
                    Long.toString(job.processInstanceKey()),
                    job.elementId(),
                    job.contactId(),
                    job.reason(),
                    job.since(),
                    job.retriedAt());
        }
    }
}
