package dev.trellis.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.platform.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTests {

    @TempDir
    Path folder = Path.of("");

    @Test
    void isRefusedWhileAnotherHasIt() throws IOException {
        try (var data = DataDirectory.take(folder, Progress.silent())) {
            assertThat(data.root()).isEqualTo(folder.toAbsolutePath());
            assertThatExceptionOfType(StartRefusedException.class)
                    .isThrownBy(() -> DataDirectory.take(folder, Progress.silent()))
                    .withMessageContaining("Another Trellis (process "
                            + ProcessHandle.current().pid() + ") runs on");
        }
        DataDirectory.take(folder, Progress.silent()).close();
    }

    @Test
    void isWaitedForWhileTheOtherStops() throws Exception {
        var first = DataDirectory.take(folder, Progress.silent());
        first.markStopping();
        var second = CompletableFuture.supplyAsync(() -> DataDirectory.take(folder, Progress.silent()));
        assertThat(second).isNotDone();
        first.close();
        second.get(10, TimeUnit.SECONDS).close();
    }

    @Test
    void isRefusedWhereNothingCanBeWritten() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "");
        assertThatExceptionOfType(StartRefusedException.class)
                .isThrownBy(() -> DataDirectory.take(file.resolve("below"), Progress.silent()))
                .withMessageStartingWith(
                        "TRELLIS_DATA_DIR is '" + file.resolve("below") + "', which cannot be written");
    }
}
