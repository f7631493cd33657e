package dev.trellis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.platform.Command;
import dev.trellis.platform.StartRefusedException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineTests {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CommandLine commandLine = new CommandLine(
            new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), List.of(new Echo(), new Refusing()));

    @Test
    void givesACommandItsArgumentsAndItsExitCode() {
        assertThat(commandLine.run("echo", "a", "--b", "--trellis.data-dir=elsewhere"))
                .isEqualTo(Command.FAILED);
        assertThat(err.toString(UTF_8)).isEqualTo("[a, --b]");
    }

    @Test
    void explainsItselfOnWrongUse() {
        assertThat(commandLine.run("nonsense")).isEqualTo(Command.WRONG_USE);
        assertThat(err.toString(UTF_8))
                .startsWith("There is no command 'nonsense'.")
                .contains("serve", "echo <words>", "says it again", "0 done, 1 failed, 2 wrong use");
        assertThat(commandLine.run("serve", "now")).isEqualTo(Command.WRONG_USE);
    }

    @Test
    void helpIsNoMistake() {
        assertThat(commandLine.run("--help")).isEqualTo(Command.DONE);
        assertThat(out.toString(UTF_8)).startsWith("Usage:");
    }

    @Test
    void aRefusalIsOneSentence() {
        assertThat(commandLine.run("refuse")).isEqualTo(Command.FAILED);
        assertThat(err.toString(UTF_8).strip()).isEqualTo("No.");
    }

    @Test
    void checkAndOthersAreRegistered() {
        var real = new CommandLine(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        real.run("help");
        assertThat(out.toString(UTF_8)).contains("\n  check ");
    }

    private final class Echo implements Command {

        @Override
        public String name() {
            return "echo";
        }

        @Override
        public String parameters() {
            return "<words>";
        }

        @Override
        public String summary() {
            return "says it again";
        }

        @Override
        public int run(List<String> arguments, Launcher launcher) {
            err.writeBytes(arguments.toString().getBytes(UTF_8));
            return FAILED;
        }
    }

    private static final class Refusing implements Command {

        @Override
        public String name() {
            return "refuse";
        }

        @Override
        public String summary() {
            return "does not want to";
        }

        @Override
        public int run(List<String> arguments, Launcher launcher) {
            throw new StartRefusedException("No.");
        }
    }
}
