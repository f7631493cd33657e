package dev.trellis.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.platform.Command;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

class DemoCommandTests {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final DemoCommand command = new DemoCommand(new PrintStream(printed, true, StandardCharsets.UTF_8));

    @Test
    void refusesWhatItDoesNotKnowBeforeAnythingStarts() throws Exception {
        assertThat(command.run(List.of("--fast"), new NoLauncher())).isEqualTo(Command.WRONG_USE);

        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("--fast").contains("--exit");
    }

    @Test
    void usesNoLivePartWhateverTheEnvironmentNames() {
        assertThat(DemoCommand.settings(Path.of("elsewhere"), "token"))
                .contains(
                        "trellis.data-dir=elsewhere",
                        "trellis.database-url=",
                        "trellis.engine-grpc=",
                        "trellis.smtp-url=",
                        "trellis.imap-url=",
                        "trellis.clock.adjustable=true");
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
