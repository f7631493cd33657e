package dev.trellis.handoff;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.trellis.contact.ContactId;
import dev.trellis.lifecycle.Qualification;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.web.Caller;
import dev.trellis.platform.web.Page;
import java.security.Principal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Hand-offs over HTTP. */
@RestController
@RequestMapping("/api/handoffs")
class HandoffController {

    private final Handoffs handoffs;
    private final Holdings holdings;
    private final Clock clock;

    HandoffController(Handoffs handoffs, Holdings holdings, Clock clock) {
        this.handoffs = handoffs;
        this.holdings = holdings;
        this.clock = clock;
    }

    @GetMapping
    Page<HandoffView> list(
            @RequestParam @Nullable String state,
            @RequestParam @Nullable String owner,
            @RequestParam @Nullable String team,
            @RequestParam @Nullable UUID contactId,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        var filter = new HandoffFilter(
                state(state),
                owner == null || owner.isBlank() ? null : Owner.spelling(owner),
                team,
                contactId == null ? null : new ContactId(contactId));
        return handoffs.page(filter, after, Page.limit(limit)).map(this::view);
    }

    @GetMapping("/{id}")
    HandoffInFull find(@PathVariable UUID id) {
        var handoff = view(handoffs.require(id));
        var origin = handoffs.origin(id);
        return new HandoffInFull(
                handoff,
                origin.promotedBy(),
                origin.source(),
                origin.scoreRules(),
                holdings.of(id).stream().map(HolderView::of).toList());
    }

    @GetMapping("/{id}/history")
    List<HandoffEvent> history(@PathVariable UUID id) {
        return handoffs.history(handoffs.require(id).id());
    }

    /** Those that can be given today. */
    @GetMapping("/reject-reasons")
    List<RejectReason> rejectReasons() {
        return handoffs.rejectReasons();
    }

    @PostMapping("/{id}/accept")
    HandoffView accept(
            @PathVariable UUID id,
            @RequestBody(required = false) @Nullable AcceptRequest request,
            @Nullable Principal principal) {
        return view(handoffs.accept(id, request == null ? null : request.owner(), Caller.name(principal)));
    }

    /** Gives it to somebody else. */
    @PostMapping("/{id}/assign")
    HandoffView assign(@PathVariable UUID id, @RequestBody AssignRequest request, @Nullable Principal principal) {
        return view(handoffs.giveTo(id, required("owner", request.owner()), request.note(), Caller.name(principal)));
    }

    @PostMapping("/{id}/reject")
    HandoffView reject(@PathVariable UUID id, @RequestBody RejectRequest request, @Nullable Principal principal) {
        return view(handoffs.reject(
                id, required("reason", request.reason()), request.note(), request.until(), Caller.name(principal)));
    }

    @PostMapping("/{id}/qualify")
    HandoffView qualify(@PathVariable UUID id, @RequestBody QualifyRequest request, @Nullable Principal principal) {
        var qualification = new Qualification(
                required("budget", request.budget()),
                required("authority", request.authority()),
                required("need", request.need()),
                required("timeline", request.timeline()));
        return view(handoffs.qualify(id, qualification, Caller.name(principal)));
    }

    @PostMapping("/{id}/return")
    HandoffView giveBack(@PathVariable UUID id, @RequestBody ReturnRequest request, @Nullable Principal principal) {
        return view(
                handoffs.giveBack(id, required("reason", request.reason()), request.until(), Caller.name(principal)));
    }

    @ExceptionHandler
    ProblemDetail notFound(HandoffNotFoundException ex) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, String.valueOf(ex.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail someoneWasFaster(HandoffDecidedException ex) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, String.valueOf(ex.getMessage()));
    }

    private HandoffView view(Handoff handoff) {
        return HandoffView.of(handoff, clock.instant());
    }

    private static String required(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new InvalidValueException(field, "is missing or blank");
        }
        return value.strip();
    }

    private static @Nullable HandoffState state(@Nullable String label) {
        if (label == null || label.isBlank()) {
            return null;
        }
        try {
            return HandoffState.of(label.strip());
        } catch (IllegalArgumentException ex) {
            throw new InvalidValueException(
                    "state", "must be open, accepted, rejected, qualified, returned or withdrawn, not " + label);
        }
    }

    /**
     * A hand-off with what promoted the contact, and who has had it, first to last.
     *
     * @param source where the contact had come from then
     * @param scoreRules the rows that had given most of its points
     */
    record HandoffInFull(
            @JsonUnwrapped HandoffView handoff,
            String promotedBy,
            @Nullable String source,
            List<Origin.ScoreRule> scoreRules,
            List<HolderView> holders) {}

    /**
     * Who had it from when to when.
     *
     * @param holder null while nobody had it
     * @param workingMinutes the holder's working time that has passed in it
     * @param answeredAfterMinutes the holder's working time until the answer
     * @param ended how it ended for the holder; null while it has not
     */
    record HolderView(
            @Nullable String holder,
            Instant from,
            @Nullable Instant until,
            @Nullable Instant dueAt,
            long workingMinutes,
            @Nullable Instant answeredAt,
            @Nullable Long answeredAfterMinutes,
            @Nullable String ended) {

        static HolderView of(Holding holding) {
            var answeredAfter = holding.answeredAfter();
            return new HolderView(
                    holding.holder(),
                    holding.from(),
                    holding.until(),
                    holding.dueAt(),
                    holding.worked().toMinutes(),
                    holding.answeredAt(),
                    answeredAfter == null ? null : answeredAfter.toMinutes(),
                    holding.ended());
        }
    }

    record AcceptRequest(@Nullable String owner) {}

    record AssignRequest(@Nullable String owner, @Nullable String note) {}

    record RejectRequest(
            @Nullable String reason,
            @Nullable String note,
            @Nullable LocalDate until) {}

    record QualifyRequest(
            @Nullable String budget,
            @Nullable String authority,
            @Nullable String need,
            @Nullable String timeline) {}

    record ReturnRequest(@Nullable String reason, @Nullable LocalDate until) {}

    /**
     * A hand-off as the API shows it.
     *
     * @param reason while it is pending why the contact was handed off, then why it was rejected or returned
     */
    record HandoffView(
            UUID id,
            UUID contactId,
            String kind,
            String team,
            String state,
            @Nullable String owner,
            Instant openedAt,
            Instant dueAt,
            boolean late,
            @Nullable Instant acceptedAt,
            @Nullable Instant closedAt,
            String reason,
            @Nullable String note,
            @Nullable LocalDate until,
            String priority,
            @Nullable String playbook,
            double score,
            String fit,
            String temperature,
            String why,
            String assignedBecause,
            @Nullable Instant pausedAt,
            @Nullable String pausedBecause) {

        static HandoffView of(Handoff handoff, Instant now) {
            return new HandoffView(
                    handoff.id(),
                    handoff.contactId().value(),
                    handoff.kind().label(),
                    handoff.team(),
                    handoff.state().label(),
                    handoff.owner(),
                    handoff.openedAt(),
                    handoff.dueAt(),
                    handoff.isLate(now),
                    handoff.acceptedAt(),
                    handoff.closedAt(),
                    handoff.reason() == null ? handoff.why() : handoff.reason(),
                    handoff.note(),
                    handoff.returnUntil(),
                    handoff.priority().label(),
                    handoff.playbook(),
                    handoff.score(),
                    handoff.fit(),
                    handoff.temperature(),
                    handoff.why(),
                    handoff.assignedBecause(),
                    handoff.isPaused() ? handoff.pausedAt() : null,
                    handoff.isPaused() ? SalesPause.BECAUSE : null);
        }
    }
}
