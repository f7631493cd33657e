package dev.trellis.email.inbound;

import dev.trellis.contact.Activities;
import dev.trellis.contact.ActivityTypes;
import dev.trellis.contact.Contact;
import dev.trellis.contact.NewActivity;
import dev.trellis.email.Bounces;
import dev.trellis.email.SendView;
import dev.trellis.email.inbound.InboundStore.Entry;
import dev.trellis.email.smtp.BounceClass;
import dev.trellis.platform.Lane;
import dev.trellis.platform.Sha256;
import jakarta.mail.internet.MailDateFormat;
import java.io.IOException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Books what arrived, each thing once, in one transaction with what follows from it. */
@Service
class InboundMail {

    /** Of what we do not know, enough is kept for somebody to look at. */
    private static final int MOST_KEPT_BYTES = 256 * 1024;

    private static final int LONGEST_NOTE = 1_000;

    /** Whoever knows an address could stop all mail to it, if this were believed. */
    private static final String DOUBTFUL =
            "kept: it bears no sign of ours, so that anybody could have written it; somebody has to decide";

    private final InboundStore store;
    private final Matches matches;
    private final Bounces bounces;
    private final Activities activities;
    private final Clock clock;

    InboundMail(InboundStore store, Matches matches, Bounces bounces, Activities activities, Clock clock) {
        this.store = store;
        this.matches = matches;
        this.bounces = bounces;
        this.activities = activities;
        this.clock = clock;
    }

    /**
     * Books a message.
     *
     * @param envelopeRecipient to whom it was addressed, where whoever brings it knows
     */
    @Transactional
    public InboundView book(byte[] raw, String source, @Nullable String envelopeRecipient) {
        var hash = Sha256.of(raw);
        var id = store.take(hash, source);
        if (id.isEmpty()) {
            return store.byHash(hash).asKnown();
        }
        var entry = entry(raw, HexFormat.of().formatHex(hash), envelopeRecipient);
        boolean unknown = entry.kind() == InboundKind.UNKNOWN || (entry.send() == null && entry.contact() == null);
        store.fill(id.get(), entry, unknown || entry.inDoubt() ? bounded(raw) : null);
        return store.byHash(hash);
    }

    /** Keeps a message that could not be booked, so that it hinders none that come after it. */
    @Transactional
    public InboundView keep(byte[] raw, String source, String problem) {
        var hash = Sha256.of(raw);
        store.take(hash, source)
                .ifPresent(id -> store.fill(id, Entry.of(InboundKind.UNKNOWN, "kept: " + problem), bounded(raw)));
        return store.byHash(hash);
    }

    /** Books what a relay tells. */
    @Transactional
    public boolean book(RelayEvent event, String source) {
        var hash = Sha256.of(source + "\n" + event.id());
        var id = store.take(hash, source);
        if (id.isEmpty()) {
            return false;
        }
        store.fill(id.get(), entry(event, HexFormat.of().formatHex(hash)), null);
        return true;
    }

    private Entry entry(byte[] raw, String hash, @Nullable String envelopeRecipient) {
        Letter letter;
        try {
            letter = LetterReader.read(raw);
        } catch (IOException ex) {
            return Entry.of(InboundKind.UNKNOWN, "kept: it cannot be read, " + ex.getMessage());
        }
        var reading = LetterKinds.read(letter);
        var key = letter.headers().first("message-id").orElse(hash);
        var entry = switch (reading.kind()) {
            case BOUNCE -> bounce(letter, reading, envelopeRecipient);
            case COMPLAINT -> complaint(letter, reading, envelopeRecipient, key);
            case UNSUBSCRIBE -> unsubscribe(letter, reading, envelopeRecipient, key);
            case REPLY -> reply(letter, envelopeRecipient, key);
            case AUTO_REPLY -> autoReply(letter, envelopeRecipient, key);
            case DELAY -> passing(letter, reading, envelopeRecipient, "nothing: the mail is still under way");
            case DELIVERY -> passing(letter, reading, envelopeRecipient, "nothing: the mail arrived");
            case UNKNOWN -> Entry.of(InboundKind.UNKNOWN, "kept: for somebody to look at");
        };
        return entry.headed(letter.from(), letter.subject());
    }

