package dev.trellis.email;

import dev.trellis.email.Relays.Line;
import dev.trellis.email.SendDesk.Ready;
import dev.trellis.email.SendQueue.HandOver;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * One of the connections to a relay at work: renders what is claimed for the relay, hands it in and books the answers.
 *
 * <p>What became of some mails is booked in the transaction that notes that the next are about to leave, so the books
 * are one transaction a group behind, and only while mail flows.
 */
final class SenderSession implements Runnable {

    /**
     * What is in doubt if we die: what a relay takes in this time, and never more than so many mails. Each group waits
     * once more than it has mails for a relay far away, so it should be several even there.
     */
    private static final Duration IN_DOUBT = Duration.ofMillis(250);

    private static final int MOST_IN_DOUBT = 20;

    private static final int MOST_ATTEMPTS = 20;
    private static final Duration RETRY_MISTAKE_AFTER = Duration.ofMinutes(15);

    private static final Logger log = LoggerFactory.getLogger(SenderSession.class);

    private final Line line;
    private final SendDesk desk;
    private final EmailRenderer renderer;
    private final MessageFactory messages;
    private final Clock clock;
    private final BooleanSupplier goesOn;
    private final Runnable hungry;

    private final List<Outcome> unbooked = new ArrayList<>();
    private final Map<UUID, String> dead = new HashMap<>();
    private final Map<String, String> brakes = new HashMap<>();
    private Relay.@Nullable Connection connection;
    private int groupSize = 1;

    /**
     * A session, to be run by a thread of its own.
     *
     * @param goesOn whether more is to be sent
     * @param hungry told when there is room for more to be claimed
     */
    SenderSession(
            Line line,
            SendDesk desk,
            EmailRenderer renderer,
            MessageFactory messages,
            Clock clock,
            BooleanSupplier goesOn,
            Runnable hungry) {
        this.line = line;
        this.desk = desk;
        this.renderer = renderer;
        this.messages = messages;
        this.clock = clock;
        this.goesOn = goesOn;
        this.hungry = hungry;
    }

