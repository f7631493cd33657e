package dev.trellis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.platform.Command;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** What {@code check} says of a folder with mistakes; each is named with its place. */
class CheckCommandTests {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @BeforeEach
    void copyTheDiagrams() throws IOException {
        FileSystemUtils.copyRecursively(Path.of("bpmn"), folder);
    }

    @Test
    void whatIsShippedHasNoProblems() {
        assertThat(check()).isEqualTo(Command.DONE);
        assertThat(out.toString(UTF_8)).isEqualToIgnoringNewLines("No problems.");
    }

    @Test
    void mistakesInDiagramsAreNamedWithFileElementAndRemedy() throws IOException {
        edit("subscriber.bpmn", "value=\"welcome-best-of\"", "value=\"welcome-bestof\"");
        edit("lead-returning.bpmn", "type=\"send-email\"", "type=\"send-emial\"");
        edit(
                "sql.bpmn",
                "<zeebe:header key=\"stage\" value=\"lead\" />",
                "<zeebe:header key=\"stage\" value=\"laed\" />");
        Files.writeString(folder.resolve("evangelist.bpmn"), "<broken");

        assertThat(check()).isEqualTo(Command.FAILED);
        assertThat(out.toString(UTF_8))
                .contains("subscriber.bpmn:send-best-of: ", "templates/email/welcome-bestof", "welcome-best-of")
                .contains("lead-returning.bpmn:send-news: unknown job type \"send-emial\"", "send-email")
                .contains("sql.bpmn:back-rejected: ", "laed", "lead")
                .contains("evangelist.bpmn:")
                .contains(" to mend.");
    }

    @Test
    void aMistakeInATableIsNamedWithFileRowAndColumn() throws IOException {
        edit("lead-score.dmn", "<text>40</text>", "<text>fourty</text>");

        var err = new ByteArrayOutputStream();
        var before = System.err;
        System.setErr(new PrintStream(err, true, UTF_8));
        try {
            assertThat(check()).isEqualTo(Command.FAILED);
        } finally {
            System.setErr(before);
        }

        assertThat(err.toString(UTF_8))
                .contains("lead-score.dmn:lead-score: row 12, column 5: fourty is neither")
                .doesNotContain("\tat ");
    }

    private int check() {
        var print = new PrintStream(out, true, UTF_8);
        return new CommandLine(print, print, List.of(new CheckCommand(print)))
                .run("check", "--trellis.bpmn-dir=" + folder);
    }

    private void edit(String file, String from, String to) throws IOException {
        var path = folder.resolve(file);
        var text = Files.readString(path);
        assertThat(text).contains(from);
        Files.writeString(path, text.replace(from, to));
    }
}