    private Entry bounce(Letter letter, Reading reading, @Nullable String envelopeRecipient) {
        var match = matches.reported(letter, envelopeRecipient, reading).orElse(null);
        if (match == null) {
            var first = reading.failures().getFirst();
            return Entry.of(InboundKind.BOUNCE, "kept: it names no mail of ours")
                    .refused(first.about().label(), first.status(), first.words());
        }
        var send = match.send();
        var failure = reading.failures().stream()
                .filter(some -> some.concerns(send.recipient()))
                .findFirst()
                .orElse(reading.failures().getFirst());
        boolean elsewhere = !failure.concerns(send.recipient());
        var about = elsewhere && failure.about() == BounceClass.ADDRESS ? BounceClass.TRANSIENT : failure.about();
        var words = elsewhere
                ? "passed on to " + String.join(", ", failure.recipients()) + ": " + failure.words()
                : failure.words();
        var entry = match.proven()
                ? Entry.of(InboundKind.BOUNCE, bounces.record(send.id(), about, failure.status(), words))
                : unproven(about);
        return entry.about(send.id(), send.toContact() ? send.contact() : null)
                .refused(about.label(), failure.status(), words);
    }

    /** What only stops mail after several times, or never, is not worth asking somebody about. */
    private static Entry unproven(BounceClass about) {
        return about == BounceClass.ADDRESS
                ? Entry.of(InboundKind.BOUNCE, DOUBTFUL).doubted()
                : Entry.of(InboundKind.BOUNCE, "nothing: it bears no sign of ours, so that it counts for nothing");
    }

    private Entry passing(Letter letter, Reading reading, @Nullable String envelopeRecipient, String done) {
        var send = matches.reported(letter, envelopeRecipient, reading).map(Match::send);
        return Entry.of(reading.kind(), done)
                .about(
                        send.map(SendView::id).orElse(null),
                        send.filter(SendView::toContact).map(SendView::contact).orElse(null));
    }

    private Entry complaint(Letter letter, Reading reading, @Nullable String envelopeRecipient, String key) {
        return matches.reported(letter, envelopeRecipient, reading)
                .filter(match -> match.send().toContact())
                .map(match -> match.proven()
                        ? complained(match.send(), key)
                        : Entry.of(InboundKind.COMPLAINT, DOUBTFUL)
                                .about(match.send().id(), match.send().contact())
                                .doubted())
                .orElseGet(() -> Entry.of(InboundKind.UNKNOWN, "kept: a complaint that names no mail of ours"));
    }

    private Entry complained(SendView send, String key) {
        record(
                send,
                ActivityTypes.COMPLAINED,
                null,
                key,
                Map.of("sendId", send.id().toString(), "via", "report"));
        return Entry.of(InboundKind.COMPLAINT, "suppressed: it gets no more mail")
                .about(send.id(), send.contact());
    }

    private Entry unsubscribe(Letter letter, Reading reading, @Nullable String envelopeRecipient, String key) {
        boolean toldByMailbox = letter.part("message/feedback-report").isPresent();
        var match = toldByMailbox
                ? matches.reported(letter, envelopeRecipient, reading)
                : matches.answered(letter, envelopeRecipient).map(Match::proven);
        var about = match.map(Match::send);
        var reader = matches.reader(reading.unsubscribeToken());
        var contact = reader.or(() -> matches.writer(letter, about)).orElse(null);
        boolean doubtful = reader.isEmpty() && !match.map(Match::proven).orElse(true);
        if (contact == null) {
            return Entry.of(
                    InboundKind.UNKNOWN, "kept: it wants no more mail, and we know nobody who could have sent it");
        }
        if (doubtful) {
            return Entry.of(InboundKind.UNSUBSCRIBE, DOUBTFUL)
                    .about(about.map(SendView::id).orElse(null), contact.id())
                    .doubted();
        }
        var properties = new LinkedHashMap<String, Object>();
        about.ifPresent(send -> properties.put("sendId", send.id().toString()));
        properties.put("via", "mail");
        record(contact, ActivityTypes.UNSUBSCRIBED, null, key, properties);
        return Entry.of(InboundKind.UNSUBSCRIBE, "unsubscribed: it gets no more marketing mail")
                .about(about.map(SendView::id).orElse(null), contact.id())
                .saying(ReplyText.of(letter));
    }

