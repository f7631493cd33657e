package dev.trellis.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

class FileLocationsTests {

    private final MockEnvironment environment = new MockEnvironment();

    @Test
    void whatNoSettingNamesIsFoundHere() {
        FileLocations.resolve(environment);

        assertThat(environment.getProperty("trellis.bpmn-dir")).isEqualTo(absolute("bpmn"));
        assertThat(environment.getProperty("trellis.templates-dir")).isEqualTo(absolute("templates"));
    }

    @Test
    void aRelativeSettingIsMeantFromHereAndNotFromTheClassPath() {
        environment.setProperty("trellis.templates-dir", "templates");

        FileLocations.resolve(environment);

        assertThat(environment.getProperty("trellis.templates-dir")).isEqualTo(absolute("templates"));
    }

    @Test
    void anAbsoluteSettingStays() {
        environment.setProperty("trellis.bpmn-dir", absolute("elsewhere"));

        FileLocations.resolve(environment);

        assertThat(environment.getProperty("trellis.bpmn-dir")).isEqualTo(absolute("elsewhere"));
    }

    private static String absolute(String folder) {
        return Path.of(folder).toAbsolutePath().toString();
    }
}
