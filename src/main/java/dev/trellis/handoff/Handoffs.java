package dev.trellis.handoff;

import static dev.trellis.platform.UtcTime.today;

import dev.trellis.contact.Complaints;
import dev.trellis.contact.Contact;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactWords;
import dev.trellis.contact.Contacts;
import dev.trellis.contact.SomeContacts;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.handoff.HandoffStore.Closing;
import dev.trellis.handoff.HandoffStore.Stored;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.lifecycle.Qualification;
import dev.trellis.lifecycle.StageEntry;
import dev.trellis.platform.Ids;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Lane;
import dev.trellis.platform.Text;
import dev.trellis.platform.security.Sight;
import dev.trellis.platform.web.Page;
import dev.trellis.scoring.Scores;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The hand-offs: what sales is asked to take, and what it says.
 *
 * <p>The step of the diagram that asks is held until sales has decided; the decision and the word to the engine are one
 * transaction.
 */
@Service
public class Handoffs {

    private static final String JOURNEY = "journey";
    private static final Set<String> DECISIONS = Set.of("accepted", "rejected", "qualified", "returned", "withdrawn");
    private static final int LONGEST_TEXT = 2_000;

    private final HandoffStore store;
    private final RejectReasons reasons;
    private final RoutingTable routing;
    private final Assignments assignments;
    private final Owners owners;
    private final Teams teams;
    private final Deadlines deadlines;
    private final Contacts contacts;
    private final Complaints complaints;
    private final Scores scores;
    private final Lifecycle lifecycle;
    private final EngineOutbox outbox;
    private final HandoffProperties properties;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Handoffs(
            HandoffStore store,
            RejectReasons reasons,
            RoutingTable routing,
            Assignments assignments,
            Owners owners,
            Teams teams,
            Deadlines deadlines,
            Contacts contacts,
            Complaints complaints,
            Scores scores,
            Lifecycle lifecycle,
            EngineOutbox outbox,
            HandoffProperties properties,
            ApplicationEventPublisher events,
            Clock clock) {
        this.store = store;
        this.reasons = reasons;
        this.routing = routing;
        this.assignments = assignments;
        this.owners = owners;
        this.teams = teams;
        this.deadlines = deadlines;
        this.contacts = contacts;
        this.complaints = complaints;
        this.scores = scores;
        this.lifecycle = lifecycle;
        this.outbox = outbox;
        this.properties = properties;
        this.events = events;
        this.clock = clock;
    }

    public Optional<Handoff> find(UUID id) {
        return store.find(id);
    }

    /**
     * The hand-off with this id.
     *
     * @throws HandoffNotFoundException if there is none
     */
    public Handoff require(UUID id) {
        return find(id).orElseThrow(() -> new HandoffNotFoundException(id));
    }

    /** The contact's hand-offs, oldest first. */
    public List<Handoff> of(ContactId contact) {
        return store.ofContact(contact);
    }

    /** Hand-offs in the order they were opened. */
    public Page<Handoff> page(HandoffFilter filter, @Nullable String after, int limit) {
        return store.page(filter, after, limit);
    }

    /** About whom something must be, for one of these words' contacts; null for anybody where there are no words. */
    @Transactional(readOnly = true)
    public @Nullable SomeContacts about(@Nullable String words) {
        return ContactWords.of(words).map(store::about).orElse(null);
    }

    /**
     * One of the lists of sales.
     *
     * @param owner whose; null for everybody's
     * @param whom about whom; null for all
     */
    @Transactional(readOnly = true)
    public Page<Handoff> page(
            HandoffList list,
            @Nullable String owner,
            @Nullable SomeContacts whom,
            Sight sight,
            @Nullable String after,
            int limit) {
        return store.page(list, owner, whom, sight, after, limit);
    }

    /** How many there are in one of the lists. */
    public int count(HandoffList list, @Nullable String owner, Sight sight) {
        return store.count(list, owner, sight);
    }

    /** Those of them that there are, in the same order. */
    public List<Handoff> all(Collection<UUID> ids) {
        return store.all(ids);
    }

