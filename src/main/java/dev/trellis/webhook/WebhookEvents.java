package dev.trellis.webhook;

import dev.trellis.contact.ActivitiesRecorded;
import dev.trellis.contact.Activity;
import dev.trellis.contact.ActivityTypes;
import dev.trellis.contact.ConsentChanged;
import dev.trellis.contact.ConsentState;
import dev.trellis.contact.Contact;
import dev.trellis.contact.ContactErased;
import dev.trellis.contact.Contacts;
import dev.trellis.contact.ContactsMerged;
import dev.trellis.deal.CustomerChurned;
import dev.trellis.deal.Deal;
import dev.trellis.deal.DealChanged;
import dev.trellis.deal.DealLost;
import dev.trellis.deal.DealOpened;
import dev.trellis.deal.DealRefunded;
import dev.trellis.deal.DealRenewed;
import dev.trellis.deal.DealWon;
import dev.trellis.deal.Quote;
import dev.trellis.deal.QuoteChanged;
import dev.trellis.email.EmailBounced;
import dev.trellis.handoff.Handoff;
import dev.trellis.handoff.HandoffAccepted;
import dev.trellis.handoff.HandoffAssigned;
import dev.trellis.handoff.HandoffOpened;
import dev.trellis.handoff.HandoffQualified;
import dev.trellis.handoff.HandoffRejected;
import dev.trellis.handoff.HandoffReturned;
import dev.trellis.handoff.HandoffWithdrawn;
import dev.trellis.lifecycle.StageChanged;
import dev.trellis.lifecycle.StageEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Turns what happens here into what webhooks are told. What each payload holds is said in the README. */
@Component
class WebhookEvents {

    private final WebhookOutbox outbox;
    private final Contacts contacts;

    WebhookEvents(WebhookOutbox outbox, Contacts contacts) {
        this.outbox = outbox;
        this.contacts = contacts;
    }

    @EventListener
    void on(HandoffOpened opened) {
        handoffs(EventType.HANDOFF_OPENED, opened.handoffs());
    }

    @EventListener
    void on(HandoffAssigned assigned) {
        handoffs(EventType.HANDOFF_ASSIGNED, assigned.handoffs());
    }

    @EventListener
    void on(HandoffAccepted accepted) {
        handoffs(EventType.HANDOFF_ACCEPTED, accepted.handoffs());
    }

    @EventListener
    void on(HandoffRejected rejected) {
        handoffs(EventType.HANDOFF_REJECTED, rejected.handoffs());
    }

    @EventListener
    void on(HandoffQualified qualified) {
        handoffs(EventType.HANDOFF_QUALIFIED, qualified.handoffs());
    }

    @EventListener
    void on(HandoffReturned returned) {
        handoffs(EventType.HANDOFF_RETURNED, returned.handoffs());
    }

    @EventListener
    void on(HandoffWithdrawn withdrawn) {
        handoffs(EventType.HANDOFF_WITHDRAWN, withdrawn.handoffs());
    }

    @EventListener
    void on(StageChanged changed) {
        outbox.tell(
                Set.of(EventType.STAGE_CHANGED),
                () -> changed.entries().stream()
                        .map(entry -> new Event(EventType.STAGE_CHANGED, entry.contactId(), facts(entry)))
                        .toList());
    }

    @EventListener
    void on(DealOpened opened) {
        deals(EventType.DEAL_OPENED, opened.deals());
    }

    @EventListener
    void on(DealChanged changed) {
        deals(EventType.DEAL_CHANGED, changed.deals());
    }

    @EventListener
    void on(DealWon won) {
        deals(EventType.DEAL_WON, won.deals());
    }

    @EventListener
    void on(DealLost lost) {
        deals(
                EventType.DEAL_LOST,
                lost.deals().stream().map(DealLost.Lost::deal).toList());
    }

