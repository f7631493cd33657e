package dev.trellis.deal;

import static dev.trellis.platform.UtcTime.today;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.lifecycle.IllegalMoveException;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.lifecycle.LifecycleState;
import dev.trellis.lifecycle.Stage;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.web.Page;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The deals, and what they do to their contacts' stages.
 *
 * <p>An open deal makes an Opportunity of its contact and a won one a Customer; neither demotes a Customer or an
 * Evangelist. After the last open deal of an Opportunity is lost the contact rests until the day that
 * {@code bpmn/recycle.dmn} names, and the diagram brings it back.
 */
@Service
public class Deals {

    private static final Logger log = LoggerFactory.getLogger(Deals.class);
    private static final Set<Stage> CUSTOMERS = Set.of(Stage.CUSTOMER, Stage.EVANGELIST);

    private final DealStore store;
    private final Pipeline pipeline;
    private final Contacts contacts;
    private final Lifecycle lifecycle;
    private final LossReasons reasons;
    private final Recycling recycling;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Deals(
            DealStore store,
            Pipeline pipeline,
            Contacts contacts,
            Lifecycle lifecycle,
            LossReasons reasons,
            Recycling recycling,
            ApplicationEventPublisher events,
            Clock clock) {
        this.store = store;
        this.pipeline = pipeline;
        this.contacts = contacts;
        this.lifecycle = lifecycle;
        this.reasons = reasons;
        this.recycling = recycling;
        this.events = events;
        this.clock = clock;
    }

    public Optional<Deal> find(UUID id) {
        return store.find(id);
    }

    /**
     * The deal with this id.
     *
     * @throws DealNotFoundException if there is none
     */
    public Deal require(UUID id) {
        return find(id).orElseThrow(() -> new DealNotFoundException(id));
    }

    /** The deal that has this key in a CRM. */
    public Optional<Deal> findByExternalId(String externalId) {
        return store.findByExternalId(externalId);
    }

    /** The contact's deals, in the order they were opened. */
    public List<Deal> of(ContactId contact) {
        return store.ofContact(contact);
    }

    /** Deals in the order in which they changed, so that whoever follows the list misses none. */
    public Page<Deal> page(DealFilter filter, @Nullable String after, int limit) {
        return store.page(filter, after, limit);
    }

    /** What was done with a deal, oldest first. */
    public List<DealEvent> history(UUID deal) {
        return store.history(deal, clock.instant());
    }

    public List<PipelineStep> steps() {
        return pipeline.steps();
    }

    /** Whether what accompanies a won deal has come to its end: it was refunded, or the customer left. */
    public boolean isOver(UUID deal) {
        return store.isOver(deal);
    }

    public DealFacts facts(ContactId contact) {
        var current = store.current(contact);
        var rests = lifecycle.find(contact).filter(LifecycleState::closedLost);
        var recycleOn = rests.map(LifecycleState::recycleOn).orElse(null);
        return new DealFacts(
                current.filter(deal -> deal.state() == Deal.State.OPEN).isPresent(),
                current.map(Deal::id).orElse(null),
                recycleOn != null,
                recycleOn,
                store.nextRenewal(contact).orElse(null));
    }

    /**
     * Opens a deal, or changes the one with this external id.
     *
     * <p>What opens in a later step, or is moved by its external id, comes from where it has got so far already: it is
     * not refused, and the history names the facts that its pipeline misses.
     *
     * @return the deal, and whether it is new
     * @throws InvalidValueException if a value is wrong
     * @throws DealStateException if the external id is another contact's deal
     */
    @Transactional
    public Opened open(NewDeal request, String actor) {
        contacts.lock(List.of(request.contactId()));
        contacts.require(request.contactId());
        var deal = checked(request);
        var step = deal.step() == null ? pipeline.first() : deal.step();
        var opened = store.add(deal, pipeline.require(step), clock.instant());
        if (opened.isEmpty()) {
            return new Opened(changeKnown(deal, actor), false);
        }
        var missing = pipeline.missing(opened.get(), pipeline.first(), step);
        record(opened.get(), "opened", null, step, without(missing, null), actor);
        becomeOpportunity(opened.get(), actor);
        events.publishEvent(new DealOpened(List.of(opened.get())));
        return new Opened(opened.get(), true);
    }

    /** What came of {@link #open}. */
    public record Opened(Deal deal, boolean isNew) {}

    /** Changes a deal; it moves only to steps for which nothing is missing. */
    @Transactional
    public Deal change(UUID id, DealChange change, String actor) {
        return change(id, change, Passage.PLAIN, actor);
    }

