package dev.trellis.lifecycle;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.lifecycle.StageEntries.Standing;
import dev.trellis.platform.Lane;
import dev.trellis.scoring.Scores;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Decides and records in which stage each contact is.
 *
 * <p>Whoever moves a contact takes its row first, so entries are numbered without gaps whoever else moves it too.
 */
@Service
public class Lifecycle {

    /** Data from elsewhere is taken as it is: that it says SQL is its qualification. */
    static final String IMPORT = "import";

    private final StageEntries entries;
    private final StageFile stages;
    private final Contacts contacts;
    private final Scores scores;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Lifecycle(
            StageEntries entries,
            StageFile stages,
            Contacts contacts,
            Scores scores,
            ApplicationEventPublisher events,
            Clock clock) {
        this.entries = entries;
        this.stages = stages;
        this.contacts = contacts;
        this.scores = scores;
        this.events = events;
        this.clock = clock;
    }

    /** One contact to be moved. */
    record Move(ContactId contact, Stage to, String reason, String actor) {}

    public Optional<LifecycleState> find(ContactId contact) {
        return entries.find(contact).map(Standing::state);
    }

    public Map<ContactId, LifecycleState> findAll(Collection<ContactId> contacts) {
        var states = new HashMap<ContactId, LifecycleState>();
        entries.findAll(contacts).forEach((contact, standing) -> states.put(contact, standing.state()));
        return states;
    }

    /**
     * Moves a contact and publishes {@link StageChanged}.
     *
     * @return the new entry; empty if the contact is in that stage already and need not enter it again
     * @throws IllegalMoveException if the stages' moves do not allow it
     */
    @Transactional
    public Optional<StageEntry> move(ContactId contact, Stage to, String reason, String actor) {
        var standing = locked(contact);
        requireKnown(to);
        if (standing.isPresent() && standing.get().state().stage().equals(to)) {
            return Optional.empty();
        }
        return Optional.of(change(standing, new Move(contact, to, reason, actor)));
    }

    /** Moves a contact into a stage even if it is in it already: a new entry, so the journey starts over. */
    @Transactional
    public StageEntry enter(ContactId contact, Stage to, String reason, String actor) {
        var standing = locked(contact);
        requireKnown(to);
        return change(standing, new Move(contact, to, reason, actor));
    }

    /** Every entry of the contact, oldest first. */
    public List<StageEntry> history(ContactId contact) {
        return entries.history(contact);
    }

    /** The last open deal was lost: the contact rests until that day, or for good where it is null. */
    @Transactional
    public void closeLost(ContactId contact, String reason, @Nullable LocalDate recycleOn) {
        locked(contact);
        entries.rest(contact, reason, recycleOn);
    }

    /** The quiet time is over: a deal, a reply, a hand-raise or the day itself. */
    @Transactional
    public void endClosedLost(ContactId contact) {
        locked(contact);
        entries.wake(contact);
    }

    /**
     * Sales refused the contact, or gave it back: points do not promote it again before the cool-down for the reason
     * has passed, or before the day that sales named.
     *
     * @param nurtureUntil that day; null for the cool-down
     */
    @Transactional
    public void recordRejection(ContactId contact, String reason, @Nullable LocalDate nurtureUntil) {
        locked(contact);
        entries.reject(contact, reason, nurtureUntil, clock.instant());
    }

    /**
     * Sales found the contact qualified; the diagram moves the stage. A later qualification replaces an earlier one. It
     * holds until the contact goes back to an earlier stage.
     */
    @Transactional
    public void qualify(ContactId contact, Qualification qualification, String actor) {
        locked(contact);
        entries.qualify(contact, qualification, actor, clock.instant());
    }

    /** What sales found out, as long as it holds. */
    public Optional<Qualification> qualification(ContactId contact) {
        return entries.qualification(contact);
    }

    /** The contact's process instance has arrived at this entry. */
    @Transactional
    public void reached(ContactId contact, int entry, long processInstanceKey) {
        entries.reached(contact, entry, processInstanceKey);
    }

    /**
     * The contact's process instance has arrived at whatever entry is the current one.
     *
     * @return where the contact is; empty if there is no such contact any more
     */
    @Transactional
    public Optional<LifecycleState> reached(ContactId contact, long processInstanceKey) {
        return entries.reachedNow(contact, processInstanceKey).map(Standing::state);
    }

    /** Current entries that the engine has not reached for at least so long, at most this many. */
    public List<StageEntry> unreached(Duration since, int limit) {
        return entries.unreached(clock.instant().minus(since), limit);
    }

    /** The stages there are, in order. */
    public List<StageDefinition> stages() {
        return List.copyOf(stages.all());
    }

    /** Whether one stage comes after another in the usual order: who moves a contact back can be told. */
    public boolean isAfter(Stage stage, Stage other) {
        return stages.position(stage) > stages.position(other);
    }

    /** The process that nurtures the contact where it is now; empty for none. */
    public String journeyOf(LifecycleState state) {
        var definition = stages.find(state.stage());
        if (definition == null) {
            return "";
        }
        return definition.journeyWhenReturning().equals(definition.journey()) || !isReturning(state)
                ? definition.journey()
                : definition.journeyWhenReturning();
    }