    @EventListener
    void on(DealRenewed renewed) {
        deals(
                EventType.DEAL_RENEWED,
                renewed.deals().stream().map(DealRenewed.Renewed::deal).toList());
    }

    @EventListener
    void on(DealRefunded refunded) {
        deals(EventType.DEAL_REFUNDED, refunded.deals());
    }

    @EventListener
    void on(QuoteChanged changed) {
        var type = switch (changed.change()) {
            case SENT -> EventType.QUOTE_SENT;
            case VIEWED -> EventType.QUOTE_VIEWED;
            case EXTENDED, REISSUED -> EventType.QUOTE_EXTENDED;
            case ACCEPTED -> EventType.QUOTE_ACCEPTED;
            case DECLINED -> EventType.QUOTE_DECLINED;
            case WITHDRAWN -> EventType.QUOTE_WITHDRAWN;
        };
        outbox.tell(
                Set.of(type),
                () -> List.of(new Event(type, changed.deal().contactId(), facts(changed.deal(), changed.quote()))));
    }

    @EventListener
    void on(CustomerChurned churned) {
        outbox.tell(
                Set.of(EventType.CUSTOMER_CHURNED),
                () -> List.of(new Event(
                        EventType.CUSTOMER_CHURNED,
                        churned.contactId(),
                        Map.of("churnedOn", churned.on(), "reason", churned.reason()))));
    }

    /** A question that awaits its answer is told by the answer. */
    @EventListener
    void on(ConsentChanged changed) {
        outbox.tell(
                Set.of(EventType.CONSENT_GRANTED, EventType.CONSENT_WITHDRAWN),
                () -> changed.changes().stream()
                        .filter(change -> change.state() != ConsentState.PENDING)
                        .map(change -> new Event(
                                change.state() == ConsentState.GRANTED
                                        ? EventType.CONSENT_GRANTED
                                        : EventType.CONSENT_WITHDRAWN,
                                change.contactId(),
                                Map.of("topic", change.topic())))
                        .toList());
    }

    @EventListener
    void on(EmailBounced bounced) {
        outbox.tell(
                Set.of(EventType.EMAIL_BOUNCED),
                () -> bounced.emails().stream()
                        .map(email -> new Event(EventType.EMAIL_BOUNCED, email.contactId(), facts(email)))
                        .toList());
    }

    @EventListener
    void on(ActivitiesRecorded recorded) {
        var complaints = recorded.activities().stream()
                .filter(activity -> activity.type().equals(ActivityTypes.COMPLAINED))
                .toList();
        if (!complaints.isEmpty()) {
            outbox.tell(
                    Set.of(EventType.EMAIL_COMPLAINED),
                    () -> complaints.stream()
                            .map(complaint ->
                                    new Event(EventType.EMAIL_COMPLAINED, complaint.contactId(), facts(complaint)))
                            .toList());
        }
    }

    @EventListener
    void on(ContactsMerged merged) {
        outbox.tell(
                Set.of(EventType.CONTACT_MERGED),
                () -> List.of(new Event(
                        EventType.CONTACT_MERGED,
                        merged.keep(),
                        Map.of("mergedContactId", merged.merged().value()))));
    }

    /** Names the contact by its ids alone, and not as something kept about it: this message outlives it. */
    @EventListener
    void on(ContactErased erased) {
        outbox.tell(Set.of(EventType.CONTACT_ERASED), () -> {
            var facts = new LinkedHashMap<String, @Nullable Object>();
            facts.put("contactId", erased.contact().value());
            facts.put(
                    "contactExternalId",
                    contacts.find(erased.contact()).map(Contact::externalId).orElse(null));
            return List.of(new Event(EventType.CONTACT_ERASED, null, facts));
        });
    }

    void handoffs(EventType type, List<Handoff> handoffs) {
        if (!handoffs.isEmpty()) {
            outbox.tell(
                    Set.of(type),
                    () -> handoffs.stream()
                            .map(handoff -> new Event(type, handoff.contactId(), facts(handoff)))
                            .toList());
        }
    }

