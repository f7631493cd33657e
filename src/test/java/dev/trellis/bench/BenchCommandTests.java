package dev.trellis.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.platform.Command;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

class BenchCommandTests {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final BenchCommand command = new BenchCommand(new PrintStream(printed, true, StandardCharsets.UTF_8));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "journey --contacts 0",
                "journey --contacts -5",
                "journey --contacts many",
                "journey --contacts",
                "journey --contacts 99999999999999999999",
                "journey --rounds 101",
                "journey --speed 3",
                "decisions --contacts 3",
                "broadcast --contacts 0",
                "broadcast --rounds 3",
                "backtest --contacts few",
                "backtest --rounds 3",
                "weather"
            })
    void refusesNonsenseBeforeAnythingStarts(String arguments) throws Exception {
        assertThat(command.run(List.of(arguments.split(" ")), new NoLauncher())).isEqualTo(Command.WRONG_USE);

        assertThat(printed.toString(StandardCharsets.UTF_8)).isNotBlank();
    }

    @Test
    void asksForANameWhereThereIsNone() throws Exception {
        assertThat(command.run(List.of(), new NoLauncher())).isEqualTo(Command.WRONG_USE);

        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("journey");
    }

    @Test
    void takesTheMedianOfTheRounds() {
        assertThat(JourneyBench.median(0.9, 0.5, 0.7)).isEqualTo(0.7);
        assertThat(JourneyBench.median(0.8, 0.5, 0.6, 0.9)).isEqualTo(0.7);
    }

    /** Fails the test that starts something. */
    private static final class NoLauncher implements Command.Launcher {

        @Override
        public ConfigurableApplicationContext idle() {
            throw new AssertionError("Started");
        }

        @Override
        public ConfigurableApplicationContext database() {
            throw new AssertionError("Started");
        }

        @Override
        public ConfigurableApplicationContext serve(String... settings) {
            throw new AssertionError("Started");
        }
    }
}