    /** Whether the contact was in its stage before. */
    public boolean isReturning(LifecycleState state) {
        return entries.wasHereBefore(state.contactId(), state.stage(), state.entry());
    }

    /** Puts new contacts into their first stages. */
    void start(List<Move> moves, Lane lane, boolean journey) {
        var now = clock.instant();
        var first = moves.stream()
                .map(move -> new StageEntry(move.contact(), 1, move.to(), null, move.reason(), move.actor(), now))
                .toList();
        entries.start(first, journey);
        events.publishEvent(new StageChanged(first, journey ? first : List.of(), lane));
    }

    /** Moves contacts whose rows are taken, as far as the stages allow it; others stay. */
    void moveAll(List<Move> moves, Map<ContactId, Standing> standings, Lane lane) {
        var allowed = new ArrayList<Move>();
        var qualified = qualifiedFor(moves);
        for (var move : moves) {
            var standing = standings.get(move.contact());
            if (standing != null
                    && !standing.state().stage().equals(move.to())
                    && refusal(standing, move, qualified).isEmpty()) {
                allowed.add(move);
            }
        }
        if (!allowed.isEmpty()) {
            apply(allowed, standings, lane);
        }
    }

    /** Takes a contact to the stage of the one merged into it, whatever moves are usual. */
    void moveByMerge(ContactId contact, Standing standing, Stage to, String reason) {
        apply(List.of(new Move(contact, to, reason, "merge")), Map.of(contact, standing), Lane.LIVE);
    }

    private Optional<Standing> locked(ContactId contact) {
        contacts.lock(List.of(contact));
        var standing = entries.find(contact);
        if (standing.isEmpty()) {
            contacts.require(contact);
        }
        return standing;
    }

    private StageEntry change(Optional<Standing> standing, Move move) {
        if (standing.isEmpty()) {
            start(List.of(move), Lane.LIVE, true);
            return entries.history(move.contact()).getLast();
        }
        refusal(standing.get(), move, qualifiedFor(List.of(move))).ifPresent(why -> {
            throw new IllegalMoveException(why);
        });
        return apply(List.of(move), Map.of(move.contact(), standing.get()), Lane.LIVE)
                .getFirst();
    }

    private List<StageEntry> apply(List<Move> moves, Map<ContactId, Standing> standings, Lane lane) {
        var now = clock.instant();
        var moved = new ArrayList<StageEntry>();
        var starting = new ArrayList<StageEntry>();
        var back = new HashSet<ContactId>();
        var recycled = new HashSet<ContactId>();
        for (var move : moves) {
            var standing = standings.get(move.contact());
            if (standing == null) {
                continue;
            }
            var from = standing.state().stage();
            var entry = new StageEntry(
                    move.contact(), standing.state().entry() + 1, move.to(), from, move.reason(), move.actor(), now);
            moved.add(entry);
            if (!standing.journey()) {
                starting.add(entry);
            }
            if (isAfter(from, move.to())) {
                back.add(move.contact());
            }
            if (from.equals(Stage.OPPORTUNITY) && isAfter(Stage.MQL, move.to())) {
                recycled.add(move.contact());
            }
        }
        entries.advance(moved);
        if (!back.isEmpty()) {
            entries.endQualification(back);
        }
        if (!recycled.isEmpty()) {
            // What it earned before the deal was lost has been spent: a second chance begins with new interest.
            scores.startAfresh(recycled);
        }
        events.publishEvent(new StageChanged(List.copyOf(moved), List.copyOf(starting), lane));
        return moved;
    }

    private Set<ContactId> qualifiedFor(List<Move> moves) {
        var concerned = moves.stream()
                .filter(move -> move.to().equals(Stage.SQL))
                .map(Move::contact)
                .toList();
        return concerned.isEmpty() ? Set.of() : entries.qualified(concerned);
    }

    private Optional<String> refusal(Standing standing, Move move, Set<ContactId> qualified) {
        var from = standing.state().stage();
        var definition = stages.find(from);
        if (!from.equals(move.to())
                && (definition == null || !definition.movesTo().contains(move.to()))) {
            return Optional.of("A contact in the stage " + from + " cannot move to " + move.to()
                    + "; from there it may move"
                    + " to " + (definition == null || definition.movesTo().isEmpty() ? "no other" : sorted(definition))
                    + " (lifecycle-stages.dmn)");
        }
        if (move.to().equals(Stage.SQL)
                && isAfter(Stage.SQL, from)
                && !qualified.contains(move.contact())
                && !move.actor().equals(IMPORT)) {
            return Optional.of(
                    "A contact becomes SQL only with a qualification: budget, authority, need and timeline must"
                            + " be known (qualify its hand-off, or give them with the stage)");
        }
        return Optional.empty();
    }

    private String sorted(StageDefinition definition) {
        return stages.all().stream()
                .map(StageDefinition::stage)
                .filter(definition.movesTo()::contains)
                .map(Stage::name)
                .reduce((left, right) -> left + ", " + right)
                .orElse("no other");
    }

    private void requireKnown(Stage stage) {
        if (stages.find(stage) == null) {
            throw new IllegalMoveException("There is no stage " + stage + "; there are " + stages.names());
        }
    }
}