    /** Who did what with it, and who had it, oldest first. */
    public List<HandoffEvent> history(UUID id) {
        return store.history(id);
    }

    /** What promoted the contact, as it was when it was handed off. */
    public Origin origin(UUID id) {
        return store.origin(require(id).id());
    }

    /** Why sales may reject today. */
    public List<RejectReason> rejectReasons() {
        return reasons.offered();
    }

    /** What the reasons to reject are called, also those that are not given any more, by their names. */
    public Map<String, String> rejectReasonLabels() {
        return reasons.all().stream().collect(Collectors.toMap(RejectReason::name, RejectReason::label));
    }

    /**
     * Opens a hand-off for a step, or takes up the one that is open for the same contact, kind and stage entry.
     *
     * <p>May be called again for the same visit to the step. Where sales has already decided what the step waits for,
     * the answer says so. A visit that another one has followed gets no answer.
     */
    @Transactional
    public HandoffOpening open(HandoffRequest request) {
        contacts.lock(List.of(request.contactId()));
        var contact = contacts.require(request.contactId());
        return store.latest(request.contactId(), request.kind(), request.stageEntry())
                .flatMap(known -> takeUp(known, request))
                .orElseGet(() -> new HandoffOpening(add(contact, request), Map.of()));
    }

    /** Gives an open hand-off that nobody has to somebody, if anybody can take it by now. */
    @Transactional
    public void assign(UUID id) {
        find(id).ifPresent(waiting -> contacts.lock(List.of(waiting.contactId())));
        // Another instance, or sales itself, may have been here before the lock.
        find(id).filter(waiting ->
                        waiting.state() == HandoffState.OPEN && waiting.owner() == null && waiting.pausedAt() == null)
                .ifPresent(this::assign);
    }

    /**
     * Sales takes the contact.
     *
     * @param owner who; null for whom it was assigned to
     * @throws HandoffDecidedException if it is not open any more
     */
    @Transactional
    public Handoff accept(UUID id, @Nullable String owner, String actor) {
        var before = locked(id);
        var takenBy = owner(owner, before, actor);
        var now = clock.instant();
        var accepted = store.accept(id, takenBy, now).orElseThrow(() -> decided(id, "accepted"));
        var handoff = accepted.handoff();
        record(handoff, "accepted", null, actor);
        owners.give(handoff.contactId(), takenBy, actor);
        if (accepted.waitsFor() == WaitsFor.DECISION && accepted.jobKey() != null) {
            outbox.complete(accepted.jobKey(), answer(handoff), Lane.LIVE);
            store.answered(id, accepted.elementInstanceKey());
        }
        events.publishEvent(new HandoffAccepted(List.of(handoff)));
        return handoff;
    }

    /**
     * Gives a hand-off that is not closed yet to somebody else, with its contact and the open tasks of it.
     *
     * <p>What is open stays open, with as much time to answer as anybody gets; what is accepted stays accepted.
     *
     * @param owner the address of a member of a team
     * @param note what the new owner should know
     * @throws HandoffDecidedException if it is closed
     */
    @Transactional
    public Handoff giveTo(UUID id, String owner, @Nullable String note, String actor) {
        var before = locked(id);
        if (!before.state().isPending()) {
            throw decided(id, "given to anybody");
        }
        var receiver = Owner.spelling(owner);
        if (teams.findMember(receiver).isEmpty()) {
            throw new InvalidValueException("owner", receiver + " is in no team");
        }
        if (receiver.equals(before.owner())) {
            throw new InvalidValueException("owner", receiver + " has this hand-off already");
        }
        var words = text("note", note);
        var keepsTime = before.state() == HandoffState.ACCEPTED || before.isPaused();
        var dueAt = keepsTime
                ? before.dueAt()
                : deadlines.after(properties.answerWithin(before.priority()), before.team(), receiver);
        var given = store.giveTo(id, receiver, "given by " + actor + (words == null ? "" : ": " + words), dueAt);
        record(
                given,
                before.state() == HandoffState.ACCEPTED ? HandoffEvent.GIVEN : HandoffEvent.ASSIGNED,
                words,
                actor);
        owners.replace(given.contactId(), before.owner(), receiver, actor);
        events.publishEvent(new HandoffAssigned(List.of(given)));
        return given;
    }

