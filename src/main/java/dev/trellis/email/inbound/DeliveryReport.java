package dev.trellis.email.inbound;

import dev.trellis.email.smtp.BounceClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a delivery report says about one recipient (RFC 3464), and what the malformed ones mean.
 *
 * @param action failed, delayed, delivered, relayed or expanded; empty where it does not say
 */
record DeliveryReport(
        String action,
        @Nullable String status,
        String diagnostic,
        List<String> recipients,
        @Nullable String remoteMta) {

    /** Whichever of these is repeated begins the next recipient: blank lines are where nobody expects them. */
    private static final Set<String> OF_RECIPIENT =
            Set.of("original-recipient", "final-recipient", "action", "status", "diagnostic-code");

    private static final Pattern STATUS = Pattern.compile("[245]\\.\\d{1,3}\\.\\d{1,3}");

    static List<DeliveryReport> parse(String text) {
        var reports = new ArrayList<DeliveryReport>();
        var recipient = new Fields();
        for (var field : unfolded(text)) {
            int colon = field.indexOf(':');
            var name = field.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            if (OF_RECIPIENT.contains(name) && recipient.has(name)) {
                reports.add(of(recipient));
                recipient = new Fields();
            }
            recipient.add(name, field.substring(colon + 1));
        }
        if (OF_RECIPIENT.stream().anyMatch(recipient::has)) {
            reports.add(of(recipient));
        }
        return reports;
    }

    private static List<String> unfolded(String text) {
        return Fields.parse(text).toString().lines().toList();
    }

    private static DeliveryReport of(Fields fields) {
        var status = STATUS.matcher(fields.lower("status"));
        return new DeliveryReport(
                fields.lower("action").replaceAll("[^a-z].*", ""),
                status.find() ? status.group() : null,
                value(fields, "diagnostic-code"),
                Stream.of("original-recipient", "final-recipient", "x-actual-recipient")
                        .flatMap(name -> fields.all(name).stream())
                        .flatMap(value -> Letter.address(value).stream())
                        .toList(),
                fields.has("remote-mta") ? value(fields, "remote-mta") : null);
    }

    /** What stands behind the type, as in {@code smtp; 550 no}. */
    private static String value(Fields fields, String name) {
        return fields.first(name)
                .orElse("")
                .replaceFirst("^\\s*[A-Za-z0-9-]+\\s*;\\s*", "")
                .strip();
    }

    boolean isFailed() {
        return action.startsWith("fail")
                || (action.isEmpty() && (status == null ? !diagnostic.isEmpty() : !status.startsWith("2")));
    }

    boolean isDelayed() {
        return action.startsWith("delay");
    }

    boolean isDelivered() {
        return action.equals("delivered")
                || action.equals("relayed")
                || action.equals("expanded")
                || (action.isEmpty() && status != null && status.startsWith("2"));
    }

    Failure failure() {
        var own = BounceClass.statusIn(diagnostic).orElse(null);
        var shown = own != null && (status == null || status.endsWith(".0.0")) ? own : status;
        return Failure.of(
                recipients,
                BounceClass.judge(status, diagnostic, true).orElse(BounceClass.TRANSIENT),
                shown,
                diagnostic.isEmpty() ? "status " + (status == null ? "unknown" : status) : diagnostic,
                remoteMta);
    }
}
