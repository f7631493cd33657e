package dev.trellis.email;

import dev.trellis.email.Relays.Line;
import dev.trellis.email.SendClaims.HandOver;
import dev.trellis.email.SendDesk.Ready;
import dev.trellis.email.Sends.Outcome;
import dev.trellis.email.smtp.Delivery;
import dev.trellis.email.smtp.OutgoingMail;
import dev.trellis.email.smtp.Relay;
import dev.trellis.email.smtp.RelayAwayException;
import dev.trellis.email.smtp.SmtpReply;
import jakarta.mail.MessagingException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Drains the plan: claims what is due, renders it, hands it to the relay and books what became of it. */
@Component
class Sender implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Sender.class);
    private static final int MAILS_AT_A_TIME = 20;

    /** As many of each session are in doubt if we die; fewer would cost a transaction each. */
    private static final int MAILS_IN_DOUBT = 5;

    private static final Duration LAST_WORDS = Duration.ofSeconds(8);
    private static final int MOST_ATTEMPTS = 20;
    private static final Duration RETRY_MISTAKE_AFTER = Duration.ofMinutes(15);
    private static final int MAILS_AT_ONCE_AMONG_SEVERAL = 100;

    private final SendDesk desk;
    private final EmailRenderer renderer;
    private final MessageFactory messages;
    private final Relays relays;
    private final EmailProperties properties;
    private final Clock clock;
    private final boolean enabled;

    private volatile boolean running;
    private @Nullable Thread loop;
    private final Map<Line, ExecutorService> sessions = new ConcurrentHashMap<>();

    Sender(
            SendDesk desk,
            EmailRenderer renderer,
            MessageFactory messages,
            Relays relays,
            EmailProperties properties,
            Clock clock,
            @Value("${trellis.idle:false}") boolean idle) {
        this.desk = desk;
        this.renderer = renderer;
        this.messages = messages;
        this.relays = relays;
        this.properties = properties;
        this.clock = clock;
        this.enabled = properties.enabled() && !idle;
    }

    @Override
    public void start() {
        if (!enabled) {
            return;
        }
        running = true;
        // A relay that is slow must not take the threads of the others.
        for (var line : relays.all()) {
            var threads =
                    Thread.ofPlatform().name("smtp-" + line.name() + "-", 1).factory();
            sessions.put(line, Executors.newFixedThreadPool(line.sessions(), threads));
        }
        loop = Thread.ofPlatform().name("sender").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        try {
            if (loop != null) {
                LockSupport.unpark(loop);
                loop.join(Duration.ofSeconds(5));
            }
            endSessions();
            desk.leave();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        } catch (DataAccessException | TransactionException ex) {
            log.warn("Could not say goodbye to the database: {}", ex.getMessage());
        }
        relays.closeAll();
    }

    private void endSessions() throws InterruptedException {
        sessions.values().forEach(ExecutorService::shutdown);
        long end = System.nanoTime() + LAST_WORDS.toNanos();
        for (var executor : sessions.values()) {
            if (!executor.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                log.warn("Some mails are still with the relay; they are looked after at the next start");
            }
        }
        sessions.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void run() {
        long nextHousekeeping = System.nanoTime();
        while (running) {
            try {
                if (System.nanoTime() - nextHousekeeping >= 0) {
                    nextHousekeeping =
                            System.nanoTime() + Math.min(properties.lease().toNanos() / 6, 2_000_000_000L);
                    housekeeping();
                }
                if (sendSome() == 0) {
                    LockSupport.parkNanos(properties.pollInterval().toNanos());
                }
            } catch (DataAccessException | TransactionException ex) {
                log.warn("Cannot look for mail to send, trying again: {}", ex.getMessage());
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            } catch (RuntimeException ex) {
                log.error("Looking for mail to send failed, trying again", ex);
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            }
        }
    }

    private void housekeeping() {
        desk.showLife(Instant.now());
        int recovered = desk.recover(Instant.now());
        if (recovered > 0) {
            log.info("Took over {} mails of an instance that is gone", recovered);
        }
        desk.expire();
        desk.speedUp();
        relays.closeIdle();
    }

    /** Claims one batch for the relay whose turn it is and deals it out; the answer is its size. */
    private int sendSome() {
        for (var line : relays.inTurn(desk.heldRelays())) {
            int room = line.free() * MAILS_AT_A_TIME;
            var batch = desk.claim(
                    line.name(),
                    line.maxPerSecond(),
                    relays.areSeveral() ? Math.min(room, MAILS_AT_ONCE_AMONG_SEVERAL) : room,
                    Instant.now());
            if (!batch.isEmpty()) {
                line.takes(batch.size());
                dealOut(batch, line);
                return batch.size();
            }
        }
        return 0;
    }

    private void dealOut(List<Ready> batch, Line line) {
        var executor = sessions.get(line);
        if (executor == null) {
            return;
        }
        int chunk = Math.clamp(batch.size() / line.sessions(), 1, MAILS_AT_A_TIME);
        for (int i = 0; i < batch.size(); i += chunk) {
            var part = batch.subList(i, Math.min(i + chunk, batch.size()));
            line.occupy();
            executor.execute(() -> {
                try {
                    send(part, line);
                } catch (RuntimeException | StackOverflowError ex) {
                    log.error("Sending {} mails failed", part.size(), ex);
                    giveUp(part);
                } finally {
                    line.vacate();
                    LockSupport.unpark(loop);
                }
            });
        }
    }

    /** What went wrong is a mistake of ours: the mails go on as those of an instance that died. */
    private void giveUp(List<Ready> batch) {
        try {
            desk.giveUp(batch.stream().map(ready -> ready.send().id()).toList(), RETRY_MISTAKE_AFTER);
        } catch (DataAccessException | TransactionException ex) {
            log.error("Could not give the mails up; they are looked after when this instance is gone", ex);
        }
    }

    /** Sends claimed mails over one connection. */
    private void send(List<Ready> batch, Line line) {
        var outcomes = new ArrayList<Outcome>();
        var replies = new Replies(new HashMap<>(), new HashMap<>());
        var letters = new ArrayList<Letter>();
        for (var ready : batch) {
            try {
                letters.add(letter(ready));
            } catch (Templates.RenderingException | IllegalArgumentException ex) {
                outcomes.add(notRenderable(ready.send(), ex));
            } catch (MessagingException ex) {
                outcomes.add(Outcome.of(ready.send().id(), SendState.FAILED, ex.getMessage(), clock.instant()));
            }
        }
        if (!letters.isEmpty()) {
            deliver(letters, line, outcomes, replies);
        }
        settle(line, outcomes, replies);
    }

    private void deliver(List<Letter> letters, Line line, List<Outcome> outcomes, Replies replies) {
        Relay.Connection connection;
        try {
            connection = line.lease();
        } catch (RelayAwayException ex) {
            line.isAway(ex);
            letters.forEach(letter ->
                    outcomes.add(Outcome.of(letter.send().id(), SendState.PLANNED, ex.getMessage(), clock.instant())));
            return;
        }
        var rest = new ArrayDeque<>(letters);
        boolean goesOn = true;
        try {
            while (!rest.isEmpty() && goesOn) {
                var group = new ArrayDeque<Letter>();
                while (group.size() < MAILS_IN_DOUBT && !rest.isEmpty()) {
                    group.add(rest.remove());
                }
                var go = handOver(group, line, outcomes, replies);
                group.removeIf(letter -> !go.contains(letter.send().id()));
                var next = deliver(group, connection, line, outcomes, replies);
                goesOn = next != null;
                connection = next == null ? connection : next;
                group.forEach(letter -> outcomes.add(notTried(letter)));
            }
        } finally {
            connection.release();
        }
        if (goesOn) {
            line.answered();
        }
        rest.forEach(letter -> outcomes.add(
                Outcome.of(letter.send().id(), SendState.PLANNED, "The relay went away", clock.instant())));
    }

    /** Books what became of the group before and notes that this one is about to leave, both at once. */
    private Set<UUID> handOver(Collection<Letter> group, Line line, List<Outcome> outcomes, Replies replies) {
        try {
            return desk.exchange(
                    line.name(),
                    outcomes,
                    replies.dead(),
                    replies.brakes(),
                    group.stream().map(Letter::handOver).toList());
        } catch (DataAccessException | TransactionException ex) {
            settle(line, outcomes, replies);
            throw ex;
        } finally {
            outcomes.clear();
            replies.clear();
        }
    }

    /**
     * Delivers letters, over a new connection where the relay closed the one it had.
     *
     * @param letters those that were not tried are left in it
     * @return the connection to go on with; null where the relay is to be left alone
     */
    private Relay.@Nullable Connection deliver(
            ArrayDeque<Letter> letters, Relay.Connection first, Line line, List<Outcome> outcomes, Replies replies) {
        var connection = first;
        UUID lost = null;
        while (!letters.isEmpty()) {
            for (var answer :
                    connection.deliver(letters.stream().map(Letter::mail).toList())) {
                var letter = letters.remove();
                // A relay may close a connection between two mails; that is no reason to wait.
                if (answer instanceof Delivery.Lost && !letter.send().id().equals(lost)) {
                    lost = letter.send().id();
                    letters.addFirst(letter);
                    continue;
                }
                outcomes.add(outcome(letter.send(), answer, replies));
                if (answer instanceof Delivery.Refused refused
                        && refused.reply().closes()) {
                    line.askedForPause();
                    return null;
                }
            }
            if (!letters.isEmpty()) {
                connection.release();
                try {
                    connection = line.open();
                } catch (RelayAwayException ex) {
                    line.isAway(ex);
                    return null;
                }
            }
        }
        return connection;
    }

    private Letter letter(Ready ready) throws MessagingException {
        var send = ready.send();
        var email = renderer.render(send, ready.contact(), ready.tracked());
        return new Letter(send, email, messages.mail(send, email, clock.instant()));
    }

    private Outcome outcome(Send send, Delivery delivery, Replies replies) {
        return switch (delivery) {
            case Delivery.Accepted accepted -> answered(send, SendState.SENT, null, accepted.reply(), clock.instant());
            case Delivery.Refused refused -> refused(send, refused.reply(), replies);
            case Delivery.Lost lost -> retry(send, "The connection broke: " + lost.reason(), null);
            case Delivery.Unclear unclear ->
                send.stream() == Stream.MARKETING
                        ? Outcome.of(
                                send.id(),
                                SendState.UNKNOWN,
                                "The relay had it and did not answer: " + unclear.reason(),
                                clock.instant())
                        : retry(send, "Sent again under the same Message-ID: " + unclear.reason(), null);
        };
    }

    private Outcome refused(Send send, SmtpReply reply, Replies replies) {
        if (reply.asksToSlowDown()) {
            replies.brakes()
                    .put(reply.toRecipient() ? DomainPaces.domain(send.address()) : DomainPaces.ALL, reply.text());
        }
        if (!reply.isPermanent()) {
            return retry(send, "The relay asked to try later", reply);
        }
        if (reply.saysAddressIsDead()) {
            replies.dead().put(send.id(), "refused when sent: " + reply.text());
            return answered(send, SendState.FAILED, "There is no such address", reply, clock.instant());
        }
        return answered(send, SendState.FAILED, "The relay refused it", reply, clock.instant());
    }

    private Outcome retry(Send send, String reason, @Nullable SmtpReply reply) {
        int attempts = send.attempts() + 1;
        if (attempts >= MOST_ATTEMPTS) {
            return answered(send, SendState.FAILED, reason + ", " + attempts + " times", reply, clock.instant());
        }
        return answered(send, SendState.PLANNED, reason, reply, clock.instant().plus(backOff(attempts)));
    }

    private static Outcome answered(
            Send send, SendState state, @Nullable String reason, @Nullable SmtpReply reply, Instant at) {
        return new Outcome(
                send.id(),
                state,
                reason,
                reply == null ? null : reply.code(),
                reply == null ? null : reply.enhanced(),
                reply == null ? null : reply.text(),
                at,
                true);
    }

    private Outcome notTried(Letter letter) {
        return new Outcome(
                letter.send().id(), SendState.PLANNED, "The relay went away", null, null, null, clock.instant(), false);
    }

    private Outcome notRenderable(Send send, RuntimeException ex) {
        log.warn("Send {} cannot be rendered: {}", send.id(), ex.getMessage());
        return Outcome.of(
                send.id(), SendState.PLANNED, ex.getMessage(), clock.instant().plus(RETRY_MISTAKE_AFTER));
    }

    /** One minute, then four times as long each time up to four hours, give or take a fifth. */
    static Duration backOff(int attempts) {
        long minutes = Math.min(240, 1L << Math.min(2 * (attempts - 1), 20));
        return Relays.jitter(Duration.ofMinutes(minutes));
    }

    /** What became of mails must not be forgotten, so this goes on until the database has it. */
    private void settle(Line line, List<Outcome> outcomes, Replies replies) {
        for (int attempt = 1; !outcomes.isEmpty(); attempt++) {
            try {
                desk.settle(line.name(), outcomes, replies.dead(), replies.brakes());
                return;
            } catch (DataAccessException | TransactionException ex) {
                log.warn("Cannot book what became of {} mails, trying again: {}", outcomes.size(), ex.getMessage());
                if (!running && attempt >= 3) {
                    throw ex;
                }
                LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            }
        }
    }

    /**
     * What the relay said that is of use beyond the mail it was said about.
     *
     * @param dead of addresses that do not exist, by send
     * @param brakes to go slower, by recipient domain
     */
    private record Replies(Map<UUID, String> dead, Map<String, String> brakes) {

        void clear() {
            dead.clear();
            brakes.clear();
        }
    }

    private record Letter(Send send, RenderedEmail email, OutgoingMail mail) {

        HandOver handOver() {
            return new HandOver(send.id(), email.subject(), email.templateVersion(), email.variant());
        }
    }
}