    /**
     * Sales refuses the contact.
     *
     * @param reason one of the {@link RejectReason}s
     * @param until from which day on the contact is welcome again; null for the cool-down of the reason
     * @throws HandoffDecidedException if it is not open any more
     */
    @Transactional
    public Handoff reject(UUID id, String reason, @Nullable String note, @Nullable LocalDate until, String actor) {
        reasons.check(reason, until);
        requireFuture(until);
        var closing = new Closing(reason, text("note", note), until);
        var handoff = close(id, HandoffState.OPEN, HandoffState.REJECTED, closing, actor);
        lifecycle.recordRejection(handoff.contactId(), reason, until);
        events.publishEvent(new HandoffRejected(List.of(handoff)));
        return handoff;
    }

    /**
     * Sales found the contact qualified; the diagram moves its stage.
     *
     * @throws HandoffDecidedException if it is not accepted, or closed already
     */
    @Transactional
    public Handoff qualify(UUID id, Qualification qualification, String actor) {
        var contact = aboutASale(locked(id)).contactId();
        lifecycle.qualify(contact, qualification, actor);
        var handoff = close(id, HandoffState.ACCEPTED, HandoffState.QUALIFIED, Closing.SILENT, actor);
        events.publishEvent(new HandoffQualified(List.of(handoff)));
        return handoff;
    }

    /**
     * Sales gives the contact back for more nurture.
     *
     * @param until until when; null for no particular day
     * @throws HandoffDecidedException if it is not accepted, or closed already
     */
    @Transactional
    public Handoff giveBack(UUID id, String reason, @Nullable LocalDate until, String actor) {
        var why = text("reason", reason);
        if (why == null) {
            throw new InvalidValueException("reason", "is missing: say why the contact goes back to nurture");
        }
        var unused = aboutASale(locked(id));
        requireFuture(until);
        var closing = new Closing(why, null, until);
        var handoff = close(id, HandoffState.ACCEPTED, HandoffState.RETURNED, closing, actor);
        lifecycle.recordRejection(handoff.contactId(), why, until);
        events.publishEvent(new HandoffReturned(List.of(handoff)));
        return handoff;
    }

    /** Whoever accepts a customer looks after them: no step waits for more to be said, and nurture is behind them. */
    private static Handoff aboutASale(Handoff handoff) {
        if (!handoff.kind().isSale()) {
            throw new HandoffDecidedException(
                    "A customer is neither qualified nor given back to nurture: who accepts them looks after them");
        }
        return handoff;
    }

    private Optional<HandoffOpening> takeUp(Stored known, HandoffRequest request) {
        var handoff = known.handoff();
        var visit = request.elementInstanceKey();
        if (visit < known.elementInstanceKey() || handoff.state() == HandoffState.WITHDRAWN) {
            return Optional.of(new HandoffOpening(handoff, Map.of()));
        }
        var repeated = visit == known.elementInstanceKey();
        if (request.waitsFor() == WaitsFor.DECISION && handoff.acceptedAt() != null && (repeated || isPending(known))) {
            store.answered(handoff.id(), visit);
            return Optional.of(new HandoffOpening(handoff, accepted(handoff)));
        }
        if (isPending(known)) {
            var waitedFor = store.waitedForBy(handoff.id(), request);
            var taken = request.escalation() != Escalation.NONE && !repeated
                    ? escalate(waitedFor, request.escalation())
                    : waitedFor;
            return Optional.of(new HandoffOpening(taken, Map.of()));
        }
        // An escalation is about the hand-off there is, even where another step has heard how that ended.
        if (known.toldTo() == null || known.toldTo() == visit || request.escalation() != Escalation.NONE) {
            store.told(handoff.id(), visit);
            return Optional.of(new HandoffOpening(handoff, answer(handoff)));
        }
        return Optional.empty();
    }

