package dev.trellis.feedback;

import dev.trellis.contact.ContactId;
import dev.trellis.platform.web.Page;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Feedback over HTTP. */
@RestController
@RequestMapping("/api/feedback")
class FeedbackController {

    private final Feedbacks feedbacks;

    FeedbackController(Feedbacks feedbacks) {
        this.feedbacks = feedbacks;
    }

    @GetMapping
    Page<FeedbackView> list(
            @RequestParam @Nullable UUID contactId,
            @RequestParam(defaultValue = "false") boolean answered,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        var contact = contactId == null ? null : new ContactId(contactId);
        return feedbacks.page(contact, answered, after, Page.limit(limit)).map(FeedbackView::of);
    }

    @GetMapping("/{id}")
    FeedbackView find(@PathVariable UUID id) {
        return feedbacks.find(id).map(FeedbackView::of).orElseThrow(() -> new FeedbackNotFoundException(id));
    }

    @ExceptionHandler
    ProblemDetail notFound(FeedbackNotFoundException ex) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, String.valueOf(ex.getMessage()));
    }

    /** Feedback as the API shows it. */
    record FeedbackView(
            UUID id,
            UUID contactId,
            String kind,
            Instant requestedAt,
            @Nullable Instant answeredAt,
            @Nullable Instant changedAt,
            @Nullable Integer score,
            @Nullable String category,
            @Nullable String comment) {

        static FeedbackView of(Feedback feedback) {
            var category = feedback.category();
            return new FeedbackView(
                    feedback.id(),
                    feedback.contactId().value(),
                    feedback.kind().label(),
                    feedback.requestedAt(),
                    feedback.answeredAt(),
                    feedback.changedAt(),
                    feedback.score(),
                    category == null ? null : category.label(),
                    feedback.comment());
        }
    }
}
