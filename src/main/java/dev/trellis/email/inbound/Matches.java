package dev.trellis.email.inbound;

import dev.trellis.contact.Contact;
import dev.trellis.contact.Contacts;
import dev.trellis.email.MailSettings;
import dev.trellis.email.ReturnPaths;
import dev.trellis.email.SendView;
import dev.trellis.email.SendViews;
import dev.trellis.email.TrackingLinks;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds the mail of ours that something is about, by the surest sign it bears: the signed return path, then the message
 * id, then a signed link of ours. For lack of these it is supposed to be the newest mail to the address that is named,
 * which proves nothing.
 */
@Component
class Matches {

    /** Our message ids hold the send's id, which cannot be guessed; the row says whether it is the whole id. */
    private static final Pattern MESSAGE_ID = Pattern.compile(
            "([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})\\.\\d+@[A-Za-z0-9.-]+");

    private static final int MOST_IDS = 20;

    /** How long ago a mail may have left that an address alone lets us suppose. */
    private static final Duration STILL_COMES_BACK = Duration.ofDays(10);

    private final ReturnPaths returnPaths;
    private final TrackingLinks tracking;
    private final SendViews sends;
    private final Contacts contacts;
    private final MailSettings settings;
    private final Clock clock;

    Matches(
            ReturnPaths returnPaths,
            TrackingLinks tracking,
            SendViews sends,
            Contacts contacts,
            MailSettings settings,
            Clock clock) {
        this.returnPaths = returnPaths;
        this.tracking = tracking;
        this.sends = sends;
        this.contacts = contacts;
        this.settings = settings;
        this.clock = clock;
    }

    /** The mail that a report of a machine is about. */
    Optional<Match> reported(Letter letter, @Nullable String envelopeRecipient, Reading reading) {
        var everything = everything(letter);
        return returnPath(envelopeRecipient, everything)
                .or(() -> byMessageId(everything))
                .or(() -> LetterKinds.linkToken(letter)
                        .flatMap(tracking::unsubscribing)
                        .flatMap(reader -> sends.find(reader.send())))
                .map(Match::proven)
                .or(() -> byAddress(Stream.of(
                                        reading.failures().stream().flatMap(failure -> failure.recipients().stream()),
                                        reading.recipients().stream(),
                                        Letter.address(
                                                letter.returned().first("to").orElse(""))
                                                .stream())
                                .flatMap(addresses -> addresses)
                                .toList())
                        .map(Match::supposed));
    }

    /** The mail that a person, or a machine in a person's place, answered. */
    Optional<SendView> answered(Letter letter, @Nullable String envelopeRecipient) {
        var headers = letter.headers();
        var references = Stream.of("in-reply-to", "references")
                .flatMap(name -> headers.all(name).stream())
                .toList();
        return returnPath(envelopeRecipient, headers.toString()).or(() -> byMessageId(String.join(" ", references)));
    }

    /** The person who wrote it: whom the sender's address belongs to, or else who got the mail that it answers. */
    Optional<Contact> writer(Letter letter, Optional<SendView> answered) {
        var known = contacts.findByEmail(letter.from());
        if (known.isPresent()) {
            return known;
        }
        return isOneOfUs(letter.from())
                ? Optional.empty()
                : answered.filter(SendView::toContact).flatMap(send -> contacts.find(send.contact()));
    }

    /** The reader whom one of our own unsubscribe addresses names, or whom it was merged into. */
    Optional<Contact> reader(@Nullable String token) {
        return Optional.ofNullable(token)
                .flatMap(tracking::unsubscribing)
                .flatMap(reader -> contacts.find(reader.contact())
                        .or(() ->
                                sends.find(reader.send()).map(SendView::contact).flatMap(contacts::find)));
    }

    /** The mail that a relay tells of; its calls are signed, so that an address is enough. */
    Optional<SendView> relayed(RelayEvent event) {
        return Optional.ofNullable(event.sendId())
                .flatMap(sends::find)
                .or(() -> Optional.ofNullable(event.messageId()).flatMap(this::byMessageId))
                .or(() -> byAddress(event.recipient() == null ? List.of() : List.of(event.recipient())));
    }

    private boolean isOneOfUs(String address) {
        return address.endsWith("@" + settings.domain().toLowerCase(java.util.Locale.ROOT));
    }

    private Optional<SendView> returnPath(@Nullable String envelopeRecipient, String text) {
        return Optional.ofNullable(envelopeRecipient)
                .flatMap(returnPaths::sendOf)
                .or(() -> returnPaths.sendOf(text))
                .flatMap(sends::find);
    }

    private Optional<SendView> byMessageId(String text) {
        return MESSAGE_ID
                .matcher(text)
                .results()
                .limit(MOST_IDS)
                .flatMap(found -> sends
                        .find(UUID.fromString(found.group(1)))
                        .filter(send -> send.messageId().equalsIgnoreCase("<" + found.group() + ">"))
                        .stream())
                .findFirst();
    }

    private Optional<SendView> byAddress(Collection<String> addresses) {
        var since = clock.instant().minus(STILL_COMES_BACK);
        return addresses.stream()
                .flatMap(address ->
                        contacts
                                .findByEmail(address)
                                .flatMap(contact -> sends.newestTo(contact.id(), address, since))
                                .stream())
                .findFirst();
    }

    private static String everything(Letter letter) {
        var text = new StringBuilder(letter.headers().toString());
        letter.parts()
                .forEach(part -> text.append(part.fields())
                        .append('\n')
                        .append(part.text())
                        .append('\n'));
        return text.toString();
    }
}
