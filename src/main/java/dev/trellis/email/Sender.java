package dev.trellis.email;

import dev.trellis.email.Relays.Line;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.event.TransactionalEventListener;

/** Drains the plan: claims what is due, renders it, hands it to the relay and books what became of it. */
@Component
class Sender implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Sender.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(8);
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
    private final List<Thread> sessions = new ArrayList<>();

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
            for (int i = 1; i <= line.sessions(); i++) {
                sessions.add(Thread.ofPlatform()
                        .name("smtp-" + line.name() + "-" + i)
                        .start(new SenderSession(
                                line, desk, renderer, messages, clock, this::isRunning, this::lookForMore)));
            }
        }
        loop = Thread.ofPlatform().name("sender").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        relays.all().forEach(Line::wakeSessions);
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
        long end = System.nanoTime() + LAST_WORDS.toNanos();
        for (var session : sessions) {
            if (!session.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                log.warn("Some mails are still with the relay; they are looked after at the next start");
            }
        }
        sessions.clear();
        relays.all().forEach(Line::forgetWaiting);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @TransactionalEventListener(fallbackExecution = true)
    void on(MailWaiting news) {
        lookForMore();
    }

    /** Wakes the one that claims, for there is room for more. */
    private void lookForMore() {
        LockSupport.unpark(loop);
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

    /** Claims one batch for the relay whose turn it is; the answer is its size. */
    private int sendSome() {
        for (var line : relays.inTurn(desk.heldRelays())) {
            var batch = desk.claim(
                    line.name(),
                    line.maxPerSecond(),
                    relays.areSeveral() ? Math.min(line.room(), MAILS_AT_ONCE_AMONG_SEVERAL) : line.room(),
                    Instant.now());
            if (!batch.isEmpty()) {
                line.put(batch);
                return batch.size();
            }
            if (line.maxPerSecond() == 0) {
                // Nothing is due. What is planned this very moment is for the relay whose turn it is.
                return 0;
            }
        }
        return 0;
    }
}