    /**
     * Changes a deal. A later contract end of a won deal renews it. What is given with a move counts for the move.
     *
     * @throws InvalidValueException if a value is wrong
     * @throws DealStateException if a value cannot change in the deal's state
     * @throws DealMovedException if somebody else has moved it
     * @throws MissingFactsException if it lacks what its pipeline asks for before it goes on
     */
    @Transactional
    public Deal change(UUID id, DealChange change, Passage passage, String actor) {
        contacts.lock(List.of(require(id).contactId()));
        var before = require(id);
        requireInStep(before, passage.expectedStep());
        var checked = checked(before, change);
        var changed = changedFields(before, checked);
        if (changed.isEmpty()) {
            return before;
        }
        var after = store.change(id, checked, clock.instant());
        if (!before.step().equals(after.step())) {
            move(before, after, passage, actor);
        }
        changed.remove("step");
        if (!changed.isEmpty()) {
            record(after, "changed", null, null, String.join(", ", changed), actor);
        }
        events.publishEvent(new DealChanged(List.of(after)));
        var renewsOn = after.renewsOn();
        if (before.renewsOn() != null && renewsOn != null && renewsOn.isAfter(before.renewsOn())) {
            record(after, "renewed", null, null, "until " + renewsOn, actor);
            events.publishEvent(new DealRenewed(List.of(new DealRenewed.Renewed(after, renewsOn))));
        }
        return after;
    }

    /** Gives a deal that nobody owns an owner. */
    @Transactional
    public void assign(UUID id, String owner, String actor) {
        if (require(id).owner() == null) {
            change(id, new DealChange(null, null, null, null, owner, null, null, null), actor);
        }
    }

    /**
     * Records that an open deal was won, from whatever step. The history names what its pipeline would have asked for.
     *
     * @throws DealStateException if it is not open
     */
    @Transactional
    public Deal win(UUID id, Win win, String actor) {
        var deal = locked(id);
        var wonOn = win.wonOn() == null ? today(clock) : win.wonOn();
        if (win.renewsOn() != null && !win.renewsOn().isAfter(wonOn)) {
            throw new InvalidValueException("renewsOn", "must be after wonOn, which is " + wonOn);
        }
        if (win.recurringAmount() != null) {
            DealRules.amount("recurringAmount", win.recurringAmount(), deal.currency());
        }
        var won = store.win(id, wonOn, win, clock.instant()).orElseThrow(() -> notOpen(id, "won"));
        record(won, "won", won.step(), null, without(pipeline.missing(won, null), null), actor);
        if (stageOf(won.contactId()).filter(CUSTOMERS::contains).isEmpty()) {
            lifecycle.move(won.contactId(), Stage.CUSTOMER, "Deal won: " + won.name(), actor);
        }
        events.publishEvent(new DealWon(List.of(won)));
        if (won.renewalOf() != null) {
            store.find(won.renewalOf()).ifPresent(renewed -> {
                record(renewed, "renewed", null, null, "by " + won.name(), actor);
                events.publishEvent(new DealRenewed(List.of(new DealRenewed.Renewed(renewed, null))));
            });
        }
        return won;
    }

    /**
     * Records that an open deal was lost. The contact rests if it was its last and it is no customer.
     *
     * @throws DealStateException if it is not open
     */
    @Transactional
    public Deal lose(UUID id, Loss loss, String actor) {
        locked(id);
        reasons.check(loss.reason());
        var today = today(clock);
        var checked = new Loss(
                loss.reason(),
                loss.recycle(),
                DealRules.optional("competitor", loss.competitor()),
                loss.contractEndsOn());
        var lost = store.lose(id, today, checked, clock.instant()).orElseThrow(() -> notOpen(id, "lost"));
        record(lost, "lost", lost.step(), null, loss.reason(), actor);
        var last = !store.hasOpen(lost.contactId());
        var rests = last
                && stageOf(lost.contactId()).filter(Stage.OPPORTUNITY::equals).isPresent();
        var recycleOn = rests ? recycling.returnsOn(checked, today) : null;
        if (rests) {
            lifecycle.closeLost(lost.contactId(), loss.reason(), recycleOn);
        }
        events.publishEvent(new DealLost(List.of(new DealLost.Lost(lost, last, rests, recycleOn))));
        return lost;
    }

    /**
     * Records that the money of a won deal went back. The deal stays won; numbers leave it out from that day.
     *
     * @throws DealStateException if it is not won, or refunded already
     */
    @Transactional
    public Deal refund(UUID id, String actor) {
        locked(id);
        var refunded = store.refund(id, today(clock), clock.instant()).orElseThrow(() -> notRefundable(id));
        record(refunded, "refunded", null, null, null, actor);
        events.publishEvent(new DealRefunded(List.of(refunded)));
        return refunded;
    }

