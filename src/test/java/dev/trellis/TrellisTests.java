package dev.trellis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrellisTests {

    @Test
    void canBeLoadedByJava17() throws IOException {
        try (var in = Trellis.class.getResourceAsStream("Trellis.class")) {
            assertThat(in).isNotNull();
            var header = new DataInputStream(in);
            assertThat(header.readInt()).isEqualTo(0xCAFEBABE);
            header.readUnsignedShort();
            assertThat(header.readUnsignedShort()).isEqualTo(61);
        }
    }

    @Test
    void namesTheNewestJavaOfTheMachine(@TempDir Path folder) throws IOException {
        install(folder, "old", "17.0.15");
        install(folder, "newer", "21.0.2");
        install(folder, "newest/Contents/Home", "25.0.3");
        Files.createDirectories(folder.resolve("empty"));

        var found = Trellis.findNewer(List.of(folder, folder.resolve("missing")));

        assertThat(found).contains(folder.resolve("newest/Contents/Home/bin/java"));
        assertThat(Trellis.refusal(17, found))
                .isEqualTo(
                        "Trellis needs Java 21 or newer and was started with Java 17; this machine has one: start it with "
                                + found.orElseThrow() + ".");
    }

    @Test
    void saysWhereToGetOneIfTheMachineHasNone(@TempDir Path folder) throws IOException {
        install(folder, "old", "17.0.15");
        assertThat(Trellis.findNewer(List.of(folder))).isEmpty();
        assertThat(Trellis.refusal(17, Optional.empty()))
                .contains("none was found")
                .endsWith("https://adoptium.net.");
    }

    private static void install(Path folder, String name, String version) throws IOException {
        var home = Files.createDirectories(folder.resolve(name));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Someone\"\nJAVA_VERSION=\"" + version + "\"\n");
    }
}
