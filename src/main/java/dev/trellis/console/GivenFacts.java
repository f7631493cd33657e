package dev.trellis.console;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;

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

        @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable
        LocalDate expectedCloseOn,

        @Nullable String talk,
        @Nullable String talkNote,
        @Nullable String budget,
        @Nullable String authority,
        @Nullable String need,
        @Nullable String timeline,
        @Nullable List<Long> confirmed,
        @Nullable String task,
        @Nullable Integer taskDays) {

    String text(@Nullable String value) {
        return value == null ? "" : value.strip();
    }
}
