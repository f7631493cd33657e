package dev.trellis.bench;

import dev.trellis.platform.Command;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Repeats a measurement and prints it as ratios. */
public final class BenchCommand implements Command {

    private static final String CONTACTS = "--contacts";
    private static final String ROUNDS = "--rounds";
    private static final int MOST_CONTACTS = 1_000_000;
    private static final int MOST_ROUNDS = 100;

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
        return "journey|decisions|broadcast";
    }

    @Override
    public String summary() {
        return "measures: journey [--contacts n] [--rounds n], decisions [--rounds n], broadcast [--contacts n]";
    }

    @Override
    public int run(List<String> arguments, Launcher launcher) throws Exception {
        if (arguments.isEmpty()) {
            return wrongUse("bench needs the name of a measurement: journey, decisions or broadcast.");
        }
        var name = arguments.getFirst();
        var options = arguments.subList(1, arguments.size());
        return switch (name) {
            case "journey" -> {
                var sizes = sizes(options, Set.of(CONTACTS, ROUNDS));
                if (sizes == null) {
                    yield WRONG_USE;
                }
                new JourneyBench(out, sizes.contacts(), sizes.rounds()).run(launcher);
                yield DONE;
            }
            case "decisions" -> {
                var sizes = sizes(options, Set.of(ROUNDS));
                if (sizes == null) {
                    yield WRONG_USE;
                }
                DecisionsBench.run(sizes.rounds(), Duration.ofSeconds(2), out::println);
                yield DONE;
            }
            case "broadcast" -> {
                var sizes = sizes(options, Set.of(CONTACTS));
                if (sizes == null) {
                    yield WRONG_USE;
                }
                new BroadcastBench(out, options.isEmpty() ? MOST_CONTACTS : sizes.contacts()).run(launcher);
                yield DONE;
            }
            default -> wrongUse("There is no measurement '" + name + "'; there are journey, decisions and broadcast.");
        };
    }

    private int wrongUse(String problem) {
        out.println(problem);
        return WRONG_USE;
    }

    private record Sizes(int contacts, int rounds) {}

    /** The defaults with what was given; null, and said why, where that makes no sense. */
    private @Nullable Sizes sizes(List<String> options, Set<String> known) {
        var sizes = new Sizes(2_000, 5);
        for (int i = 0; i < options.size(); i += 2) {
            var option = options.get(i);
            if (!known.contains(option)) {
                out.println("There is no option '" + option + "' here; there is "
                        + String.join(", ", new TreeSet<>(known)) + ".");
                return null;
            }
            var value = i + 1 < options.size() ? options.get(i + 1) : "";
            int most = option.equals(CONTACTS) ? MOST_CONTACTS : MOST_ROUNDS;
            if (!value.matches("[1-9]\\d{0,8}") || Integer.parseInt(value) > most) {
                out.println(option + " needs a whole number from 1 to " + most + ", not '" + value + "'.");
                return null;
            }
            int number = Integer.parseInt(value);
            sizes = option.equals(CONTACTS) ? new Sizes(number, sizes.rounds()) : new Sizes(sizes.contacts(), number);
        }
        return sizes;
    }
}
