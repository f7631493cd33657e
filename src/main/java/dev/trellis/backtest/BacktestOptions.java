package dev.trellis.backtest;

import dev.trellis.platform.InvalidValueException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was asked of the command {@code backtest}.
 *
 * @param tables the folder with changed tables; null to look at those in use alone
 * @param against the folder with the tables to compare with; null for those in use
 * @param csv the file with the leads; null for the contacts of the database
 * @param wonColumn the column of the file with the outcome
 * @param wonValue what it says of a lead that was won
 * @param id the column that names a lead
 * @param suggest the folder to write suggested tables to
 * @param without columns that suggestions do without
 * @param seed deals the leads into halves
 * @param heldOut whether only the half is judged that suggestions do not learn from
 * @param json whether programs read the answer
 */
record BacktestOptions(
        @Nullable Path tables,
        @Nullable Path against,
        @Nullable Path csv,
        String wonColumn,
        String wonValue,
        @Nullable String id,
        @Nullable Path suggest,
        Set<String> without,
        long seed,
        boolean heldOut,
        boolean json) {

    private static final Set<String> SWITCHES = Set.of("--json", "--held-out");
    private static final List<String> VALUES =
            List.of("--against", "--csv", "--won", "--id", "--suggest", "--without", "--seed");
    private static final Set<String> OF_FILES =
            Set.of("--won", "--id", "--suggest", "--without", "--seed", "--held-out");

    static BacktestOptions parse(List<String> arguments) {
        var values = new HashMap<String, String>();
        var switches = new HashSet<String>();
        String folder = null;
        for (int i = 0; i < arguments.size(); i++) {
            var argument = arguments.get(i);
            if (SWITCHES.contains(argument)) {
                switches.add(argument);
            } else if (VALUES.contains(argument)) {
                if (i + 1 == arguments.size()) {
                    throw new InvalidValueException(argument, "needs a value");
                }
                values.put(argument, arguments.get(++i));
            } else if (argument.startsWith("--") || folder != null) {
                throw new InvalidValueException(
                        argument,
                        "is nothing backtest takes; it takes one folder with tables, --json, --held-out, "
                                + String.join(", ", VALUES));
            } else {
                folder = argument;
            }
        }
        return of(folder, values, switches);
    }

    private static BacktestOptions of(@Nullable String folder, Map<String, String> values, Set<String> switches) {
        var csv = values.get("--csv");
        var won = values.getOrDefault("--won", "");
        int equals = won.lastIndexOf('=');
        if (csv == null) {
            for (var option : OF_FILES) {
                if (values.containsKey(option) || switches.contains(option)) {
                    throw new InvalidValueException(option, "is about a file; --csv names it");
                }
            }
        } else if (equals < 1) {
            throw new InvalidValueException(
                    "--won", "must say which column of the file tells the outcome, and how: Converted=1");
        }
        if (folder != null && values.containsKey("--suggest")) {
            throw new InvalidValueException("--suggest", "makes tables of its own; leave out " + folder);
        }
        return new BacktestOptions(
                path(folder),
                path(values.get("--against")),
                path(csv),
                equals < 1 ? "" : won.substring(0, equals),
                won.substring(equals + 1),
                values.get("--id"),
                path(values.get("--suggest")),
                Arrays.stream(values.getOrDefault("--without", "").split(","))
                        .map(String::strip)
                        .filter(column -> !column.isEmpty())
                        .collect(Collectors.toUnmodifiableSet()),
                seed(values.getOrDefault("--seed", "1")),
                switches.contains("--held-out"),
                switches.contains("--json"));
    }

    private static @Nullable Path path(@Nullable String text) {
        return text == null ? null : Path.of(text);
    }

    private static long seed(String text) {
        if (!text.matches("\\d{1,18}")) {
            throw new InvalidValueException("--seed", "must be a whole number, not '" + text + "'");
        }
        return Long.parseLong(text);
    }
}
