package dev.trellis.objection;

import dev.trellis.contact.ContactId;
import dev.trellis.handoff.HandoffNotFoundException;
import dev.trellis.handoff.Handoffs;
import dev.trellis.objection.Objection.State;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.web.Caller;
import dev.trellis.platform.web.Page;
import java.security.Principal;
import java.time.Instant;
import java.util.Locale;
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

/** Objections over HTTP. */
@RestController
@RequestMapping("/api/objections")
class ObjectionController {

    private final Objections objections;
    private final Handoffs handoffs;

    ObjectionController(Objections objections, Handoffs handoffs) {
        this.objections = objections;
        this.handoffs = handoffs;
    }

    @GetMapping
    Page<ObjectionView> list(
            @RequestParam @Nullable String state,
            @RequestParam @Nullable String category,
            @RequestParam @Nullable UUID contactId,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        var filter = new ObjectionFilter(
                state(state),
                category == null || category.isBlank() ? null : ObjectionCategory.of(category),
                contactId == null ? null : new ContactId(contactId));
        return objections.page(filter, after, Page.limit(limit)).map(ObjectionView::of);
    }

    @GetMapping("/{id}")
    ObjectionView find(@PathVariable UUID id) {
        return ObjectionView.of(objections.require(id));
    }

    /** Logs one, about a hand-off's contact or another. */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    ObjectionView log(@RequestBody LogRequest request, @Nullable Principal who) {
        var askedBy = request.askedBy();
        return ObjectionView.of(objections.log(new NewObjection(
                contact(request),
                request.handoffId(),
                request.dealId(),
                ObjectionCategory.of(required("category", request.category())),
                request.text(),
                askedBy == null || askedBy.isBlank() ? Caller.name(who) : askedBy.strip(),
                askedBy == null || askedBy.isBlank() ? null : askedBy.strip().toLowerCase(Locale.ROOT))));
    }

    @PostMapping("/{id}/answer")
    ObjectionView answer(@PathVariable UUID id, @RequestBody AnswerRequest request, @Nullable Principal who) {
        var asset = new Asset(Asset.Kind.of(required("kind", request.kind())), required("asset", request.asset()));
        return ObjectionView.of(objections.answer(id, asset, request.note(), Caller.name(who)));
    }

    @PostMapping("/{id}/decline")
    ObjectionView decline(@PathVariable UUID id, @RequestBody DeclineRequest request, @Nullable Principal who) {
        return ObjectionView.of(objections.decline(id, request.note(), Caller.name(who)));
    }

    private ContactId contact(LogRequest request) {
        var handoffId = request.handoffId();
        if (handoffId != null) {
            var contact = handoff(handoffId);
            if (request.contactId() != null && !request.contactId().equals(contact.value())) {
                throw new InvalidValueException("contactId", "is not the contact of the hand-off; leave it out");
            }
            return contact;
        }
        if (request.contactId() == null) {
            throw new InvalidValueException("contactId", "is missing: name the contact or the hand-off");
        }
        return new ContactId(request.contactId());
    }

    private ContactId handoff(UUID id) {
        try {
            return handoffs.require(id).contactId();
        } catch (HandoffNotFoundException ex) {
            throw new InvalidValueException("handoffId", "there is no hand-off " + id);
        }
    }

    private static String required(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new InvalidValueException(field, "is missing or blank");
        }
        return value.strip();
    }

    private static @Nullable State state(@Nullable String label) {
        if (label == null || label.isBlank()) {
            return null;
        }
        try {
            return State.valueOf(label.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException ex) {
            throw new InvalidValueException("state", "must be open, answered or declined, not " + label);
        }
    }

    /**
     * An objection to log.
     *
     * @param askedBy the address of the salesperson, who is told what becomes of it; null for nobody
     */
    record LogRequest(
            @Nullable UUID contactId,
            @Nullable UUID handoffId,
            @Nullable UUID dealId,
            @Nullable String category,
            @Nullable String text,
            @Nullable String askedBy) {}

    /**
     * What answers it.
     *
     * @param kind playbook, template or url
     */
    record AnswerRequest(
            @Nullable String kind,
            @Nullable String asset,
            @Nullable String note) {}

    record DeclineRequest(@Nullable String note) {}

    /** An objection as the API shows it. */
    record ObjectionView(
            UUID id,
            UUID contactId,
            @Nullable UUID handoffId,
            @Nullable UUID dealId,
            String category,
            String text,
            String askedBy,
            Instant askedAt,
            String state,
            @Nullable String kind,
            @Nullable String asset,
            @Nullable String note,
            @Nullable String closedBy,
            @Nullable Instant closedAt) {

        static ObjectionView of(Objection objection) {
            var asset = objection.asset();
            return new ObjectionView(
                    objection.id(),
                    objection.contactId().value(),
                    objection.handoffId(),
                    objection.dealId(),
                    objection.category().label(),
                    objection.words(),
                    objection.askedBy(),
                    objection.askedAt(),
                    objection.state().label(),
                    asset == null ? null : asset.kind().label(),
                    asset == null ? null : asset.name(),
                    objection.note(),
                    objection.closedBy(),
                    objection.closedAt());
        }
    }
}