    /**
     * Records that a customer has left. It is a Lead again, or an Opportunity where a deal is open.
     *
     * @param on null for today
     * @throws InvalidValueException if the reason is missing
     */
    @Transactional
    public void churn(ContactId contact, String reason, @Nullable LocalDate on, String actor) {
        contacts.lock(List.of(contact));
        contacts.require(contact);
        var why = DealRules.text("reason", reason);
        var day = on == null ? today(clock) : on;
        store.addChurn(contact, day, why, actor, clock.instant());
        if (stageOf(contact).filter(CUSTOMERS::contains).isPresent()) {
            var to = store.hasOpen(contact) ? Stage.OPPORTUNITY : Stage.LEAD;
            try {
                lifecycle.move(contact, to, "Customer left: " + why, actor);
            } catch (IllegalMoveException ex) {
                log.warn("Customer {} has left and keeps its stage: {}", contact, ex.getMessage());
            }
        }
        events.publishEvent(new CustomerChurned(contact, day, why));
    }

    private void becomeOpportunity(Deal deal, String actor) {
        var state = lifecycle.find(deal.contactId());
        var reason = "Deal opened: " + deal.name();
        if (state.filter(LifecycleState::closedLost).isPresent()) {
            lifecycle.enter(deal.contactId(), Stage.OPPORTUNITY, reason, actor);
        } else if (state.map(LifecycleState::stage).filter(CUSTOMERS::contains).isEmpty()) {
            lifecycle.move(deal.contactId(), Stage.OPPORTUNITY, reason, actor);
        }
    }

    private Deal changeKnown(NewDeal deal, String actor) {
        var externalId = String.valueOf(deal.externalId());
        var known = store.findByExternalId(externalId)
                .orElseThrow(() -> new DealStateException("The deal with externalId " + externalId + " has just gone"));
        if (!known.contactId().equals(deal.contactId())) {
            throw new DealStateException("externalId " + externalId + " is a deal of contact " + known.contactId()
                    + ", not of " + deal.contactId());
        }
        var step = known.state() == Deal.State.OPEN ? deal.step() : null;
        return change(
                known.id(),
                new DealChange(
                        deal.name(),
                        deal.amount(),
                        deal.currency(),
                        deal.expectedCloseOn(),
                        deal.owner(),
                        step,
                        null,
                        null),
                Passage.overridden("it stands so where it comes from"),
                actor);
    }

    private NewDeal checked(NewDeal deal) {
        var currency = DealRules.currency(deal.currency());
        requireRenewable(deal);
        return new NewDeal(
                deal.contactId(),
                DealRules.optional("externalId", deal.externalId()),
                DealRules.text("name", deal.name()),
                DealRules.amount("amount", deal.amount(), currency),
                currency,
                deal.expectedCloseOn(),
                DealRules.owner(deal.owner()),
                requireStep(DealRules.optional("step", deal.step())),
                deal.renewalOf());
    }

    private DealChange checked(Deal deal, DealChange change) {
        var currency = change.currency() == null ? deal.currency() : DealRules.currency(change.currency());
        DealRules.amount("amount", change.amount() == null ? deal.amount() : change.amount(), currency);
        if (change.recurringAmount() != null) {
            DealRules.amount("recurringAmount", change.recurringAmount(), currency);
        }
        if (change.step() != null && deal.state() != Deal.State.OPEN) {
            throw new DealStateException("A deal that is " + deal.state().label() + " does not move in the pipeline");
        }
        if (change.renewsOn() != null || change.recurringAmount() != null) {
            requireWon(deal, change.renewsOn());
        }
        return new DealChange(
                DealRules.optional("name", change.name()),
                change.amount(),
                change.currency() == null ? null : currency,
                change.expectedCloseOn(),
                DealRules.owner(change.owner()),
                requireStep(DealRules.optional("step", change.step())),
                change.renewsOn(),
                change.recurringAmount());
    }

    private static void requireWon(Deal deal, @Nullable LocalDate renewsOn) {
        var wonOn = deal.wonOn();
        if (wonOn == null) {
            throw new DealStateException("Only a won deal has renewsOn and recurringAmount; this one is "
                    + deal.state().label());
        }
        if (renewsOn != null && !renewsOn.isAfter(wonOn)) {
            throw new InvalidValueException("renewsOn", "must be after wonOn, which is " + wonOn);
        }
    }

