package dev.trellis.lifecycle;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.platform.web.Caller;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.security.Principal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The stages there are, and where one contact is among them. */
@RestController
@RequestMapping("/api")
class StageController {

    private final Lifecycle lifecycle;
    private final Contacts contacts;
    private final TransactionTemplate transaction;

    StageController(Lifecycle lifecycle, Contacts contacts, TransactionTemplate transaction) {
        this.lifecycle = lifecycle;
        this.contacts = contacts;
        this.transaction = transaction;
    }

    @GetMapping("/stages")
    Stages stages() {
        return new Stages(lifecycle.stages().stream().map(StageView::of).toList(), null);
    }

    @GetMapping("/contacts/{id}/stage")
    StandingView stage(@PathVariable UUID id) {
        var contact = new ContactId(id);
        contacts.require(contact);
        return standing(contact);
    }

    @PutMapping("/contacts/{id}/stage")
    StandingView move(@PathVariable UUID id, @Valid @RequestBody MoveRequest request, @Nullable Principal principal) {
        var contact = new ContactId(id);
        var actor = Caller.name(principal);
        // One transaction: a qualification given with a move that is refused is not kept.
        transaction.executeWithoutResult(status -> {
            if (request.qualification() != null) {
                lifecycle.qualify(contact, request.qualification(), actor);
            }
            lifecycle.move(contact, new Stage(request.stage()), request.reason(), actor);
        });
        return standing(contact);
    }

    @ExceptionHandler
    ProblemDetail illegalMove(IllegalMoveException exception) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, exception.getMessage());
    }

    private StandingView standing(ContactId contact) {
        return lifecycle
                .find(contact)
                .map(state -> StandingView.of(state, lifecycle.history(contact)))
                .orElseThrow(() -> new IllegalMoveException("Contact " + contact + " is in no stage yet"));
    }

    /**
     * A move to make.
     *
     * @param qualification what a move to SQL needs, unless it is known already
     */
    record MoveRequest(
            @NotBlank String stage,
            @NotBlank String reason,
            @Nullable Qualification qualification) {}

    record Stages(List<StageView> items, @Nullable String next) {}

    record StageView(
            String stage,
            String label,
            int position,
            List<String> movesTo,
            @Nullable String journey) {

        static StageView of(StageDefinition definition) {
            return new StageView(
                    definition.stage().name(),
                    definition.label(),
                    definition.position(),
                    definition.movesTo().stream().map(Stage::name).sorted().toList(),
                    definition.journey().isEmpty() ? null : definition.journey());
        }
    }

    record StandingView(
            String stage,
            int entry,
            Instant enteredAt,
            boolean closedLost,
            @Nullable LocalDate recycleOn,
            List<EntryView> history) {

        static StandingView of(LifecycleState state, List<StageEntry> history) {
            return new StandingView(
                    state.stage().name(),
                    state.entry(),
                    state.enteredAt(),
                    state.closedLost(),
                    state.recycleOn(),
                    history.stream().map(EntryView::of).toList());
        }
    }

    record EntryView(
            int number, String stage, @Nullable String previous, String reason, String actor, Instant enteredAt) {

        static EntryView of(StageEntry entry) {
            return new EntryView(
                    entry.number(),
                    entry.stage().name(),
                    entry.previous() == null ? null : entry.previous().name(),
                    entry.reason(),
                    entry.actor(),
                    entry.enteredAt());
        }
    }
}