    private Entry reply(Letter letter, @Nullable String envelopeRecipient, String key) {
        var answered = matches.answered(letter, envelopeRecipient);
        var contact = matches.writer(letter, answered).orElse(null);
        var text = ReplyText.of(letter);
        if (contact == null) {
            return Entry.of(InboundKind.UNKNOWN, "kept: from nobody we know").saying(text);
        }
        var properties = written(letter, answered, text);
        if (!contact.email().equalsIgnoreCase(letter.from())) {
            properties.put("from", letter.from());
        }
        record(contact, ActivityTypes.REPLIED, date(letter), key, properties);
        return Entry.of(InboundKind.REPLY, "recorded: marketing mail rests, and the owner gets to read it")
                .about(answered.map(SendView::id).orElse(null), contact.id())
                .saying(text);
    }

    private Entry autoReply(Letter letter, @Nullable String envelopeRecipient, String key) {
        var answered = matches.answered(letter, envelopeRecipient);
        var contact = matches.writer(letter, answered).orElse(null);
        var text = ReplyText.of(letter);
        var note = text.length() > LONGEST_NOTE ? text.substring(0, LONGEST_NOTE) + "…" : text;
        if (contact == null) {
            return Entry.of(InboundKind.UNKNOWN, "kept: from nobody we know").saying(note);
        }
        record(contact, ActivityTypes.AUTO_REPLIED, date(letter), key, written(letter, answered, note));
        return Entry.of(InboundKind.AUTO_REPLY, "recorded: a machine answered, which stops nothing")
                .about(answered.map(SendView::id).orElse(null), contact.id())
                .saying(note);
    }

    private Entry entry(RelayEvent event, String key) {
        var found = matches.relayed(event);
        if (found.isEmpty()) {
            return Entry.of(event.kind(), "nothing: it names no mail of ours")
                    .refused(event.about() == null ? "" : event.about().label(), event.status(), event.words());
        }
        var send = found.get();
        var entry = relayed(event, send, key).about(send.id(), send.toContact() ? send.contact() : null);
        return event.about() == null ? entry : entry.refused(event.about().label(), event.status(), event.words());
    }

    private Entry relayed(RelayEvent event, SendView send, String key) {
        var facts = Map.<String, Object>of("sendId", send.id().toString(), "via", "relay");
        return switch (event.kind()) {
            case BOUNCE ->
                Entry.of(
                        InboundKind.BOUNCE,
                        bounces.record(
                                send.id(),
                                event.about() == null ? BounceClass.TRANSIENT : event.about(),
                                event.status(),
                                event.words()));
            case COMPLAINT -> {
                record(send, ActivityTypes.COMPLAINED, null, key, facts);
                yield Entry.of(InboundKind.COMPLAINT, "suppressed: it gets no more mail");
            }
            case UNSUBSCRIBE -> {
                record(send, ActivityTypes.UNSUBSCRIBED, null, key, facts);
                yield Entry.of(InboundKind.UNSUBSCRIBE, "unsubscribed: it gets no more marketing mail");
            }
            default -> Entry.of(event.kind(), "nothing");
        };
    }

    private static Map<String, Object> written(Letter letter, Optional<SendView> answered, String text) {
        var properties = new LinkedHashMap<String, Object>();
        answered.ifPresent(send -> properties.put("sendId", send.id().toString()));
        properties.put("subject", letter.subject());
        properties.put("text", text);
        return properties;
    }

    private void record(SendView send, String type, @Nullable Instant at, String key, Map<String, Object> properties) {
        if (send.toContact()) {
            activities.record(
                    List.of(new NewActivity(send.contact(), type, at, type + ":" + key, properties)), Lane.LIVE);
        }
    }

    private void record(
            Contact contact, String type, @Nullable Instant at, String key, Map<String, Object> properties) {
        activities.record(List.of(new NewActivity(contact.id(), type, at, type + ":" + key, properties)), Lane.LIVE);
    }

    /** When it was written, so that the old letters of a mailbox that is read for the first time are no news. */
    private @Nullable Instant date(Letter letter) {
        try {
            var written = new MailDateFormat()
                    .parse(letter.headers().first("date").orElse(""))
                    .toInstant();
            return written.isBefore(clock.instant()) ? written : null;
        } catch (ParseException ex) {
            return null;
        }
    }

    private static byte[] bounded(byte[] raw) {
        return raw.length <= MOST_KEPT_BYTES ? raw : Arrays.copyOf(raw, MOST_KEPT_BYTES);
    }
}
