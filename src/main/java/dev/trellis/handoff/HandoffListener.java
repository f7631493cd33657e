package dev.trellis.handoff;

import dev.trellis.contact.Contacts;
import dev.trellis.contact.ContactsUpdated;
import dev.trellis.deal.Deal;
import dev.trellis.deal.DealLost;
import dev.trellis.deal.DealOpened;
import dev.trellis.deal.DealWon;
import dev.trellis.deal.Deals;
import dev.trellis.deal.QuoteChanged;
import dev.trellis.lifecycle.HandRaised;
import dev.trellis.lifecycle.StageChanged;
import dev.trellis.platform.WorkingTime;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** What sales has to do, or no longer has to do, because of what happened elsewhere. */
@Component
class HandoffListener {

    private static final String ACTOR = "handoff";
    private static final String LEFT = "the contact left the stage";

    private final HandoffStore handoffs;
    private final Tasks tasks;
    private final Owners owners;
    private final Deals deals;
    private final Contacts contacts;
    private final HandoffProperties properties;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    HandoffListener(
            HandoffStore handoffs,
            Tasks tasks,
            Owners owners,
            Deals deals,
            Contacts contacts,
            HandoffProperties properties,
            ApplicationEventPublisher events,
            Clock clock) {
        this.handoffs = handoffs;
        this.tasks = tasks;
        this.owners = owners;
        this.deals = deals;
        this.contacts = contacts;
        this.properties = properties;
        this.events = events;
        this.clock = clock;
    }

    /** A stage that was left has nothing more to hand off. */
    @EventListener
    void on(StageChanged changed) {
        var moves =
                changed.entries().stream().filter(entry -> entry.number() > 1).toList();
        if (!moves.isEmpty()) {
            tasks.cancelOfHandoffs(handoffs.before(moves), LEFT);
            var withdrawn = handoffs.withdrawBefore(moves, ACTOR, clock.instant()).stream()
                    .map(handoffs::find)
                    .flatMap(Optional::stream)
                    .toList();
            if (!withdrawn.isEmpty()) {
                events.publishEvent(new HandoffWithdrawn(withdrawn));
            }
        }
    }

    /** What somebody was to do about a hand-off is of no use once that is decided. */
    @EventListener
    void on(HandoffRejected rejected) {
        tasks.cancelOfHandoffs(ids(rejected.handoffs()), "the hand-off was rejected");
    }

    @EventListener
    void on(HandoffReturned returned) {
        tasks.cancelOfHandoffs(ids(returned.handoffs()), "the contact was given back to nurture");
    }

    @EventListener
    void on(HandoffQualified qualified) {
        tasks.cancelOfHandoffs(ids(qualified.handoffs()), "the contact is qualified");
    }

    @EventListener
    void on(DealLost lost) {
        tasks.cancelOfDeals(lost.deals().stream().map(each -> each.deal().id()).toList(), "the deal was lost");
    }

    @EventListener
    void on(DealWon won) {
        tasks.cancelOfQuotesOf(won.deals().stream().map(Deal::id).toList(), "the deal was won");
    }

    /** What is to be done about a quote depends on its last day, and on nothing once it has its answer. */
    @EventListener
    void on(QuoteChanged changed) {
        var quote = changed.quote().id();
        switch (changed.change()) {
            case EXTENDED, REISSUED -> tasks.cancelOfQuote(quote, "the quote has another last day");
            case ACCEPTED, DECLINED ->
                tasks.cancelOfQuote(quote, "the quote was " + changed.change().label());
            case WITHDRAWN -> tasks.cancelOfQuote(quote, "the quote was taken back");
            case SENT, VIEWED -> {}
        }
    }

    @EventListener
    void on(ContactsUpdated updated) {
        tasks.cancelForbiddenCalls(updated.contacts());
    }

    private static List<UUID> ids(List<Handoff> handoffs) {
        return handoffs.stream().map(Handoff::id).toList();
    }

    /** Somebody we know asks to be contacted: its owner, or whoever in sales has room, gets a task. */
    @EventListener
    void on(HandRaised raised) {
        var mayBeCalled = !contacts.require(raised.contactId()).doNotCall();
        tasks.open(new NewTask(
                raised.contactId(),
                mayBeCalled ? TaskKind.CALL : TaskKind.FOLLOW_UP,
                "Asked to be contacted: " + raised.activityType(),
                "In stage " + raised.stage() + " since before; happened at " + raised.at(),
                Teams.SALES,
                WorkingTime.parse(properties.answerHandRaiseWithin()),
                null,
                "hand-raise:" + raised.contactId() + ":" + raised.activityType() + ":" + raised.at()));
    }

    /** A deal belongs to its contact's owner, and a contact nobody owns to the deal's. */
    @EventListener
    void on(DealOpened opened) {
        for (var deal : opened.deals()) {
            if (deal.owner() != null) {
                owners.giveIfNobodys(deal.contactId(), deal.owner(), ACTOR);
            } else {
                owners.of(deal.contactId()).ifPresent(owner -> deals.assign(deal.id(), owner.email(), ACTOR));
            }
        }
    }
}