    private void deals(EventType type, List<Deal> deals) {
        outbox.tell(
                Set.of(type),
                () -> deals.stream()
                        .map(deal -> new Event(type, deal.contactId(), facts(deal)))
                        .toList());
    }

    private static Map<String, @Nullable Object> facts(Handoff handoff) {
        var facts = new LinkedHashMap<String, @Nullable Object>();
        facts.put("handoffId", handoff.id());
        facts.put("kind", handoff.kind().label());
        facts.put("team", handoff.team());
        facts.put("state", handoff.state().label());
        facts.put("owner", handoff.owner());
        facts.put("priority", handoff.priority().label());
        facts.put("why", handoff.why());
        facts.put("score", handoff.score());
        facts.put("fit", handoff.fit());
        facts.put("temperature", handoff.temperature());
        facts.put("openedAt", handoff.openedAt());
        facts.put("dueAt", handoff.dueAt());
        facts.put("reason", handoff.reason());
        facts.put("until", handoff.returnUntil());
        return facts;
    }

    private static Map<String, @Nullable Object> facts(StageEntry entry) {
        var facts = new LinkedHashMap<String, @Nullable Object>();
        facts.put("stage", entry.stage().name());
        facts.put("previous", entry.previous() == null ? null : entry.previous().name());
        facts.put("number", entry.number());
        facts.put("reason", entry.reason());
        facts.put("enteredAt", entry.enteredAt());
        return facts;
    }

    private static Map<String, @Nullable Object> facts(Deal deal) {
        var facts = new LinkedHashMap<String, @Nullable Object>();
        facts.put("dealId", deal.id());
        facts.put("externalId", deal.externalId());
        facts.put("name", deal.name());
        facts.put("amount", deal.amount());
        facts.put("currency", deal.currency());
        facts.put("owner", deal.owner());
        facts.put("step", deal.step());
        facts.put("state", deal.state().label());
        facts.put("expectedCloseOn", deal.expectedCloseOn());
        facts.put("wonOn", deal.wonOn());
        facts.put("renewsOn", deal.renewsOn());
        facts.put("recurringAmount", deal.recurringAmount());
        facts.put("refundedOn", deal.refundedOn());
        facts.put("lostOn", deal.lostOn());
        facts.put("lostReason", deal.lostReason());
        facts.put("competitor", deal.competitor());
        facts.put("recycle", deal.recycle());
        return facts;
    }

    private static Map<String, @Nullable Object> facts(Deal deal, Quote quote) {
        var facts = new LinkedHashMap<String, @Nullable Object>();
        facts.put("quoteId", quote.id());
        facts.put("number", quote.number());
        facts.put("dealId", deal.id());
        facts.put("externalId", deal.externalId());
        facts.put("name", deal.name());
        facts.put("owner", deal.owner());
        facts.put("amount", quote.amount());
        facts.put("currency", quote.currency());
        facts.put("validUntil", quote.validUntil());
        facts.put("timeZone", quote.zone().getId());
        facts.put("sentAt", quote.sentAt());
        facts.put("views", quote.views());
        facts.put("lastViewedAt", quote.lastViewedAt());
        return facts;
    }

    private static Map<String, @Nullable Object> facts(EmailBounced.Bounced email) {
        var facts = new LinkedHashMap<String, @Nullable Object>();
        facts.put("sendId", email.sendId());
        facts.put("template", email.template());
        facts.put("about", email.about().label());
        facts.put("suppressed", email.suppressed());
        facts.put("bouncedAt", email.at());
        return facts;
    }

    private static Map<String, @Nullable Object> facts(Activity complaint) {
        var facts = new LinkedHashMap<String, @Nullable Object>();
        facts.put("sendId", complaint.properties().get("sendId"));
        facts.put("complainedAt", complaint.at());
        return facts;
    }
}
