package dev.trellis.console;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** How pages write times, amounts and names. */
public final class Show {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern(
                    "EEEE d MMMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
    private static final Map<String, String> ABBREVIATIONS = Map.of("mql", "MQL", "sql", "SQL", "nps", "NPS");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    Show() {}

    /** What stands there until the script has put it into the reader's own time zone. */
    public String time(Instant at) {
        return TIME.format(at);
    }

    /** What it says to those who point at a time: the same for every reader. */
    public String exact(Instant at) {
        return EXACT.format(at);
    }

    public String day(LocalDate day) {
        return DAY.format(day);
    }

    /** The day that it is somewhere at an instant, as date fields take it. */
    public String dayIn(Instant at, ZoneId zone) {
        return LocalDate.ofInstant(at, zone).toString();
    }

    public String number(long number) {
        return String.format(Locale.ENGLISH, "%,d", number);
    }

    /** Working time, in hours and minutes. */
    public String worked(Duration time) {
        var hours = time.toHours();
        var minutes = time.toMinutesPart();
        return hours == 0 ? minutes + " min" : minutes == 0 ? hours + " h" : hours + " h " + minutes + " min";
    }

    /** A share from 0 to 1 as whole per cent. */
    public String share(double share) {
        return Math.round(share * 100) + " %";
    }

    public String points(double points) {
        return String.format(Locale.ENGLISH, points == Math.rint(points) ? "%,.0f" : "%,.1f", points);
    }

    public String money(BigDecimal amount, String currency) {
        var whole = amount.stripTrailingZeros().scale() <= 0;
        return String.format(Locale.ENGLISH, whole ? "%,.0f %s" : "%,.2f %s", amount, currency);
    }

    /** A kebab-case name as people write it. */
    public String words(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            return "";
        }
        var text = name.replace('-', ' ').replace('_', ' ');
        var first = text.replaceFirst(" .*", "");
        var known = ABBREVIATIONS.get(first);
        return known == null
                ? text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1)
                : known + text.substring(first.length());
    }

    /** How we know of a consent: words, or facts that a program has noted. */
    public String evidence(@Nullable String evidence) {
        if (evidence == null || !evidence.startsWith("{")) {
            return evidence == null ? "" : evidence;
        }
        try {
            return JSON.readTree(evidence).properties().stream()
                    .filter(fact ->
                            fact.getValue().isValueNode() && !fact.getKey().equals("time"))
                    .map(fact -> words(fact.getKey()) + ": " + fact.getValue().asString())
                    .sorted()
                    .collect(Collectors.joining(" · "));
        } catch (JacksonException ex) {
            return evidence;
        }
    }

    /** Who did something, from what is written down about it. */
    public String actor(@Nullable String actor) {
        if (actor == null || actor.isEmpty()) {
            return "";
        }
        if (actor.startsWith("rule:")) {
            return actor.replaceFirst("^rule:(.+)#(\\d+)$", "row $2 of $1.dmn").replaceFirst("^rule:", "rule ");
        }
        if (actor.startsWith("journey:")) {
            return "journey " + words(actor.substring("journey:".length()));
        }
        return actor;
    }
}
