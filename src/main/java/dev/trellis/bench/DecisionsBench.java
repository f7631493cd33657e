package dev.trellis.bench;

import dev.trellis.engine.Decisions;
import dev.trellis.engine.dmn.DmnFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** How many times as fast as the DMN library alone one table of 15 rules and 2 inputs is evaluated. */
public final class DecisionsBench {

    private static final int RULES = 15;
    private static final int BATCH = 50;

    private DecisionsBench() {}

    /**
     * Measures both in turn, several rounds after one that does not count.
     *
     * @param rounds how many rounds count
     * @param turn how long each takes its turn
     * @param print receives one line for each round and the {@code RATIO} line last
     * @return the median of the rounds' ratios
     */
    public static double run(int rounds, Duration turn, Consumer<String> print) {
        var folder = tableFolder();
        try {
            var ours = DmnFolder.read(folder, Clock.systemUTC());
            var library = DmnFolder.readForLibrary(folder, Clock.systemUTC());
            var inputs = inputs();
            var ratios = new double[rounds];
            for (int round = -1; round < rounds; round++) {
                double fast = perSecond(ours, inputs, turn);
                double slow = perSecond(library, inputs, turn);
                if (round >= 0) {
                    ratios[round] = fast / slow;
                    print.accept("round %d: %,.0f evaluations/s, the library alone %,.0f/s"
                            .formatted(round + 1, fast, slow));
                }
            }
            Arrays.sort(ratios);
            double median = ratios[rounds / 2];
            print.accept("RATIO decisions %.1f".formatted(median));
            return median;
        } finally {
            delete(folder);
        }
    }

    private static double perSecond(Decisions decisions, List<Map<String, Object>> inputs, Duration turn) {
        long start = System.nanoTime();
        long end = start + turn.toNanos();
        long done = 0;
        long matched = 0;
        while (System.nanoTime() < end) {
            for (int i = 0; i < BATCH; i++) {
                matched += decisions
                        .decide("bench", inputs.get((int) ((done + i) % inputs.size())))
                        .rule();
            }
            done += BATCH;
        }
        if (matched == 0) {
            throw new IllegalStateException("No row matched: this measures nothing");
        }
        return done * 1e9 / (System.nanoTime() - start);
    }

    private static List<Map<String, Object>> inputs() {
        var inputs = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < 64; i++) {
            inputs.add(Map.of("kind", "kind-" + i % (RULES + 1), "amount", i * 7 % 100));
        }
        return inputs;
    }

    private static Path tableFolder() {
        var rules = new StringBuilder();
        for (int i = 0; i < RULES; i++) {
            rules.append("""
                    <rule id="r%1$d"><inputEntry id="k%1$d"><text>"kind-%1$d", "other-%1$d"</text></inputEntry>
                    <inputEntry id="a%1$d"><text>[%1$d..90]</text></inputEntry>
                    <outputEntry id="o%1$d"><text>%1$d</text></outputEntry></rule>
                    """.formatted(i));
        }
        var table = """
                <?xml version="1.0" encoding="UTF-8"?>
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="Bench" namespace="bench">
                <decision id="bench" name="Bench"><decisionTable id="t" hitPolicy="FIRST">
                <input id="i1"><inputExpression id="e1" typeRef="string"><text>kind</text></inputExpression></input>
                <input id="i2"><inputExpression id="e2" typeRef="number"><text>amount</text></inputExpression></input>
                <output id="out" name="points" typeRef="number"/>
                %s</decisionTable></decision></definitions>
                """.formatted(rules);
        try {
            var folder = Files.createTempDirectory("trellis-bench");
            Files.writeString(folder.resolve("bench.dmn"), table);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the table to measure with", e);
        }
    }

    private static void delete(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve("bench.dmn"));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot clean up " + folder, e);
        }
    }
}
