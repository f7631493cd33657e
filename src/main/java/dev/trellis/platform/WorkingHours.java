package dev.trellis.platform;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When people work, weekday by weekday, in the time of wherever they are.
 *
 * <p>Written as {@code mon-fri 09:00-17:00} or, with a lunch break and a shorter Friday, {@code mon-thu 09:00-12:00
 * 13:00-17:30, fri 09:00-15:00}.
 *
 * @param spans the working spans of each day, in order and apart; days without any are absent
 */
public record WorkingHours(Map<DayOfWeek, List<Span>> spans) {

    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final String END_OF_DAY = "24:00";

    /** Monday to Friday, nine to five. */
    public static final WorkingHours OFFICE = parse("mon-fri 09:00-17:00");

    /**
     * A stretch of work without a break.
     *
     * @param to midnight for the end of the day
     */
    public record Span(LocalTime from, LocalTime to) {

        public Span {
            if (!to.equals(LocalTime.MIDNIGHT) && !from.isBefore(to)) {
                throw new IllegalArgumentException("Working hours must begin before they end: " + from + "-" + to);
            }
        }

        /** Whether it lasts to the end of the day. */
        boolean untilMidnight() {
            return to.equals(LocalTime.MIDNIGHT);
        }

        @Override
        public String toString() {
            return TIME.format(from) + "-" + (untilMidnight() ? END_OF_DAY : TIME.format(to));
        }
    }

    public WorkingHours {
        var sorted = new EnumMap<DayOfWeek, List<Span>>(DayOfWeek.class);
        spans.forEach((day, ofDay) -> {
            if (!ofDay.isEmpty()) {
                sorted.put(day, inOrder(ofDay));
            }
        });
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("Working hours need at least one day with a time");
        }
        spans = Map.copyOf(sorted);
    }

    /**
     * Reads working hours.
     *
     * @throws IllegalArgumentException if the text does not say days and times
     */
    public static WorkingHours parse(String text) {
        var spans = new EnumMap<DayOfWeek, List<Span>>(DayOfWeek.class);
        for (var part : text.strip().toLowerCase(Locale.ROOT).split("[,;]", -1)) {
            var words = List.of(part.strip().split("\\s+"));
            var times = words.subList(1, words.size()).stream()
                    .map(word -> span(word, text))
                    .toList();
            if (times.isEmpty()) {
                throw notWorkingHours(text, null);
            }
            for (var day : days(words.getFirst(), text)) {
                spans.computeIfAbsent(day, unused -> new ArrayList<>()).addAll(times);
            }
        }
        return new WorkingHours(spans);
    }

    /** The spans of a day; empty where nobody works. */
    public List<Span> on(DayOfWeek day) {
        return spans.getOrDefault(day, List.of());
    }

    @Override
    public String toString() {
        var parts = new ArrayList<String>();
        var day = 0;
        while (day < DAYS.size()) {
            var ofDay = on(DayOfWeek.of(day + 1));
            var last = day;
            while (last + 1 < DAYS.size() && on(DayOfWeek.of(last + 2)).equals(ofDay)) {
                last++;
            }
            if (!ofDay.isEmpty()) {
                parts.add(DAYS.get(day) + (last > day ? "-" + DAYS.get(last) : "") + " "
                        + String.join(" ", ofDay.stream().map(Span::toString).toList()));
            }
            day = last + 1;
        }
        return String.join(", ", parts);
    }

    private static List<Span> inOrder(List<Span> spans) {
        var sorted = spans.stream().sorted(Comparator.comparing(Span::from)).toList();
        for (var i = 1; i < sorted.size(); i++) {
            var before = sorted.get(i - 1);
            if (before.untilMidnight() || before.to().isAfter(sorted.get(i).from())) {
                throw new IllegalArgumentException("Working hours overlap: " + before + " and " + sorted.get(i));
            }
        }
        return sorted;
    }

    private static List<DayOfWeek> days(String word, String text) {
        var ends = List.of(word.split("-", -1));
        var first = DAYS.indexOf(ends.getFirst());
        var last = DAYS.indexOf(ends.getLast());
        if (ends.size() > 2 || first < 0 || last < first) {
            throw notWorkingHours(text, null);
        }
        return List.of(DayOfWeek.values()).subList(first, last + 1);
    }

    private static Span span(String word, String text) {
        var ends = List.of(word.split("-", -1));
        if (ends.size() != 2) {
            throw notWorkingHours(text, null);
        }
        try {
            var to = ends.get(1).equals(END_OF_DAY) ? LocalTime.MIDNIGHT : LocalTime.parse(ends.get(1), TIME);
            return new Span(LocalTime.parse(ends.get(0), TIME), to);
        } catch (DateTimeParseException ex) {
            throw notWorkingHours(text, ex);
        }
    }

    private static IllegalArgumentException notWorkingHours(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "\"" + text + "\" are no working hours; write them as \"mon-fri 09:00-17:00, sat 10:00-12:00\"", cause);
    }
}
