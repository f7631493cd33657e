package dev.trellis.referral;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.web.Caller;
import dev.trellis.platform.web.Page;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Referrals over HTTP. */
@RestController
class ReferralController {

    private final Referrals referrals;
    private final Contacts contacts;

    ReferralController(Referrals referrals, Contacts contacts) {
        this.referrals = referrals;
        this.contacts = contacts;
    }

    @GetMapping("/api/referrals")
    Page<ReferralView> list(
            @RequestParam @Nullable UUID referrer,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        return referrals
                .page(referrer == null ? null : new ContactId(referrer), after, Page.limit(limit))
                .map(ReferralView::of);
    }

    /** The contact's code and link; made when first asked for. */
    @GetMapping("/api/contacts/{id}/referral")
    CodeView code(@PathVariable UUID id) {
        var contact = new ContactId(id);
        return new CodeView(
                id,
                referrals.codeOf(contact).text(),
                referrals.linkOf(contact),
                referrals.convertedBy(contact),
                referrals.by(contact).stream().map(ReferralView::of).toList());
    }

    @PostMapping("/api/referrals")
    ResponseEntity<AttributionView> attribute(@RequestBody AttributionRequest request) {
        var code = request.code();
        if (code == null || code.isBlank()) {
            throw new InvalidValueException("code", "is missing");
        }
        var contact = contact(request);
        var attribution = referrals.attribute(contact, code);
        if (!attribution.isSuccess()) {
            var status = attribution == Attribution.UNKNOWN_CODE ? HttpStatus.NOT_FOUND : HttpStatus.CONFLICT;
            throw problem(status, whyNot(attribution));
        }
        var view = new AttributionView(contact.value(), attribution.label());
        return ResponseEntity.status(attribution == Attribution.ATTRIBUTED ? HttpStatus.CREATED : HttpStatus.OK)
                .body(view);
    }

    @GetMapping("/api/referral-rewards")
    Page<RewardView> rewards(
            @RequestParam @Nullable String state,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        return referrals.rewards(state(state), after, Page.limit(limit)).map(RewardView::of);
    }

    @PostMapping("/api/referral-rewards/{id}/grant")
    RewardView grant(@PathVariable UUID id, @Nullable Principal principal) {
        var actor = Caller.name(principal);
        return referrals
                .grant(id, actor)
                .map(RewardView::of)
                .orElseThrow(() -> referrals
                        .findReward(id)
                        .map(reward -> problem(
                                HttpStatus.CONFLICT,
                                "This reward is " + reward.state().label() + " since " + reward.settledAt() + ", by "
                                        + reward.settledBy()))
                        .orElseGet(() -> problem(HttpStatus.NOT_FOUND, "No reward with id " + id)));
    }

    private ContactId contact(AttributionRequest request) {
        if (request.contactId() != null) {
            return new ContactId(request.contactId());
        }
        var email = request.email();
        if (email == null || email.isBlank()) {
            throw new InvalidValueException("contactId", "is missing, and so is email");
        }
        return contacts.findByEmail(email)
                .orElseThrow(() -> problem(HttpStatus.NOT_FOUND, "No contact with email " + email))
                .id();
    }

    private static String whyNot(Attribution attribution) {
        return switch (attribution) {
            case UNKNOWN_CODE -> "There is no such referral code";
            case SELF -> "The code is the contact's own";
            case REFERRED_BEFORE -> "The contact came through another code before; the first one counts";
            case CIRCULAR -> "The owner of the code came through this contact";
            case CUSTOMER_BEFORE -> "The contact had bought before";
            case KNOWN_BEFORE -> "The contact has been known for longer than a referral may take";
            case ATTRIBUTED, REPEATED -> "";
        };
    }

    private static ErrorResponseException problem(HttpStatus status, String detail) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }

    private static Reward.@Nullable State state(@Nullable String label) {
        if (label == null || label.isBlank()) {
            return null;
        }
        try {
            return Reward.State.of(label.strip());
        } catch (IllegalArgumentException ex) {
            throw new InvalidValueException("state", "must be pending, granted or void, not " + label);
        }
    }

    record AttributionRequest(
            @Nullable String code,
            @Nullable UUID contactId,
            @Nullable String email) {}

    record AttributionView(UUID contactId, String attribution) {}

    record CodeView(UUID contactId, String code, String link, int converted, List<ReferralView> referrals) {}

    /** A referral as the API shows it. */
    record ReferralView(
            UUID id,
            String code,
            UUID referrer,
            UUID contactId,
            Instant attributedAt,
            @Nullable Instant convertedAt,
            @Nullable UUID dealId) {

        static ReferralView of(Referral referral) {
            return new ReferralView(
                    referral.id(),
                    referral.code(),
                    referral.referrer().value(),
                    referral.contactId().value(),
                    referral.attributedAt(),
                    referral.convertedAt(),
                    referral.dealId());
        }
    }

    /** A reward as the API shows it. */
    record RewardView(
            UUID id,
            UUID referralId,
            UUID contactId,
            String state,
            Instant createdAt,
            @Nullable Instant settledAt,
            @Nullable String settledBy) {

        static RewardView of(Reward reward) {
            return new RewardView(
                    reward.id(),
                    reward.referralId(),
                    reward.contactId().value(),
                    reward.state().label(),
                    reward.createdAt(),
                    reward.settledAt(),
                    reward.settledBy());
        }
    }
}
