package dev.trellis.email;

import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.Contact;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.email.Holds.Held;
import dev.trellis.email.SendQueue.HandOver;
import dev.trellis.email.SendQueue.InHand;
import dev.trellis.email.Sends.Finished;
import dev.trellis.email.Sends.Outcome;
import dev.trellis.email.Sends.Postponement;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.platform.Ids;
import dev.trellis.platform.Lane;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Gives out what is due and books what became of it. Each method is one transaction, and together they are the state
 * machine: planned, claimed, handed over, final. A final send completes the job that waits for it, in the same
 * transaction.
 */
@Service
class SendDesk {

    private static final int EXPIRE_AT_ONCE = 500;
    private static final int RECOVER_AT_ONCE = 500;
    private static final int CANCEL_AT_ONCE = 5_000;

    private final String name = Ids.next().toString();
    private final Sends sends;
    private final SendQueue queue;
    private final SendChecks checks;
    private final Streams streams;
    private final DomainPaces paces;
    private final WarmUp warmUp;
    private final Holds holds;
    private final Contacts contacts;
    private final Suppressions suppressions;
    private final TrackingConsent trackingConsent;
    private final EngineOutbox outbox;
    private final ApplicationEventPublisher events;
    private final EmailProperties properties;
    private final JdbcClient jdbc;
    private final Clock clock;

