package dev.trellis.email.inbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells letters apart: first what machines say in their own forms, then what they say in words, and only what is left
 * was written by a person.
 */
final class LetterKinds {

    private static final Pattern TOKEN = Pattern.compile("(?i)unsubscribe[\\s:]*([A-Za-z0-9_\\s-]{60,})");
    private static final Pattern LINK = Pattern.compile("/t/u/([A-Za-z0-9_-]{60,})");

    /** Alone in a subject or on the first line, these leave no doubt. */
    private static final Pattern LEAVE = Pattern.compile(
            "(?iu)\\W*(please )?(unsubscribe( me| please)?|stop|remove( me)?|opt[ -]?out|take me off( your list)?"
                    + "|abmelden|bitte abmelden|abbestellen|austragen|newsletter abbestellen|se désabonner|désabonner|désabonnez-moi|désinscri\\w+|désinscrire"
                    + "|darme de baja|dar de baja|baja|cancelar suscripción|cancellami|disiscri\\w+|annulla iscrizione|uitschrijven|afmelden"
                    + "|avregistrera|avprenumerera|avmeld|afmeld|cancelar inscrição|descadastrar|wypisz|odhlásit|отписаться|отпишите меня)\\W*");

    private static final Set<String> NO_COMPLAINTS = Set.of("not-spam", "auth-failure", "dmarc");
    private static final Set<String> OPT_OUTS = Set.of("opt-out", "opt-out-list");

    private LetterKinds() {}

    static Reading read(Letter letter) {
        return feedback(letter)
                .or(() -> report(letter))
                .or(() -> token(letter))
                .or(() -> forwardedComplaint(letter))
                .or(() -> PlainBounces.read(letter))
                .orElseGet(() -> written(letter));
    }

    /** A complaint in the abuse reporting format (RFC 5965). */
    private static Optional<Reading> feedback(Letter letter) {
        return letter.part("message/feedback-report").map(part -> {
            var type = part.fields().lower("feedback-type");
            if (NO_COMPLAINTS.contains(type)) {
                return Reading.of(InboundKind.UNKNOWN);
            }
            var recipients = new ArrayList<String>();
            for (var name : List.of("original-rcpt-to", "removal-recipient")) {
                part.fields().all(name).forEach(value -> Letter.address(value).ifPresent(recipients::add));
            }
            return OPT_OUTS.contains(type)
                    ? new Reading(
                            InboundKind.UNSUBSCRIBE,
                            List.of(),
                            recipients,
                            linkToken(letter).orElse(null))
                    : Reading.complaint(recipients);
        });
    }

    private static Optional<Reading> report(Letter letter) {
        return status(letter).flatMap(text -> {
            var reports = DeliveryReport.parse(text);
            var failures = reports.stream()
                    .filter(DeliveryReport::isFailed)
                    .map(report -> explained(report, letter))
                    .toList();
            if (!failures.isEmpty()) {
                return Optional.of(Reading.bounce(failures));
            }
            if (reports.stream().anyMatch(DeliveryReport::isDelayed)) {
                return Optional.of(Reading.of(InboundKind.DELAY));
            }
            return reports.stream().anyMatch(DeliveryReport::isDelivered)
                    ? Optional.of(Reading.of(InboundKind.DELIVERY))
                    : Optional.empty();
        });
    }

    /** The report's fields, also where a server put them into a part that it did not mark. */
    private static Optional<String> status(Letter letter) {
        return letter.part("message/delivery-status")
                .map(Letter.Part::text)
                .or(() -> letter.parts().stream()
                        .map(Letter.Part::text)
                        .filter(text -> text.matches("(?is)\\s*(reporting-mta|final-recipient|original-envelope-id):.*")
                                && text.toLowerCase(Locale.ROOT).contains("final-recipient:"))
                        .findFirst());
    }

    /** Some reports leave the reason to the words above them. */
    private static Failure explained(DeliveryReport report, Letter letter) {
        boolean says = report.status() != null && !report.status().endsWith(".0.0");
        if (says || !report.diagnostic().isEmpty()) {
            return report.failure();
        }
        var words = PlainBounces.failure(letter, PlainBounces.explanation(letter));
        return Failure.of(
                report.recipients().isEmpty() ? words.recipients() : report.recipients(),
                words.about(),
                words.status(),
                words.words(),
                report.remoteMta());
    }

    private static Optional<Reading> token(Letter letter) {
        var matcher = TOKEN.matcher(letter.subject());
        return matcher.find()
                ? Optional.of(Reading.unsubscribe(matcher.group(1).replaceAll("\\s", "")))
                : Optional.empty();
    }

    /** A complaint as some mailbox providers send it: our mail inside, and a header that says whose it was. */
    private static Optional<Reading> forwardedComplaint(Letter letter) {
        var inside = letter.returned();
        var reader = inside.first("x-hmxmroriginalrecipient")
                .or(() -> letter.headers().first("x-hmxmroriginalrecipient"));
        boolean about = letter.subject().toLowerCase(Locale.ROOT).startsWith("complaint about message from");
        if (reader.isEmpty() && !(about && !inside.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(
                Reading.complaint(reader.flatMap(Letter::address).stream().toList()));
    }

    private static Reading written(Letter letter) {
        if (AutoReplies.matches(letter)) {
            return Reading.of(InboundKind.AUTO_REPLY);
        }
        if (AutoReplies.isBulk(letter)) {
            return Reading.of(InboundKind.UNKNOWN);
        }
        var first = ReplyText.of(letter).lines().findFirst().orElse("");
        return LEAVE.matcher(letter.subject()).matches() || LEAVE.matcher(first).matches()
                ? Reading.unsubscribe(null)
                : Reading.of(InboundKind.REPLY);
    }

    /** The token of the unsubscribe link in our mail, where it was sent back. */
    static Optional<String> linkToken(Letter letter) {
        var text = letter.returned()
                + letter.parts().stream().map(Letter.Part::text).reduce("", String::concat);
        var matcher = LINK.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