    @Override
    public void run() {
        try {
            while (goesOn.getAsBoolean()) {
                var group = line.await(groupSize, goesOn);
                if (!group.isEmpty()) {
                    sendAll(group);
                }
            }
        } catch (DataAccessException | TransactionException ex) {
            log.error("Could not book what became of {} mails before the end", unbooked.size(), ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends a group and all that waits behind it, over one connection as long as the relay keeps it. */
    private void sendAll(List<Ready> first) {
        line.occupy();
        try {
            for (var group = first;
                    !group.isEmpty();
                    group = goesOn.getAsBoolean() ? line.poll(groupSize) : List.of()) {
                sendCarefully(group);
            }
            settle();
        } finally {
            hangUp();
            line.vacate();
        }
    }

    private void sendCarefully(List<Ready> group) {
        try {
            send(group);
        } catch (RuntimeException | StackOverflowError ex) {
            log.error("Sending {} mails failed", group.size(), ex);
            hangUp();
            giveUp(group);
        } finally {
            line.done(group.size());
            hungry.run();
        }
    }

    /** What went wrong is a mistake of ours: the mails go on as those of an instance that died. */
    private void giveUp(List<Ready> group) {
        try {
            settle();
            desk.giveUp(group.stream().map(ready -> ready.send().id()).toList(), RETRY_MISTAKE_AFTER);
        } catch (DataAccessException | TransactionException ex) {
            log.error("Could not give the mails up; they are looked after when this instance is gone", ex);
        }
    }

    private void send(List<Ready> group) {
        var letters = letters(group);
        if (letters.isEmpty()) {
            return;
        }
        if (connection == null) {
            try {
                connection = line.lease();
            } catch (RelayAwayException ex) {
                line.isAway(ex);
                letters.forEach(letter -> putBack(letter.send(), String.valueOf(ex.getMessage())));
                leaveAlone();
                return;
            }
        }
        var go = handOver(letters);
        letters.removeIf(letter -> !go.contains(letter.send().id()));
        long start = System.nanoTime();
        deliver(letters);
        adaptTo(System.nanoTime() - start, go.size() - letters.size());
        if (connection == null) {
            letters.forEach(letter -> unbooked.add(notTried(letter)));
            leaveAlone();
        } else {
            line.answered();
        }
    }

    /** Each group costs a transaction, so a fast relay gets large ones; a slow one leaves fewer mails in doubt. */
    private void adaptTo(long nanos, int mails) {
        long fit = IN_DOUBT.toNanos() * mails / Math.max(1, nanos);
        groupSize = Math.clamp(Math.min(fit, 2L * groupSize), 1, MOST_IN_DOUBT);
    }

    private ArrayDeque<Letter> letters(List<Ready> group) {
        var letters = new ArrayDeque<Letter>();
        for (var ready : group) {
            try {
                letters.add(letter(ready));
            } catch (Templates.RenderingException | IllegalArgumentException ex) {
                unbooked.add(notRenderable(ready.send(), ex));
            } catch (MessagingException ex) {
                unbooked.add(Outcome.of(ready.send().id(), SendState.FAILED, ex.getMessage(), clock.instant()));
            }
        }
        return letters;
    }

    /** What waits for a relay that is away goes back into the plan, where other relays find it. */
    private void leaveAlone() {
        var waiting = line.takeBack();
        waiting.forEach(ready -> putBack(ready.send(), "The relay went away"));
        line.done(waiting.size());
    }

    private void putBack(Send send, String reason) {
        unbooked.add(Outcome.of(send.id(), SendState.PLANNED, reason, clock.instant()));
    }

    private void hangUp() {
        if (connection != null) {
            connection.release();
            connection = null;
        }
    }

    /** Books what became of the group before and notes that this one is about to leave, both at once. */
    private Set<UUID> handOver(ArrayDeque<Letter> letters) {
        var go = desk.exchange(
                line.name(),
                unbooked,
                dead,
                brakes,
                letters.stream().map(Letter::handOver).toList());
        forgetBooked();
        return go;
    }

    private void forgetBooked() {
        unbooked.clear();
        dead.clear();
        brakes.clear();
    }

    /**
     * Delivers letters, over a new connection where the relay closed the one it had. Where it is to be left alone,
     * there is no connection afterwards.
     *
     * @param letters those that were not tried are left in it
     */
    private void deliver(ArrayDeque<Letter> letters) {
        UUID lost = null;
        while (!letters.isEmpty() && connection != null) {
            for (var answer :
                    connection.deliver(letters.stream().map(Letter::mail).toList())) {
                var letter = letters.remove();
                // A relay may close a connection between two mails; that is no reason to wait.
                if (answer instanceof Delivery.Lost && !letter.send().id().equals(lost)) {
                    lost = letter.send().id();
                    letters.addFirst(letter);
                    continue;
                }
                unbooked.add(outcome(letter.send(), answer));
                if (answer instanceof Delivery.Refused refused
                        && refused.reply().closes()) {
                    line.askedForPause();
                    hangUp();
                    return;
                }
            }
            if (!letters.isEmpty()) {
                openAnother();
            }
        }
    }

    private void openAnother() {
        hangUp();
        try {
            connection = line.open();
        } catch (RelayAwayException ex) {
            line.isAway(ex);
        }
    }

    private Letter letter(Ready ready) throws MessagingException {
        var send = ready.send();
        var email = renderer.render(send, ready.contact(), ready.tracked());
        return new Letter(send, email, messages.mail(send, email, clock.instant()));
    }

    private Outcome outcome(Send send, Delivery delivery) {
        return switch (delivery) {
            case Delivery.Accepted accepted -> answered(send, SendState.SENT, null, accepted.reply(), clock.instant());
            case Delivery.Refused refused -> refused(send, refused.reply());
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

    private Outcome refused(Send send, SmtpReply reply) {
        if (reply.asksToSlowDown()) {
            brakes.put(reply.toRecipient() ? DomainPaces.domain(send.address()) : DomainPaces.ALL, reply.text());
        }
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
        return Relays.jitter(Duration.ofMinutes(minutes));
    }

    /** What became of mails must not be forgotten, so this goes on until the database has it. */
    private void settle() {
        for (int attempt = 1; !unbooked.isEmpty(); attempt++) {
            try {
                desk.settle(line.name(), unbooked, dead, brakes);
                forgetBooked();
            } catch (DataAccessException | TransactionException ex) {
                log.warn("Cannot book what became of {} mails, trying again: {}", unbooked.size(), ex.getMessage());
                if (!goesOn.getAsBoolean() && attempt >= 3) {
                    throw ex;
                }
                LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            }
        }
    }

    private record Letter(Send send, RenderedEmail email, OutgoingMail mail) {

        HandOver handOver() {
            return new HandOver(send.id(), email.subject(), email.templateVersion(), email.variant());
        }
    }
}
