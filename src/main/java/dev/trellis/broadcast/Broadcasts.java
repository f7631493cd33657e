package dev.trellis.broadcast;

import static dev.trellis.platform.UtcTime.now;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactQuery;
import dev.trellis.email.Account;
import dev.trellis.email.Cancellations;
import dev.trellis.email.EmailRequest.OnCap;
import dev.trellis.email.EmailTemplate;
import dev.trellis.email.HoldKind;
import dev.trellis.email.Holds;
import dev.trellis.email.Mailing;
import dev.trellis.email.Mailings;
import dev.trellis.email.Reconciliation;
import dev.trellis.email.SendWindows;
import dev.trellis.email.Skip;
import dev.trellis.email.Slice;
import dev.trellis.email.Stream;
import dev.trellis.email.Templates;
import dev.trellis.email.Topics;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.platform.Ids;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Lane;
import dev.trellis.platform.Text;
import dev.trellis.platform.web.Page;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends one email to everybody in a segment.
 *
 * <p>A slice of contacts is one transaction that also notes how far it has come, so what is planned is planned once,
 * whoever dies in between, and several instances take turns. Who is in the segment when the planning comes by gets it.
 */
@Service
public class Broadcasts {

    private static final Duration OF_USE = Duration.ofDays(30);

    /** Few enough that nobody waits long for a contact that is locked, and that a slice is small in memory. */
    private static final int CONTACTS_AT_ONCE = 5_000;

    /** So long after its end nothing is heard any more of a mail of which it was not known whether it had left. */
    private static final Duration SETTLED_AFTER = Duration.ofHours(1);

    private final BroadcastStore store;
    private final Mailings mailings;
    private final Holds holds;
    private final Cancellations cancellations;
    private final Reconciliation reconciliation;
    private final Templates templates;
    private final Topics topics;
    private final SendWindows windows;
    private final EngineOutbox outbox;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final int contactsAtOnce;

    Broadcasts(
            BroadcastStore store,
            Mailings mailings,
            Holds holds,
            Cancellations cancellations,
            Reconciliation reconciliation,
            Templates templates,
            Topics topics,
            SendWindows windows,
            EngineOutbox outbox,
            TransactionTemplate transaction,
            Clock clock,
            @Value("${trellis.broadcast.contacts-at-once:" + CONTACTS_AT_ONCE + "}") int contactsAtOnce) {
        this.store = store;
        this.mailings = mailings;
        this.holds = holds;
        this.cancellations = cancellations;
        this.reconciliation = reconciliation;
        this.templates = templates;
        this.topics = topics;
        this.windows = windows;
        this.outbox = outbox;
        this.transaction = transaction;
        this.clock = clock;
        this.contactsAtOnce = contactsAtOnce;
    }

    public Optional<Broadcast> find(UUID id) {
        return store.find(id);
    }

    /**
     * The broadcast with this id.
     *
     * @throws BroadcastNotFoundException if there is none
     */
    public Broadcast require(UUID id) {
        return find(id).orElseThrow(() -> new BroadcastNotFoundException(id));
    }

    /** Broadcasts, newest first. */
    public Page<Broadcast> page(@Nullable String after, int limit) {
        return store.page(after, limit);
    }

    /** When a diagram sent one last. */
    public Optional<Instant> lastStart(String processId) {
        return store.lastStart(processId);
    }

    /** How many of the segment get nothing so far, by reason. */
    public Map<Skip, Long> skipped(UUID id) {
        return store.skipped(id);
    }

    /**
     * Begins a broadcast, or finds the one that the same visit to a step began and notes the job that waits for it now.
     *
     * @throws InvalidValueException if it names something that there is not
     */
    public Broadcast begin(NewBroadcast wish) {
        var broadcast = broadcast(wish);
        var step = wish.step();
        return transaction.execute(status -> {
            if (!store.insert(broadcast, step == null ? null : step.elementInstanceKey()) && step != null) {
                var known = store.ofVisit(step.elementInstanceKey()).orElseThrow();
                store.setJobKey(known.id(), step.jobKey());
                return known;
            }
            return broadcast;
        });
    }

    /** Says what {@link #begin} would come to now, and changes nothing. */
    public Forecast forecast(NewBroadcast wish) {
        return forecast(broadcast(wish).mailing(), wish.segment());
    }

    /** How many a segment holds, and how many of them could be sent something new on a topic at any time. */
    public Forecast forecast(Segment segment, String topic) {
        var mailing = new Mailing(
                Ids.next(),
                "",
                "",
                "",
                known(topic),
                SendWindows.ANY_TIME,
                OnCap.DELAY,
                true,
                clock.instant().plus(OF_USE));
        return forecast(mailing, segment);
    }

    /** Stops a broadcast; everybody keeps their place. */
    public Broadcast pause(UUID id, String by) {
        holds.place(HoldKind.BROADCAST, unfinished(id).id().toString(), by, null);
        return require(id);
    }

    /** Lets a broadcast go on where it was stopped. */
    public Broadcast resume(UUID id) {
        holds.release(HoldKind.BROADCAST, unfinished(id).id().toString());
        return require(id);
    }

    /** Ends a broadcast: what has not left will not. The planner gives the mail up, as there may be a million. */
    public Broadcast cancel(UUID id, String by) {
        transaction.executeWithoutResult(status -> {
            var broadcast = store.lock(id).orElseThrow(() -> new BroadcastNotFoundException(id));
            if (broadcast.state().isOver()) {
                throw new BroadcastOverException(broadcast);
            }
            // Held, so that nothing leaves before it is given up.
            holds.place(HoldKind.BROADCAST, id.toString(), by, "is being cancelled");
            store.endPlanning(id, BroadcastState.CANCELLED, clock.instant());
            if (!broadcast.isPlanned()) {
                completeJob(broadcast);
            }
        });
        return require(id);
    }

