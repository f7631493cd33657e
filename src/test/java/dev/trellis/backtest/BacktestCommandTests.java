package dev.trellis.backtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import dev.trellis.engine.DecisionTables;
import dev.trellis.engine.dmn.DmnFolder;
import dev.trellis.platform.Command;
import dev.trellis.platform.TrellisProperties;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

class BacktestCommandTests {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final BacktestCommand command = new BacktestCommand(new PrintStream(printed, true, UTF_8));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "one two",
                "--fast",
                "--csv",
                "--csv leads.csv",
                "--csv leads.csv --won Converted",
                "--won Converted=1",
                "--held-out",
                "--suggest drafts",
                "drafts --csv leads.csv --won Converted=1 --suggest more",
                "--csv leads.csv --won Converted=1 --seed dice"
            })
    void refusesNonsenseBeforeAnythingStarts(String arguments) throws IOException {
        assertThat(run(arguments.split(" "))).isEqualTo(Command.WRONG_USE);

        assertThat(printed.toString(UTF_8)).isNotBlank();
    }

    @Test
    void suggestsPointsFromOneHalfAndTestsThemOnTheOther() throws IOException {
        var drafts = folder.resolve("drafts");

        assertThat(run("--csv", csv().toString(), "--won", "Converted=1", "--suggest", drafts.toString()))
                .isEqualTo(Command.DONE);

        assertThat(printed.toString(UTF_8))
                .contains("Learned from one half", "Lead Source", "On the other half", "ROC AUC", "wins caught")
                .contains("Nothing to compare with: the lead-score in use looks at activityType");
        assertThat(drafts.resolve("lead-score.dmn")).exists();
        printed.reset();
        assertThat(run("--csv", csv().toString(), "--won", "Converted=1", "--suggest", drafts.toString()))
                .isEqualTo(Command.FAILED);
        assertThat(printed.toString(UTF_8)).contains("would overwrite");

        printed.reset();
        assertThat(run(
                        drafts.toString(),
                        "--csv",
                        csv().toString(),
                        "--won",
                        "Converted=1",
                        "--held-out",
                        "--json",
                        "--against",
                        drafts.toString()))
                .isEqualTo(Command.DONE);
        var report = new JsonMapper().readTree(printed.toString(UTF_8));
        assertThat(report.at("/judged").asLong()).isBetween(850L, 1_150L);
        assertThat(report.at("/changed/auc/value").asDouble()).isGreaterThan(0.6);
        assertThat(report.at("/difference/value").asDouble()).isZero();
        assertThat(report.at("/changes").size()).isZero();
    }

    @Test
    void tablesThatLookAtWhatTheFileDoesNotHaveAreRefused() throws IOException {
        assertThat(run("--csv", csv().toString(), "--won", "Converted=1")).isEqualTo(Command.FAILED);

        assertThat(printed.toString(UTF_8)).contains("lead-score looks at activityType", "it has leadSource, visits.");
    }

    @Test
    void brokenTablesAreNamed() throws IOException {
        Files.writeString(folder.resolve("lead-score.dmn"), "<broken");

        assertThat(run(folder.toString(), "--csv", csv().toString(), "--won", "Converted=1"))
                .isEqualTo(Command.FAILED);

        assertThat(printed.toString(UTF_8)).contains("lead-score.dmn:file: is not well-formed XML");
    }

    private Path csv() throws IOException {
        var random = new Random(1);
        var lines = new ArrayList<String>();
        lines.add("Lead Source,Visits,Converted");
        for (int i = 0; i < 2_000; i++) {
            boolean referred = random.nextInt(3) == 0;
            lines.add((referred ? "Reference" : "Search") + "," + random.nextInt(10) + ","
                    + (random.nextInt(10) < (referred ? 7 : 2) ? 1 : 0));
        }
        return Files.write(folder.resolve("leads.csv"), lines);
    }

    private int run(String... arguments) throws IOException {
        return command.run(List.of(arguments), new IdleLauncher());
    }

    /** Gives the tables and nothing else. */
    private static final class IdleLauncher implements Command.Launcher {

        @Override
        public ConfigurableApplicationContext idle() {
            var context = mock(ConfigurableApplicationContext.class);
            given(context.getBean(DecisionTables.class)).willReturn(DmnFolder.read(Path.of("bpmn"), Clock.systemUTC()));
            given(context.getBean(Clock.class)).willReturn(Clock.systemUTC());
            var settings = mock(TrellisProperties.class);
            given(settings.bpmnDir()).willReturn(Path.of("bpmn"));
            given(context.getBean(TrellisProperties.class)).willReturn(settings);
            return context;
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
