package dev.trellis.deal;

import dev.trellis.contact.ContactId;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.web.Caller;
import dev.trellis.platform.web.Page;
import java.math.BigDecimal;
import java.net.URI;
import java.security.Principal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Deals over HTTP. */
@RestController
@RequestMapping("/api/deals")
class DealController {

    private final Deals deals;
    private final LossReasons reasons;

    DealController(Deals deals, LossReasons reasons) {
        this.deals = deals;
        this.reasons = reasons;
    }

    @PostMapping
    ResponseEntity<DealView> open(@RequestBody OpenRequest request, @Nullable Principal principal) {
        var opened = deals.open(request.toNewDeal(), Caller.name(principal));
        var view = DealView.of(opened.deal());
        return opened.isNew()
                ? ResponseEntity.created(URI.create("/api/deals/" + view.id())).body(view)
                : ResponseEntity.ok(view);
    }

    @GetMapping
    Page<DealView> list(
            @RequestParam @Nullable String state,
            @RequestParam @Nullable String owner,
            @RequestParam @Nullable UUID contactId,
            @RequestParam @Nullable Instant updatedSince,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        var filter =
                new DealFilter(state(state), owner, contactId == null ? null : new ContactId(contactId), updatedSince);
        return deals.page(filter, after, Page.limit(limit)).map(DealView::of);
    }

    @GetMapping("/{id}")
    DealView find(@PathVariable UUID id) {
        return DealView.of(deals.require(id));
    }

    @GetMapping("/{id}/history")
    List<DealEvent> history(@PathVariable UUID id) {
        return deals.history(deals.require(id).id());
    }

    @GetMapping("/loss-reasons")
    List<LossReason> lossReasons() {
        return reasons.offered();
    }

    @PatchMapping("/{id}")
    DealView change(@PathVariable UUID id, @RequestBody ChangeRequest request, @Nullable Principal principal) {
        return DealView.of(deals.change(id, request.toChange(), request.toPassage(), Caller.name(principal)));
    }

    @PostMapping("/{id}/win")
    DealView win(
            @PathVariable UUID id, @RequestBody(required = false) @Nullable Win win, @Nullable Principal principal) {
        return DealView.of(deals.win(id, win == null ? new Win(null, null, null) : win, Caller.name(principal)));
    }

    @PostMapping("/{id}/lose")
    DealView lose(@PathVariable UUID id, @RequestBody LoseRequest request, @Nullable Principal principal) {
        return DealView.of(deals.lose(id, request.toLoss(), Caller.name(principal)));
    }

    @PostMapping("/{id}/refund")
    DealView refund(@PathVariable UUID id, @Nullable Principal principal) {
        return DealView.of(deals.refund(id, Caller.name(principal)));
    }

    private static Deal.@Nullable State state(@Nullable String label) {
        if (label == null || label.isBlank()) {
            return null;
        }
        try {
            return Deal.State.valueOf(label.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException ex) {
            throw new InvalidValueException("state", "must be open, won or lost, not " + label);
        }
    }

    record OpenRequest(
            @Nullable UUID contactId,
            @Nullable String externalId,
            @Nullable String name,
            @Nullable BigDecimal amount,
            @Nullable String currency,
            @Nullable LocalDate expectedCloseOn,
            @Nullable String owner,
            @Nullable String step,
            @Nullable UUID renewalOf) {

        NewDeal toNewDeal() {
            if (contactId == null) {
                throw new InvalidValueException("contactId", "is missing");
            }
            if (amount == null) {
                throw new InvalidValueException("amount", "is missing");
            }
            return new NewDeal(
                    new ContactId(contactId),
                    externalId,
                    name == null ? "" : name,
                    amount,
                    currency == null ? "" : currency,
                    expectedCloseOn,
                    owner,
                    step,
                    renewalOf);
        }
    }

    /**
     * What to change.
     *
     * @param expectedStep refuses the change where the deal is in another step by now
     * @param override why the deal may go on although its pipeline misses facts
     */
    record ChangeRequest(
            @Nullable String name,
            @Nullable BigDecimal amount,
            @Nullable String currency,
            @Nullable LocalDate expectedCloseOn,
            @Nullable String owner,
            @Nullable String step,
            @Nullable LocalDate renewsOn,
            @Nullable BigDecimal recurringAmount,
            @Nullable String expectedStep,
            @Nullable String override) {

        DealChange toChange() {
            return new DealChange(name, amount, currency, expectedCloseOn, owner, step, renewsOn, recurringAmount);
        }

        Passage toPassage() {
            return new Passage(expectedStep, override);
        }
    }

    record LoseRequest(
            @Nullable String reason,
            @Nullable Boolean recycle,
            @Nullable String competitor,
            @Nullable LocalDate contractEndsOn) {

        Loss toLoss() {
            return new Loss(
                    reason == null ? "" : reason.strip(), recycle == null || recycle, competitor, contractEndsOn);
        }
    }

    /** A deal as the API shows it. */
    record DealView(
            UUID id,
            UUID contactId,
            @Nullable String externalId,
            String name,
            BigDecimal amount,
            String currency,
            @Nullable LocalDate expectedCloseOn,
            @Nullable String owner,
            String step,
            String state,
            @Nullable LocalDate wonOn,
            @Nullable LocalDate renewsOn,
            @Nullable BigDecimal recurringAmount,
            @Nullable UUID renewalOf,
            @Nullable LocalDate refundedOn,
            @Nullable String reason,
            @Nullable LocalDate lostOn,
            @Nullable String competitor,
            @Nullable LocalDate contractEndsOn,
            boolean recycle,
            Instant openedAt,
            @Nullable Instant closedAt,
            Instant updatedAt) {

        static DealView of(Deal deal) {
            return new DealView(
                    deal.id(),
                    deal.contactId().value(),
                    deal.externalId(),
                    deal.name(),
                    deal.amount(),
                    deal.currency(),
                    deal.expectedCloseOn(),
                    deal.owner(),
                    deal.step(),
                    deal.state().label(),
                    deal.wonOn(),
                    deal.renewsOn(),
                    deal.recurringAmount(),
                    deal.renewalOf(),
                    deal.refundedOn(),
                    deal.lostReason(),
                    deal.lostOn(),
                    deal.competitor(),
                    deal.contractEndsOn(),
                    deal.recycle(),
                    deal.openedAt(),
                    deal.closedAt(),
                    deal.updatedAt());
        }
    }
}
