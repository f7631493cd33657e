package dev.trellis.deal;

import static dev.trellis.platform.UtcTime.today;

import dev.trellis.contact.Contacts;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.lifecycle.LifecycleState;
import dev.trellis.platform.InvalidValueException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** With whom contacts have the contract that we did not get, and until when: what sales hears after a deal was lost. */
@Service
public class CompetitorContracts {

    private final Deals deals;
    private final DealStore store;
    private final Contacts contacts;
    private final Lifecycle lifecycle;
    private final Recycling recycling;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    CompetitorContracts(
            Deals deals,
            DealStore store,
            Contacts contacts,
            Lifecycle lifecycle,
            Recycling recycling,
            ApplicationEventPublisher events,
            Clock clock) {
        this.deals = deals;
        this.store = store;
        this.contacts = contacts;
        this.lifecycle = lifecycle;
        this.recycling = recycling;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Corrects what is known of the competitor's contract. The call before it ends moves with it, and so does the day
     * on which the contact comes back, if it rests after just this deal.
     *
     * @param competitor null to leave it as it is
     * @throws DealStateException if the deal is not lost
     * @throws InvalidValueException if the end is missing or lies before the day on which the deal was lost
     */
    @Transactional
    public Deal correct(UUID id, @Nullable String competitor, @Nullable LocalDate endsOn, String actor) {
        contacts.lock(List.of(deals.require(id).contactId()));
        var before = deals.require(id);
        var lostOn = before.lostOn();
        if (lostOn == null) {
            throw new DealStateException("Only a lost deal has a contract with a competitor; this one is "
                    + before.state().label());
        }
        if (endsOn == null) {
            throw new InvalidValueException("contractEndsOn", "is missing: a day such as 2027-03-31");
        }
        if (endsOn.isBefore(lostOn)) {
            throw new InvalidValueException("contractEndsOn", "must not be before the deal was lost, on " + lostOn);
        }
        var name = competitor == null ? before.competitor() : DealRules.optional("competitor", competitor);
        if (endsOn.equals(before.contractEndsOn()) && Objects.equals(name, before.competitor())) {
            return before;
        }
        var after = store.correctCompetitor(id, name, endsOn, clock.instant());
        store.addHistory(
                id,
                new DealEvent(
                        clock.instant(),
                        actor,
                        "changed",
                        null,
                        null,
                        (name == null ? "the competitor's contract" : "contract with " + name) + " until " + endsOn));
        moveReturn(after);
        events.publishEvent(new DealChanged(List.of(after)));
        events.publishEvent(new CompetitorContractChanged(after, before.contractEndsOn() != null));
        return after;
    }

    private void moveReturn(Deal deal) {
        var rests = lifecycle.find(deal.contactId()).filter(LifecycleState::closedLost);
        var reason = deal.lostReason();
        var lostOn = deal.lostOn();
        if (rests.isEmpty() || reason == null || lostOn == null || !isLast(deal)) {
            return;
        }
        var loss = new Loss(reason, deal.recycle(), deal.competitor(), deal.contractEndsOn());
        var returns = recycling.returnsOn(loss, lostOn);
        var today = today(clock);
        lifecycle.closeLost(deal.contactId(), reason, returns != null && returns.isBefore(today) ? today : returns);
    }

    private boolean isLast(Deal deal) {
        return store.current(deal.contactId())
                .filter(last -> last.id().equals(deal.id()))
                .isPresent();
    }
}
