package dev.trellis.console;

import dev.trellis.platform.InvalidValueException;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody says about a deal so that it can go on; what is blank was not said.
 *
 * @param talk the activity that took place
 * @param confirmed what was ticked
 * @param task what is to be done next
 * @param taskDays in how many working days
 */
record GivenFacts(
        @Nullable String owner,
        @Nullable LocalDate expectedCloseOn,
        @Nullable String talk,
        @Nullable String talkNote,
        @Nullable String budget,
        @Nullable String authority,
        @Nullable String need,
        @Nullable String timeline,
        @Nullable List<Long> confirmed,
        @Nullable String task,
        @Nullable Integer taskDays) {

    /**
     * What a form says.
     *
     * @throws InvalidValueException if a day or a number is none
     */
    static GivenFacts of(Form form) {
        return new GivenFacts(
                form.text("owner"),
                form.day("expectedCloseOn"),
                form.text("talk"),
                form.text("talkNote"),
                form.text("budget"),
                form.text("authority"),
                form.text("need"),
                form.text("timeline"),
                form.wholes("confirmed"),
                form.text("task"),
                form.wholeOrNull("taskDays"));
    }

    String text(@Nullable String value) {
        return value == null ? "" : value.strip();
    }
}