    /** Stops the clocks of what sales is to take up with the contact. */
    void pause(ContactId contact) {
        store.pause(contact, clock.instant())
                .forEach(handoff -> record(handoff, SalesPause.PAUSED, SalesPause.BECAUSE, SalesPause.ACTOR));
    }

    /** Lets those clocks run on: there is as much working time left as there was. */
    void resume(ContactId contact) {
        for (var handoff : store.paused(contact)) {
            var dueAt = deadlines.afterPause(handoff.pausedAt(), handoff.dueAt(), handoff.team(), handoff.owner());
            record(store.resume(handoff.id(), dueAt), SalesPause.RESUMED, "the complaint is closed", SalesPause.ACTOR);
        }
    }

    private static boolean isPending(Stored known) {
        return known.handoff().state().isPending();
    }

    private Handoff add(Contact contact, HandoffRequest request) {
        var route = routing.route(contact, request);
        var within = properties.answerWithin(route.priority());
        var choice = assignments.first(contact, route.team(), within);
        var score = scores.of(contact.id());
        var entry = entry(request);
        var now = clock.instant();
        var waits = request.kind().isSale() && complaints.openOf(contact.id()).isPresent();
        var handoff = store.add(
                request,
                route,
                new Handoff(
                        Ids.next(),
                        contact.id(),
                        request.kind(),
                        request.stageEntry(),
                        route.team(),
                        HandoffState.OPEN,
                        choice.owner(),
                        entry.map(StageEntry::reason).orElse(""),
                        choice.because(),
                        route.priority(),
                        request.playbook(),
                        score.points(),
                        score.fit().label(),
                        score.temperature().label(),
                        now,
                        deadlines.after(within, route.team(), choice.owner()),
                        null,
                        null,
                        null,
                        null,
                        null,
                        waits ? now : null));
        store.noteOrigin(
                handoff.id(),
                new Origin(
                        entry.map(StageEntry::actor).map(Origin::promotedBy).orElse(""),
                        contact.source(),
                        Origin.most(scores.explain(contact.id()))));
        record(handoff, "opened", handoff.assignedBecause(), JOURNEY);
        if (waits) {
            record(handoff, SalesPause.PAUSED, SalesPause.BECAUSE, SalesPause.ACTOR);
        }
        if (choice.owner() != null) {
            owners.giveIfNobodys(contact.id(), choice.owner(), JOURNEY);
        }
        events.publishEvent(new HandoffOpened(List.of(handoff)));
        return handoff;
    }

    private Optional<StageEntry> entry(HandoffRequest request) {
        return lifecycle.history(request.contactId()).stream()
                .filter(entry -> entry.number() == request.stageEntry())
                .findFirst();
    }

    private void assign(Handoff waiting) {
        var within = properties.answerWithin(waiting.priority());
        var choice = assignments.first(contacts.require(waiting.contactId()), waiting.team(), within);
        if (choice.owner() == null) {
            return;
        }
        var dueAt = deadlines.after(within, waiting.team(), choice.owner());
        var assigned = store.reassign(waiting.id(), choice.owner(), choice.because(), dueAt);
        record(assigned, HandoffEvent.ASSIGNED, choice.because(), HandoffEvent.ROUTING);
        owners.giveIfNobodys(assigned.contactId(), choice.owner(), HandoffEvent.ROUTING);
        events.publishEvent(new HandoffAssigned(List.of(assigned)));
    }

