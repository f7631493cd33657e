package dev.trellis.console;

import dev.trellis.deal.LossReason;
import dev.trellis.deal.LossReasons;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a deal's history notes, in the words, amounts and days of its page. */
public final class DealNotes {

    private static final Map<String, String> FIELDS = Map.of(
            "expectedCloseOn", "expected close", "renewsOn", "renewal", "recurringAmount", "amount of each term");

    /** Not within what somebody has numbered so, such as a quote Q-2027-03-31. */
    private static final Pattern DAY = Pattern.compile("(?<![\\w.-])\\d{4}-\\d{2}-\\d{2}(?![\\w-])");

    private static final Pattern MONEY =
            Pattern.compile("(?<![\\w.-])(\\d{1,15}(?:\\.\\d{1,3})?) ([A-Z]{3})(?![\\w-])");

    private final Show show = new Show();
    private final Map<String, String> lossLabels;

    DealNotes(LossReasons reasons) {
        // Of all reasons, for a deal keeps the one that it was lost for when that is offered no more.
        this.lossLabels =
                reasons.all().stream().collect(Collectors.toUnmodifiableMap(LossReason::name, LossReason::label));
    }

    /** What the reason to lose a deal is called. */
    public String lossReason(String name) {
        return lossLabels.getOrDefault(name, name);
    }

    /**
     * The note of one of a deal's events; empty where nothing is noted.
     *
     * @param action what was done with the deal
     */
    public String of(String action, @Nullable String note) {
        if (note == null) {
            return "";
        }
        if (action.equals("lost")) {
            return lossReason(note);
        }
        if (action.equals("changed")) {
            return Arrays.stream(note.split(", "))
                    .map(field -> FIELDS.getOrDefault(field, field))
                    .collect(Collectors.joining(", "));
        }
        return action.startsWith("quote-") || action.equals("renewed") ? written(note) : note;
    }

    private String written(String note) {
        return DAY.matcher(MONEY.matcher(note).replaceAll(this::money)).replaceAll(this::day);
    }

    private String money(MatchResult found) {
        return show.money(new BigDecimal(found.group(1)), found.group(2));
    }

    private String day(MatchResult found) {
        try {
            return show.day(LocalDate.parse(found.group()));
        } catch (DateTimeException ex) {
            return found.group();
        }
    }
}
