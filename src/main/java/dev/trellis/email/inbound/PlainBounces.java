package dev.trellis.email.inbound;

import dev.trellis.email.smtp.BounceClass;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Bounces that have no report a machine could read, only words. They must look like one twice over: a vacation note is
 * never taken for a bounce.
 */
final class PlainBounces {

    private static final Pattern DAEMON = Pattern.compile(
            "(?iu)(mailer-?_?daemon|mail-?\\.?daemon|mdaemon|postmaster|mail-?delivery|delivery-?system|mail ?system"
                    + "|mail delivery (sub)?system|microsoftexchange[0-9a-f]{8}|system administrator|systemadministrator"
                    + "|mail administrator|mail router|internet mail delivery)");

    private static final Pattern SUBJECT =
            Pattern.compile("(?iu)(undeliver(ed|able)|returned (mail|to sender)|mail delivery fail"
                    + "|mail (could not be|not) delivered|delivery (status notification|failure|failed|has failed|notification|problem)"
                    + "|failure notice|failed delivery|message (delivery )?fail|could not (be )?deliver|non[- ]?(deliver|remis)|nondeliverable"
                    + "|unzustellbar|nicht zustellbar|zustellung fehlgeschlagen|fehlgeschlagene zustellung|mail-?rücklauf"
                    + "|échec de (la )?(remise|distribution)|non remis|message non distribué|mensaje no (entregado|se pudo)|no se puede entregar"
                    + "|mancato recapito|non recapitabile|impossibile recapitare|niet (be)?steld|onbestelbaar|kan niet worden bezorgd"
                    + "|kunde inte levereras|kunne ikke leveres|não entregue|falha na entrega|niedostarczon|nedoručiteln|не доставлен|недоставленное"
                    + "|配信不能|配信に失敗|无法送达|系统退信|退信|전송 실패)");

    private static final Pattern BODY = Pattern.compile(
            "(?iu)((could|can) ?not be (sent|delivered)|couldn['’]t be delivered"
                    + "|(wasn['’]t|was not|has not been|were not) (be )?delivered|undeliverable|delivery (to the following|of the following|failed|has failed"
                    + "|of your message)|(unable|wasn['’]t able|not able) to deliver|permanent (fatal )?error|returned to (the )?sender|return(ed)? (it|your message)"
                    + "|failed to deliver|failed permanently|did not reach the following|your message (to|did|could|was|hasn)|following address(es)? failed"
                    + "|nicht zugestellt|unzustellbar|nicht ausgeliefert|konnte (leider )?nicht|nicht zustellen|n['’]a pas (pu|été)|n['’]ont pas"
                    + "|no se (pudo|ha podido|puede)|no ha podido|non è stato (possibile|recapitato)|impossibile|kon niet|kunde inte|kunne ikke"
                    + "|não (foi|pôde|pode)|nie (mogła|udało|została)|не (может|удалось|доставлено)|送信できません|配信できません|无法|不能)");

    private static final Pattern DELAY = Pattern.compile(
            "(?iu)(\\(delay(ed)?\\)|\\bdelayed\\b|delivery delay|warning: (message|could not send)"
                    + "|still being (attempted|retried)|will (keep|continue) (on )?(to )?(try|be retried|retry)|not yet been delivered|hasn['’]t been delivered (to .{0,80} )?yet"
                    + "|no action is required|verzögert|noch nicht zugestellt|weitere zustellversuche|you do not need to resend)");

    /** Where the copy of our own mail begins. */
    private static final Pattern COPY = Pattern.compile(
            "(?imu)^[-=_* >]*(below this line is a copy|this is a copy of|.{0,30}copy of (the|your) message|original message( headers| follows)?"
                    + "|message headers follow|unsent message (below|follows)|ursprüngliche nachricht|returned message follows"
                    + "|received: (from|by)|transcript of message|the (first|header).{0,40}original message|kopie der nachricht"
                    + "|return-path:).*$");

    private static final Pattern CODE =
            Pattern.compile("(\\b[45]\\d\\d[ -]|\\b[45]\\.\\d\\.\\d|#\\d\\.\\d\\.\\d|error code|fehler ?code)");
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9._%+'=-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}");
    private static final int MOST_RECIPIENTS = 3;

    private PlainBounces() {}

    /** What a letter of words only means, if it is about a mail that did not arrive. */
    static Optional<Reading> read(Letter letter) {
        var text = explanation(letter);
        boolean daemon =
                DAEMON.matcher(letter.headers().first("from").orElse("")).find()
                        || letter.headers().has("x-failed-recipients");
        boolean subject = SUBJECT.matcher(letter.subject()).find();
        boolean body = BODY.matcher(text).find();
        boolean delay = DELAY.matcher(letter.subject()).find()
                || (!subject && DELAY.matcher(text).find());
        if (daemon && delay) {
            return Optional.of(Reading.of(InboundKind.DELAY));
        }
        if (!(daemon && (subject || body))
                && !(subject && body && CODE.matcher(text).find())) {
            return Optional.empty();
        }
        return Optional.of(Reading.bounce(List.of(failure(letter, text))));
    }

    /** The failure that a text speaks of, where a report itself does not say why. */
    static Failure failure(Letter letter, String text) {
        var telling = telling(text);
        var judged = BounceClass.judge(null, telling, true);
        var words = telling;
        if (judged.isEmpty() || telling.isBlank()) {
            words = text;
            judged = BounceClass.judge(null, text, true);
        }
        return Failure.of(
                recipients(letter, text),
                judged.orElse(BounceClass.TRANSIENT),
                BounceClass.statusIn(words).orElse(null),
                words,
                null);
    }

    /** The text without the copy of our mail. */
    static String explanation(Letter letter) {
        var text = letter.text();
        var copy = COPY.matcher(text);
        return copy.find() && copy.start() > 0 ? text.substring(0, copy.start()) : text;
    }

    /** The lines with a code, each with the two after it: servers break their words anywhere. */
    private static String telling(String text) {
        var lines = text.lines().toList();
        var chosen = new LinkedHashSet<Integer>();
        for (int i = 0; i < lines.size(); i++) {
            if (CODE.matcher(lines.get(i).toLowerCase(Locale.ROOT)).find()) {
                for (int j = i;
                        j < Math.min(lines.size(), i + 3)
                                && (j == i || !lines.get(j).isBlank());
                        j++) {
                    chosen.add(j);
                }
            }
        }
        var words = new ArrayList<String>();
        chosen.stream().sorted().forEach(number -> words.add(lines.get(number).strip()));
        return String.join(" ", words);
    }

    private static List<String> recipients(Letter letter, String text) {
        var named = letter.headers().first("x-failed-recipients").orElse("");
        var found = new LinkedHashSet<String>();
        var matcher = ADDRESS.matcher(named.isBlank() ? text : named);
        while (matcher.find() && found.size() < MOST_RECIPIENTS) {
            if (!DAEMON.matcher(matcher.group()).find()) {
                found.add(matcher.group());
            }
        }
        return List.copyOf(found);
    }
}