    /**
     * Gives it to the lead where that is wanted, or to somebody who has not had it; where all have, to somebody else;
     * where there is nobody else, to none.
     */
    private Handoff escalate(Handoff handoff, Escalation escalation) {
        var within = properties.answerWithin(handoff.priority());
        var choice = escalation == Escalation.LEAD ? assignments.lead(handoff.team(), handoff.owner()) : null;
        if (choice == null) {
            choice = assignments.another(handoff.team(), store.ownersBefore(handoff.id()), within);
        }
        if (choice.owner() == null && handoff.owner() != null) {
            choice = assignments.another(handoff.team(), Set.of(handoff.owner()), within);
        }
        if (choice.owner() == null) {
            choice = new Routing.Choice(handoff.owner(), "stays, since " + choice.because());
        }
        var dueAt = deadlines.after(within, handoff.team(), choice.owner());
        var escalated = store.reassign(handoff.id(), choice.owner(), choice.because(), dueAt);
        record(escalated, "escalated", choice.because(), JOURNEY);
        if (choice.owner() != null) {
            owners.replace(handoff.contactId(), handoff.owner(), choice.owner(), JOURNEY);
        }
        return escalated;
    }

    private Handoff close(UUID id, HandoffState from, HandoffState to, Closing closing, String actor) {
        locked(id);
        var closed = store.close(id, from, to, closing, clock.instant()).orElseThrow(() -> decided(id, to.label()));
        var handoff = closed.handoff();
        record(handoff, to.label(), note(closing), actor);
        if (closed.jobKey() != null) {
            outbox.complete(closed.jobKey(), answer(handoff), Lane.LIVE);
            store.told(id, closed.elementInstanceKey());
        }
        return handoff;
    }

    private static @Nullable String note(Closing closing) {
        return closing.note() == null ? closing.reason() : closing.reason() + ": " + closing.note();
    }

    /** The variables that a diagram goes on with. */
    private static Map<String, Object> answer(Handoff handoff) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("decision", handoff.state().label());
        answer.put("reason", handoff.reason() == null ? "" : handoff.reason());
        answer.put("owner", handoff.owner() == null ? "" : handoff.owner());
        if (handoff.returnUntil() != null) {
            answer.put("until", handoff.returnUntil().toString());
        }
        return answer;
    }

    private static Map<String, Object> accepted(Handoff handoff) {
        return Map.of(
                "decision",
                HandoffState.ACCEPTED.label(),
                "reason",
                "",
                "owner",
                handoff.owner() == null ? "" : handoff.owner());
    }

    private static String owner(@Nullable String wanted, Handoff handoff, String actor) {
        var owner = text("owner", wanted);
        if (owner != null) {
            return Owner.spelling(owner);
        }
        if (handoff.owner() != null) {
            return handoff.owner();
        }
        if (actor.indexOf('@') > 0) {
            return actor;
        }
        throw new InvalidValueException("owner", "is missing: nobody has this hand-off yet, so say who takes it");
    }

    private static @Nullable String text(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        if (value.length() > LONGEST_TEXT) {
            throw new InvalidValueException(field, "must have at most " + LONGEST_TEXT + " characters");
        }
        return Text.storable(value.strip());
    }

    private void requireFuture(@Nullable LocalDate until) {
        if (until != null && !until.isAfter(today(clock))) {
            throw new InvalidValueException("until", "must be a day in the future, not " + until);
        }
    }

    /** The hand-off, with its contact taken for this transaction: contacts before what belongs to them. */
    Handoff locked(UUID id) {
        contacts.lock(List.of(require(id).contactId()));
        return require(id);
    }

    private HandoffDecidedException decided(UUID id, String wanted) {
        var state = require(id).state();
        if (state == HandoffState.OPEN) {
            return new HandoffDecidedException(
                    "This hand-off cannot be " + wanted + " yet: nobody has accepted it so far");
        }
        var how = history(id).reversed().stream()
                .filter(event -> DECISIONS.contains(event.action()))
                .findFirst()
                .map(event -> "it was " + event.action() + " by " + event.actor()
                        + (event.via() == null ? "" : " by " + event.via()) + " at " + event.at()
                        + (event.owner() == null ? "" : " (owner " + event.owner() + ")"))
                .orElse("it is " + state.label());
        return new HandoffDecidedException("This hand-off cannot be " + wanted + " any more: " + how);
    }

    private void record(Handoff handoff, String action, @Nullable String note, String actor) {
        store.addHistory(handoff.id(), new HandoffEvent(clock.instant(), actor, action, handoff.owner(), note, null));
    }
}