    /**
     * Plans the next slice of what is to be planned.
     *
     * @return whether there was one
     */
    boolean planSlice() {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            var next = store.lockToPlan(clock.instant());
            next.ifPresent(this::planSlice);
            return next.isPresent();
        }));
    }

    private void planSlice(Broadcast broadcast) {
        var slice = mailings.plan(
                broadcast.mailing(), broadcast.segment().query(), broadcast.plannedUpTo(), contactsAtOnce);
        store.advance(broadcast.id(), slice);
        if (slice.last() == null) {
            store.endPlanning(broadcast.id(), BroadcastState.SENDING, clock.instant());
            completeJob(broadcast);
        }
    }

    /** What became of the emails of a broadcast, by template. */
    public List<Account> accounts(UUID id) {
        return store.result(id).orElseGet(() -> reconciliation.of(id));
    }

    /** Ends what is sent, gives up what is left of cancelled ones, and counts what is over. */
    void tidyUp() {
        store.finish(clock.instant());
        for (var id : store.cancelledUnfinished()) {
            cancellations.cancel(HoldKind.BROADCAST, id.toString(), "The broadcast was cancelled");
            transaction.executeWithoutResult(status -> {
                store.setFinished(id, clock.instant());
                holds.release(HoldKind.BROADCAST, id.toString());
            });
        }
        for (var id : store.uncounted(clock.instant().minus(SETTLED_AFTER), 1)) {
            store.setResult(id, reconciliation.of(id));
        }
    }

    private void completeJob(Broadcast broadcast) {
        var jobKey = broadcast.jobKey();
        if (jobKey != null) {
            outbox.complete(jobKey, outcome(require(broadcast.id())), Lane.BULK);
        }
    }

    /** What the diagram is told. */
    public Map<String, Object> outcome(Broadcast broadcast) {
        var skipped = store.skipped(broadcast.id()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return Map.of("planned", broadcast.planned(), "skipped", skipped);
    }

    private Forecast forecast(Mailing mailing, Segment segment) {
        var query = segment.query();
        var skipped = new EnumMap<Skip, Long>(Skip.class);
        long reachable = 0;
        var slice = look(mailing, query, null);
        while (slice.last() != null) {
            reachable += slice.planned();
            slice.skipped().forEach((reason, contacts) -> skipped.merge(reason, contacts, Long::sum));
            slice = look(mailing, query, slice.last());
        }
        long others = skipped.values().stream().mapToLong(Long::longValue).sum();
        return new Forecast(mailing.topic(), reachable + others, reachable, skipped);
    }

    private Slice look(Mailing mailing, ContactQuery query, @Nullable ContactId after) {
        return transaction.execute(status -> mailings.look(mailing, query, after, contactsAtOnce));
    }

    private Broadcast unfinished(UUID id) {
        var broadcast = require(id);
        if (broadcast.state().isOver()) {
            throw new BroadcastOverException(broadcast);
        }
        return broadcast;
    }

    private Broadcast broadcast(NewBroadcast wish) {
        var now = now(clock);
        var template = template(wish.template());
        var at = wish.at();
        var startsAt = at == null || at.isBefore(now) ? now : at;
        var notAfter = wish.notAfter() == null ? startsAt.plus(OF_USE) : wish.notAfter();
        if (!notAfter.isAfter(startsAt)) {
            throw new InvalidValueException("notAfter", "must be later than " + startsAt + ", when it begins");
        }
        var step = wish.step();
        return new Broadcast(
                Ids.next(),
                step == null ? null : step.jobKey(),
                step == null ? "" : step.processId(),
                step == null ? "" : step.elementId(),
                name(wish.name()),
                template.name(),
                known(wish.topic() == null ? template.topic() : wish.topic()),
                wish.segment(),
                window(wish.window()),
                wish.onCap(),
                wish.repeat(),
                startsAt.isAfter(now) ? BroadcastState.SCHEDULED : BroadcastState.PLANNING,
                false,
                wish.by(),
                now,
                startsAt,
                notAfter,
                null,
                0,
                null,
                null);
    }

    private static String name(String given) {
        var name = Text.clean(given);
        if (name == null || name.length() > 200) {
            throw new InvalidValueException("name", "must have 1 to 200 characters");
        }
        return name;
    }

    private EmailTemplate template(String name) {
        EmailTemplate template;
        try {
            template = templates.require(name);
        } catch (IllegalArgumentException ex) {
            throw new InvalidValueException("template", String.valueOf(ex.getMessage()));
        }
        if (template.stream() != Stream.MARKETING) {
            throw new InvalidValueException(
                    "template", "must be of the marketing stream for a broadcast, and " + name + " is not");
        }
        return template;
    }

    private String known(@Nullable String topic) {
        var known = new TreeSet<>(topics.labels().keySet());
        if (topic == null || !known.contains(topic)) {
            throw new InvalidValueException("topic", "must be one of " + String.join(", ", known) + ", not " + topic);
        }
        return topic;
    }

    private String window(@Nullable String name) {
        if (name == null) {
            return SendWindows.OFFICE_HOURS;
        }
        if (!windows.names().contains(name)) {
            throw new InvalidValueException(
                    "window", "must be one of " + String.join(", ", windows.names()) + ", not " + name);
        }
        return name;
    }
}