    private void requireRenewable(NewDeal deal) {
        if (deal.renewalOf() == null) {
            return;
        }
        var renewed = store.find(deal.renewalOf());
        if (renewed.isEmpty()
                || renewed.get().state() != Deal.State.WON
                || !renewed.get().contactId().equals(deal.contactId())) {
            throw new InvalidValueException("renewalOf", "must be the id of a won deal of the same contact");
        }
    }

    private @Nullable String requireStep(@Nullable String step) {
        return step == null ? null : pipeline.require(step);
    }

    /** Another step than somebody sees the deal in means that somebody else was there first. */
    private void requireInStep(Deal deal, @Nullable String expected) {
        if (expected == null || (expected.equals(deal.step()) && deal.state() == Deal.State.OPEN)) {
            return;
        }
        if (deal.state() != Deal.State.OPEN) {
            throw new DealMovedException(
                    deal.step(), "The deal is not in the pipeline any more: " + closedHow(deal.id()));
        }
        var labels = pipeline.labels();
        var who = store.lastMove(deal.id())
                .map(move -> ": " + move.actor() + (move.fromStep() == null ? " opened it there" : " moved it there")
                        + " at " + move.at())
                .orElse("");
        throw new DealMovedException(
                deal.step(),
                "The deal is not in " + labels.getOrDefault(expected, expected) + " but in "
                        + labels.getOrDefault(deal.step(), deal.step()) + who);
    }

    private void move(Deal before, Deal after, Passage passage, String actor) {
        var missing = pipeline.missing(after, before.step(), after.step());
        if (!missing.isEmpty() && passage.override() == null) {
            throw new MissingFactsException(pipeline.labels().getOrDefault(after.step(), after.step()), missing);
        }
        record(after, "moved", before.step(), after.step(), without(missing, passage.override()), actor);
    }

    /** What a history says of a deal that has got somewhere without what its pipeline asks for. */
    private static @Nullable String without(List<MissingFact> missing, @Nullable String why) {
        if (missing.isEmpty()) {
            return null;
        }
        return "without " + PipelineRules.named(missing) + (why == null ? "" : ": " + why);
    }

    private static List<String> changedFields(Deal deal, DealChange change) {
        var fields = new ArrayList<String>();
        addIfChanged(fields, "name", deal.name(), change.name());
        addIfChanged(fields, "amount", deal.amount(), change.amount());
        addIfChanged(fields, "currency", deal.currency(), change.currency());
        addIfChanged(fields, "expectedCloseOn", deal.expectedCloseOn(), change.expectedCloseOn());
        addIfChanged(fields, "owner", deal.owner(), change.owner());
        addIfChanged(fields, "step", deal.step(), change.step());
        addIfChanged(fields, "renewsOn", deal.renewsOn(), change.renewsOn());
        addIfChanged(fields, "recurringAmount", deal.recurringAmount(), change.recurringAmount());
        return fields;
    }

    private static void addIfChanged(
            List<String> fields, String name, @Nullable Object before, @Nullable Object after) {
        if (after != null && !sameValue(before, after)) {
            fields.add(name);
        }
    }

    private static boolean sameValue(@Nullable Object before, Object after) {
        if (before instanceof BigDecimal was && after instanceof BigDecimal is) {
            return was.compareTo(is) == 0;
        }
        return after.equals(before);
    }

    /** The deal, with its contact taken for this transaction: contacts before what belongs to them. */
    private Deal locked(UUID id) {
        var deal = require(id);
        contacts.lock(List.of(deal.contactId()));
        return deal;
    }

    private Optional<Stage> stageOf(ContactId contact) {
        return lifecycle.find(contact).map(LifecycleState::stage);
    }

    private DealStateException notOpen(UUID id, String wanted) {
        return new DealStateException("The deal cannot be " + wanted + ": " + closedHow(id));
    }

    private DealStateException notRefundable(UUID id) {
        return new DealStateException("Only a won deal can be refunded, and only once: " + closedHow(id));
    }

    private String closedHow(UUID id) {
        var deal = require(id);
        var actions = Set.of("won", "lost", "refunded");
        return store.history(id, clock.instant()).reversed().stream()
                .filter(event -> actions.contains(event.action()))
                .findFirst()
                .map(event -> "it was " + event.action() + " by " + event.actor() + " at " + event.at())
                .orElse("it is " + deal.state().label());
    }

    private void record(
            Deal deal,
            String action,
            @Nullable String fromStep,
            @Nullable String toStep,
            @Nullable String note,
            String actor) {
        store.addHistory(deal.id(), new DealEvent(clock.instant(), actor, action, fromStep, toStep, note));
    }
}