    SendDesk(
            Sends sends,
            SendQueue queue,
            SendChecks checks,
            Streams streams,
            DomainPaces paces,
            WarmUp warmUp,
            Holds holds,
            Contacts contacts,
            Suppressions suppressions,
            TrackingConsent trackingConsent,
            EngineOutbox outbox,
            ApplicationEventPublisher events,
            EmailProperties properties,
            JdbcClient jdbc,
            Clock clock) {
        this.sends = sends;
        this.queue = queue;
        this.checks = checks;
        this.streams = streams;
        this.paces = paces;
        this.warmUp = warmUp;
        this.holds = holds;
        this.contacts = contacts;
        this.suppressions = suppressions;
        this.trackingConsent = trackingConsent;
        this.outbox = outbox;
        this.events = events;
        this.properties = properties;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Takes what is due for a relay, checks again whether it may go, and books out what may not. */
    @Transactional
    List<Ready> claim(String relay, int perSecond, int limit, Instant realNow) {
        if (!queue.tryTurn()) {
            return List.of();
        }
        if (!isKnown()) {
            showLife(realNow);
        }
        int room = perSecond == 0 ? limit : sends.takePace(relay, perSecond, limit, realNow);
        if (room == 0) {
            return List.of();
        }
        var now = clock.instant();
        var due = due(room, now);
        if (due.isEmpty()) {
            return List.of();
        }
        var ready = sort(due, relay, now);
        if (perSecond > 0 && !ready.isEmpty()) {
            sends.usePace(relay, perSecond, ready.size(), realNow);
        }
        return ready;
    }

    /** Whoever was taken for dead, and forgotten, must not have anything in hand before it has said that it lives. */
    private boolean isKnown() {
        return jdbc.sql("select exists (select from sender where id = :name for share)")
                .param("name", name)
                .query(Boolean.class)
                .single();
    }

    /** What somebody waits for goes first, then what journeys send, then broadcasts. */
    private List<Send> due(int room, Instant now) {
        var due = new ArrayList<UUID>();
        var held = holds.now();
        var flowing = streams.flowing(held);
        boolean othersToo = true;
        int marketing = 0;
        for (var stream : flowing) {
            int before = due.size();
            int limit = room - before;
            if (stream == Stream.MARKETING && limit > 0) {
                limit = Math.min(limit, warmUp.left(now));
                var first = warmUp.first(held, now, limit);
                if (!first.mails().isEmpty()) {
                    due.addAll(queue.lockFree(first.mails()));
                }
                othersToo = first.othersToo();
                limit = othersToo ? limit - first.mails().size() : 0;
            }
            if (limit > 0) {
                due.addAll(queue.lockDue(stream, held, now, limit));
            }
            if (stream == Stream.MARKETING) {
                marketing = due.size() - before;
            }
        }
        if (othersToo && flowing.contains(Stream.MARKETING)) {
            int left = Math.min(room - due.size(), warmUp.left(now) - marketing);
            due.addAll(dueOfBroadcasts(held, now, left));
        }
        // What went first during a warm-up is due like all other mail, too.
        return due.isEmpty() ? List.of() : sends.findAll(new LinkedHashSet<>(due));
    }

    private List<UUID> dueOfBroadcasts(Held held, Instant now, int room) {
        var due = new ArrayList<UUID>();
        for (var broadcast : room > 0 ? queue.broadcastsToGo() : List.<UUID>of()) {
            if (due.size() < room && !held.holds(broadcast)) {
                due.addAll(queue.lockDueOf(broadcast, held, now, room - due.size()));
            }
        }
        return due;
    }

    /** Notes that these are about to leave; only those among the answer may. */
    @Transactional
    Set<UUID> handOver(Collection<HandOver> mails) {
        return queue.handOver(mails, name, clock.instant());
    }

    /**
     * Books what became of what this instance had claimed.
     *
     * @param deadAddresses what the relay said of addresses that do not exist, by send
     * @param brakes what it said to whom it wants to have less: recipient domains, or {@link DomainPaces#ALL}
     */
    @Transactional
    void settle(
            String relay, Collection<Outcome> outcomes, Map<UUID, String> deadAddresses, Map<String, String> brakes) {
        var now = clock.instant();
        brakes.forEach((domain, told) -> paces.slowDown(relay, domain, told, now));
        var finished = finish(sends.settle(outcomes, name));
        for (var send : finished) {
            var evidence = deadAddresses.get(send.id());
            if (evidence != null) {
                suppressions.add(send.address(), Suppressions.ALL, Suppressions.Reason.BOUNCE, evidence);
            }
        }
        paces.took(
                relay,
                finished.stream()
                        .filter(send -> send.state() == SendState.SENT)
                        .map(Finished::address)
                        .toList(),
                now);
        giveBack(finished, outcomes, now);
    }

    /** Books what became of some mails, and notes that others are about to leave; only those among the answer may. */
    @Transactional
    Set<UUID> exchange(
            String relay,
            Collection<Outcome> outcomes,
            Map<UUID, String> deadAddresses,
            Map<String, String> brakes,
            Collection<HandOver> mails) {
        queue.planOnce();
        if (!outcomes.isEmpty()) {
            settle(relay, outcomes, deadAddresses, brakes);
        }
        return queue.handOver(mails, name, clock.instant());
    }

    /** Marketing mail that did not go after all is none of today's warm-up. */
    private void giveBack(List<Finished> finished, Collection<Outcome> outcomes, Instant now) {
        var back = finished.stream()
                .filter(send -> send.stream() == Stream.MARKETING && send.state() == SendState.PLANNED)
                .map(Finished::id)
                .collect(Collectors.toSet());
        if (!back.isEmpty()) {
            var deferred = outcomes.stream()
                    .filter(outcome -> outcome.code() != null && back.contains(outcome.id()))
                    .count();
            warmUp.giveBack(back.size(), (int) deferred, now);
        }
    }

    /**
     * Gives up some of what has not left of a journey, a template or a broadcast, and completes the jobs that wait.
     *
     * @return how many; none when nothing is left
     */
    @Transactional
    int cancel(HoldKind kind, String name, String reason) {
        var cancelled = sends.cancel(kind, name, reason, clock.instant(), CANCEL_AT_ONCE);
        completeJobs(cancelled);
        return cancelled.size();
    }

    /** Books what is of no use any more. What is held keeps its place. */
    @Transactional
    int expire() {
        var now = clock.instant();
        var held = holds.now();
        var expired = queue.lockExpired(streams.flowing(held), held, now, EXPIRE_AT_ONCE);
        finish(sends.end(expired.stream()
                .map(id -> Outcome.of(id, SendState.EXPIRED, "Its time had passed before it could go", now))
                .toList()));
        return expired.size();
    }

    /** The relays that people stopped for now. */
    Set<String> heldRelays() {
        return holds.heldRelays();
    }

    /** Lets those who were quiet after they had asked us to slow down have more again. */
    @Transactional
    void speedUp() {
        paces.speedUp(clock.instant());
    }

    /** Tells the other instances that this one lives. */
    @Transactional
    void showLife(Instant realNow) {
        jdbc.sql("""
                        insert into sender (id, seen_at) values (:id, :now)
                        on conflict (id) do update set seen_at = excluded.seen_at
                        """).param("id", name).param("now", utc(realNow)).update();
    }

    /**
     * Takes over from instances that died. What they had only claimed goes back into the plan. What they had handed
     * over may or may not have arrived: marketing mail is not sent a second time on a guess; a confirmation or an alert
     * is sent again under the same Message-ID.
     *
     * <p>Who has nothing in hand any more is forgotten. So the queue, which may be long, is looked through only where
     * somebody died.
     */
    @Transactional
    int recover(Instant realNow) {
        var dead = jdbc.sql("select id from sender where seen_at <= :since and id <> :name order by id for update")
                .param("since", utc(realNow.minus(properties.lease())))
                .param("name", name)
                .query((row, number) -> row.getString("id"))
                .list();
        if (dead.isEmpty()) {
            return 0;
        }
        var now = clock.instant();
        var stranded = queue.lockStranded(dead, RECOVER_AT_ONCE);
        stranded.stream()
                .collect(Collectors.groupingBy(InHand::claimedBy))
                .forEach((sender, inHand) -> finish(sends.settle(
                        inHand.stream().map(send -> recovered(send, now)).toList(), sender)));
        if (stranded.size() < RECOVER_AT_ONCE) {
            jdbc.sql("delete from sender where id = any(:dead)")
                    .param("dead", dead.toArray(String[]::new))
                    .update();
        }
        return stranded.size();
    }

    /** Lets go of mails that this instance could not bring to an end, by the same rule as for those of the dead. */
    @Transactional
    void giveUp(Collection<UUID> ids, Duration wait) {
        var now = clock.instant();
        finish(sends.settle(
                queue.lockHeld(ids, name).stream()
                        .map(send -> recovered(send, send.handedOver() ? now : now.plus(wait)))
                        .toList(),
                name));
    }

    /** Leaves: what is still claimed is for the others, and what may have left for them to look after. */
    @Transactional
    void leave() {
        queue.letGo(name);
        jdbc.sql("update sender set seen_at = '-infinity' where id = :name")
                .param("name", name)
                .update();
    }

    private List<Ready> sort(List<Send> due, String relay, Instant now) {
        var turn = paces.turn(relay, now);
        var people = contacts.findAll(due.stream().map(Send::contactId).collect(Collectors.toSet()));
        var verdicts = checks.verdicts(SendChecks.subjects(due), people, now);
        var goes = new ArrayList<Send>();
        var movedDays = new HashMap<UUID, LocalDate>();
        var postponements = new ArrayList<Postponement>();
        var outcomes = new ArrayList<Outcome>();
        for (var send : due) {
            var verdict = verdicts.get(send.id());
            if (verdict == null) {
                outcomes.add(Outcome.of(send.id(), SendState.CANCELLED, "The contact is gone", now));
            } else if (verdict.state().isFinal()) {
                outcomes.add(Outcome.of(send.id(), verdict.state(), verdict.reason(), now));
            } else if (verdict.at().isAfter(now)) {
                postponements.add(
                        new Postponement(send.id(), verdict.at(), verdict.day(), verdict.reason(), verdict.notAfter()));
            } else {
                turn.take(send.address())
                        .ifPresentOrElse(
                                wait -> postponements.add(new Postponement(
                                        send.id(), wait.at(), verdict.day(), wait.reason(), verdict.notAfter())),
                                () -> {
                                    goes.add(send);
                                    if (!verdict.day().equals(send.countsOn())) {
                                        movedDays.put(send.id(), verdict.day());
                                    }
                                });
            }
        }
        turn.close();
        finish(sends.end(outcomes));
        if (!postponements.isEmpty()) {
            sends.postpone(postponements);
        }
        if (!movedDays.isEmpty()) {
            sends.count(movedDays);
        }
        if (!goes.isEmpty()) {
            queue.claim(Sends.ids(goes), relay, name, now);
        }
        warmUp.take(
                (int) goes.stream()
                        .filter(send -> send.stream() == Stream.MARKETING)
                        .count(),
                now);
        return ready(goes, people);
    }

    private List<Ready> ready(List<Send> goes, Map<ContactId, Contact> people) {
        var tracked = trackingConsent.among(people.values());
        var ready = new ArrayList<Ready>();
        for (var send : goes) {
            var contact = people.get(send.contactId());
            if (contact != null) {
                ready.add(new Ready(send, contact, tracked.contains(contact.id())));
            }
        }
        return ready;
    }

    private static Outcome recovered(InHand send, Instant now) {
        if (!send.handedOver()) {
            return Outcome.of(send.id(), SendState.PLANNED, null, now);
        }
        return send.stream() == Stream.MARKETING
                ? Outcome.of(
                        send.id(),
                        SendState.UNKNOWN,
                        "We stopped while the relay had it and had not answered; it is not sent again on a guess",
                        now)
                : Outcome.of(
                        send.id(),
                        SendState.PLANNED,
                        "Sent again under the same Message-ID, for we stopped before the relay had answered",
                        now);
    }

    /** Lets those know who wait for what is booked. */
    private List<Finished> finish(List<Finished> booked) {
        completeJobs(booked);
        var sent = booked.stream()
                .filter(send -> send.state() == SendState.SENT)
                .map(send -> new EmailSent.Sent(
                        send.id(),
                        send.contactId(),
                        send.template(),
                        send.acceptedAt() == null ? clock.instant() : send.acceptedAt()))
                .toList();
        if (!sent.isEmpty()) {
            events.publishEvent(new EmailSent(sent));
        }
        return booked;
    }

    private void completeJobs(List<Finished> booked) {
        for (var lane : Lane.values()) {
            var jobs = new LinkedHashMap<Long, Map<String, Object>>();
            for (var send : booked) {
                var jobKey = send.jobKey();
                if (jobKey != null && send.state().isFinal() && lane(send) == lane) {
                    jobs.put(
                            jobKey,
                            Map.of(
                                    "outcome", send.state().label(),
                                    "sendId", send.id().toString()));
                }
            }
            if (!jobs.isEmpty()) {
                outbox.completeAll(jobs, lane);
            }
        }
    }

    private static Lane lane(Finished send) {
        return send.stream() == Stream.MARKETING ? Lane.BULK : Lane.LIVE;
    }

    /** A claimed send, whom it is about, and whether we may be told when it is opened. */
    record Ready(Send send, Contact contact, boolean tracked) {}
}
