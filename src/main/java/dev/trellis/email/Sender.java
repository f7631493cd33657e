package dev.trellis.email;

import dev.trellis.email.Relay.RelayAwayException;
import dev.trellis.email.SendDesk.Ready;
import dev.trellis.email.Sends.HandOver;
import dev.trellis.email.Sends.Outcome;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
    private static final int MOST_ATTEMPTS = 20;
    private static final Duration RETRY_MISTAKE_AFTER = Duration.ofMinutes(15);
    private static final Duration LONGEST_ABSENCE = Duration.ofSeconds(30);

    private final SendDesk desk;
    private final EmailRenderer renderer;
    private final MessageFactory messages;
    private final Relay relay;
    private final EmailProperties properties;
    private final Clock clock;
    private final boolean enabled;
    private final Semaphore slots;

    private volatile boolean running;
    private volatile long relayBackAtNanos = System.nanoTime();
    private final AtomicInteger absences = new AtomicInteger();
    private @Nullable Thread loop;
    private @Nullable ExecutorService sessions;

    Sender(
            SendDesk desk,
            EmailRenderer renderer,
            MessageFactory messages,
            Relay relay,
            EmailProperties properties,
            Clock clock,
            @Value("${trellis.idle:false}") boolean idle) {
        this.desk = desk;
        this.renderer = renderer;
        this.messages = messages;
        this.relay = relay;
        this.properties = properties;
        this.clock = clock;
        this.enabled = properties.enabled() && !idle;
        this.slots = new Semaphore(properties.sessions() * 2);
    }

    @Override
    public void start() {
        if (!enabled) {
            return;
        }
        running = true;
        sessions = Executors.newFixedThreadPool(
                properties.sessions(), Thread.ofPlatform().name("smtp-", 1).factory());
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
            if (sessions != null) {
                sessions.shutdown();
                if (!sessions.awaitTermination(8, TimeUnit.SECONDS)) {
                    log.warn("Some mails are still with the relay; they are looked after at the next start");
                }
            }
            desk.leave();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        } catch (DataAccessException | TransactionException ex) {
            log.warn("Could not say goodbye to the database: {}", ex.getMessage());
        }
        relay.closeAll();
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
        relay.closeIdle();
    }

    /** Claims one batch and deals it out; the answer is its size. */
    private int sendSome() {
        if (System.nanoTime() - relayBackAtNanos < 0) {
            return 0;
        }
        int free = slots.availablePermits();
        var executor = sessions;
        if (free == 0 || executor == null) {
            return 0;
        }
        var batch = desk.claim(free * MAILS_AT_A_TIME, Instant.now());
        int chunk = Math.clamp(batch.size() / properties.sessions(), 1, MAILS_AT_A_TIME);
        for (int i = 0; i < batch.size(); i += chunk) {
            var part = batch.subList(i, Math.min(i + chunk, batch.size()));
            slots.acquireUninterruptibly();
            executor.execute(() -> {
                try {
                    send(part);
                } catch (RuntimeException | StackOverflowError ex) {
                    log.error("Sending {} mails failed", part.size(), ex);
                    giveUp(part);
                } finally {
                    slots.release();
                    LockSupport.unpark(loop);
                }
            });
        }
        return batch.size();
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
    private void send(List<Ready> batch) {
        var outcomes = new ArrayList<Outcome>();
        var dead = new HashMap<UUID, String>();
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
            deliver(letters, outcomes, dead);
        }
        settle(outcomes, dead);
    }

    private void deliver(List<Letter> letters, List<Outcome> outcomes, Map<UUID, String> dead) {
        RelayConnection connection;
        try {
            connection = relay.lease();
        } catch (RelayAwayException ex) {
            relayIsAway(ex);
            letters.forEach(letter ->
                    outcomes.add(Outcome.of(letter.send().id(), SendState.PLANNED, ex.getMessage(), clock.instant())));
            return;
        }
        var go = desk.handOver(letters.stream().map(Letter::handOver).toList());
        boolean away = false;
        for (var letter : letters) {
            if (!go.contains(letter.send().id())) {
                continue;
            }
            if (away) {
                outcomes.add(notTried(letter));
                continue;
            }
            try {
                connection = usable(connection);
                var delivery = connection.deliver(letter.message(), letter.recipient());
                if (delivery instanceof Delivery.Lost) {
                    // A relay may close a connection between two mails; that is no reason to wait.
                    connection = replace(connection);
                    delivery = connection.deliver(letter.message(), letter.recipient());
                }
                absences.set(0);
                outcomes.add(outcome(letter.send(), delivery, dead));
                if (delivery instanceof Delivery.Refused refused
                        && refused.reply().closes()) {
                    relay.discard(connection);
                    away = true;
                    relayBackAtNanos =
                            System.nanoTime() + jitter(Duration.ofSeconds(2)).toNanos();
                }
            } catch (RelayAwayException ex) {
                relayIsAway(ex);
                outcomes.add(notTried(letter));
                away = true;
            }
        }
        if (connection.isConnected()) {
            relay.release(connection);
        } else {
            relay.discard(connection);
        }
    }

    private RelayConnection usable(RelayConnection connection) throws RelayAwayException {
        return relay.isSpent(connection) ? replace(connection) : connection;
    }

    private RelayConnection replace(RelayConnection connection) throws RelayAwayException {
        relay.discard(connection);
        return relay.open();
    }

    private Letter letter(Ready ready) throws MessagingException {
        var send = ready.send();
        var email = renderer.render(send, ready.contact(), ready.tracked());
        return new Letter(
                send,
                email,
                messages.message(send, email, clock.instant()),
                MessageFactory.address(send.address(), null));
    }

    private Outcome outcome(Send send, Delivery delivery, Map<UUID, String> dead) {
        return switch (delivery) {
            case Delivery.Accepted accepted -> answered(send, SendState.SENT, null, accepted.reply(), clock.instant());
            case Delivery.Refused refused -> refused(send, refused.reply(), dead);
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

    private Outcome refused(Send send, SmtpReply reply, Map<UUID, String> dead) {
        if (!reply.isPermanent()) {
            return retry(send, "The relay asked to try later", reply);
        }
        if (reply.saysAddressIsDead()) {
            dead.put(send.id(), "refused when sent: " + reply.text());
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
        return jitter(Duration.ofMinutes(minutes));
    }

    private static Duration jitter(Duration duration) {
        return Duration.ofMillis(
                (long) (duration.toMillis() * ThreadLocalRandom.current().nextDouble(0.8, 1.2)));
    }

    private void relayIsAway(RelayAwayException ex) {
        int times = Math.min(absences.getAndIncrement(), 10);
        var wait = Duration.ofMillis(Math.min(LONGEST_ABSENCE.toMillis(), 500L << times));
        relayBackAtNanos = System.nanoTime() + jitter(wait).toNanos();
        if (times == 0) {
            log.warn("{}; mail waits and goes on by itself", ex.getMessage());
        }
    }

    /** What became of mails must not be forgotten, so this goes on until the database has it. */
    private void settle(List<Outcome> outcomes, Map<UUID, String> dead) {
        for (int attempt = 1; ; attempt++) {
            try {
                desk.settle(outcomes, dead);
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

    private record Letter(
            Send send, RenderedEmail email, MimeMessage message, jakarta.mail.internet.InternetAddress recipient) {

        HandOver handOver() {
            return new HandOver(send.id(), email.subject(), email.templateVersion(), email.variant());
        }
    }
}
