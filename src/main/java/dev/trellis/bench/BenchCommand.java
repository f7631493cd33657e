package dev.trellis.bench;

import dev.trellis.backtest.BacktestBench;
import dev.trellis.engine.DecisionTables;
import dev.trellis.platform.Command;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Repeats a measurement and prints it as ratios. */
public final class BenchCommand implements Command {

    private static final String CONTACTS = "--contacts";
    private static final String ROUNDS = "--rounds";
    private static final String MAILS = "--mails";
    private static final String ROUND_TRIP = "--round-trip";
    private static final String DKIM = "--dkim";
    private static final Map<String, Integer> MOST =
            Map.of(CONTACTS, 1_000_000, MAILS, 10_000_000, ROUNDS, 100, ROUND_TRIP, 1_000, DKIM, 1);

    private final PrintStream out;

    public BenchCommand() {
        this(System.out);
    }

    BenchCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public String name() {
        return "bench";
    }

    @Override
    public String parameters() {
        return "journey|email|broadcast|decisions|backtest|lists";
    }

    @Override
    public String summary() {
        return "measures: journey [--contacts n] [--rounds n],"
                + " email [--mails n] [--rounds n] [--round-trip ms] [--dkim 1],"
                + " broadcast [--contacts n], decisions [--rounds n], backtest [--contacts n],"
                + " lists [--contacts n] [--rounds n]";
    }

    @Override
    public int run(List<String> arguments, Launcher launcher) throws Exception {
        if (arguments.isEmpty()) {
            return wrongUse("bench needs the name of a measurement: journey, email, broadcast, decisions, backtest or"
                    + " lists.");
        }
        var name = arguments.getFirst();
        var options = arguments.subList(1, arguments.size());
        return switch (name) {
            case "journey" -> {
                var numbers = numbers(options, Map.of(CONTACTS, 2_000, ROUNDS, 5));
                if (numbers.isEmpty()) {
                    yield WRONG_USE;
                }
                new JourneyBench(out, number(numbers, CONTACTS), number(numbers, ROUNDS)).run(launcher);
                yield DONE;
            }
            case "email" -> {
                var numbers = numbers(options, Map.of(MAILS, 20_000, ROUNDS, 5, ROUND_TRIP, 0, DKIM, 0));
                if (numbers.isEmpty()) {
                    yield WRONG_USE;
                }
                new EmailBench(
                                out,
                                number(numbers, MAILS),
                                number(numbers, ROUNDS),
                                Duration.ofMillis(number(numbers, ROUND_TRIP)),
                                number(numbers, DKIM) > 0)
                        .run(launcher);
                yield DONE;
            }
            case "decisions" -> {
                var numbers = numbers(options, Map.of(ROUNDS, 5));
                if (numbers.isEmpty()) {
                    yield WRONG_USE;
                }
                DecisionsBench.run(number(numbers, ROUNDS), Duration.ofSeconds(2), out::println);
                yield DONE;
            }
            case "backtest" -> {
                var numbers = numbers(options, Map.of(CONTACTS, 100_000));
                if (numbers.isEmpty()) {
                    yield WRONG_USE;
                }
                try (var application = launcher.idle()) {
                    BacktestBench.run(
                            application.getBean(DecisionTables.class), number(numbers, CONTACTS), out::println);
                }
                yield DONE;
            }
            case "broadcast" -> {
                var numbers = numbers(options, Map.of(CONTACTS, 1_000_000));
                if (numbers.isEmpty()) {
                    yield WRONG_USE;
                }
                new BroadcastBench(out, number(numbers, CONTACTS)).run(launcher);
                yield DONE;
            }
            case "lists" -> {
                var numbers = numbers(options, Map.of(CONTACTS, 1_000_000, ROUNDS, 10));
                if (numbers.isEmpty()) {
                    yield WRONG_USE;
                }
                var fast = new ListsBench(out, number(numbers, CONTACTS), number(numbers, ROUNDS)).run(launcher);
                yield fast ? DONE : FAILED;
            }
            default ->
                wrongUse("There is no measurement '" + name
                        + "'; there are journey, email, broadcast, decisions, backtest and lists.");
        };
    }

    private int wrongUse(String problem) {
        out.println(problem);
        return WRONG_USE;
    }

    /** The defaults with what was given; empty, and said why, where that makes no sense. */
    private Map<String, Integer> numbers(List<String> options, Map<String, Integer> defaults) {
        var numbers = new HashMap<>(defaults);
        for (int i = 0; i < options.size(); i += 2) {
            var option = options.get(i);
            if (!defaults.containsKey(option)) {
                out.println("There is no option '" + option + "' here; there is "
                        + String.join(", ", new TreeSet<>(defaults.keySet())) + ".");
                return Map.of();
            }
            var value = i + 1 < options.size() ? options.get(i + 1) : "";
            int most = MOST.getOrDefault(option, 1);
            if (!value.matches("[1-9]\\d{0,8}") || Integer.parseInt(value) > most) {
                out.println(option + " needs a whole number from 1 to " + most + ", not '" + value + "'.");
                return Map.of();
            }
            numbers.put(option, Integer.valueOf(value));
        }
        return numbers;
    }

    private static int number(Map<String, Integer> numbers, String option) {
        return numbers.getOrDefault(option, 0);
    }
}
