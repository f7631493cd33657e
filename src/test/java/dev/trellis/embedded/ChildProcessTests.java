package dev.trellis.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs({OS.LINUX, OS.MAC})
class ChildProcessTests {

    @TempDir
    Path folder = Path.of("");

    @Test
    void anOrphanIsKnownByIdStartAndCommand() throws IOException {
        var process = new ProcessBuilder("sleep", "1234").start();
        try {
            var file = folder.resolve("pid");
            ChildProcess.remember(file, process.toHandle());

            assertThat(ChildProcess.leftOver(file, "1234")).contains(process.toHandle());
            assertThat(ChildProcess.leftOver(file, "another command")).isEmpty();

            Files.writeString(file, process.pid() + " 1\n");
            assertThat(ChildProcess.leftOver(file, "1234"))
                    .as("an id given to another process since")
                    .isEmpty();

            ChildProcess.remember(file, process.toHandle());
            ChildProcess.end(process.toHandle(), Duration.ZERO);
            assertThat(process.isAlive()).isFalse();
            assertThat(ChildProcess.leftOver(file, "1234")).isEmpty();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aBrokenFileIsNobody() throws IOException {
        var file = Files.writeString(folder.resolve("pid"), "not a number\n");
        assertThat(ChildProcess.leftOver(file, "")).isEmpty();
        assertThat(ChildProcess.leftOver(folder.resolve("missing"), "")).isEmpty();
    }
}
