package dev.trellis.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The settings of an application that is measured: everything embedded and in one folder, whatever the environment
 * says.
 */
final class Settings {

    private Settings() {}

    static String[] of(Path folder, List<String> more) {
        var settings = new ArrayList<>(Arrays.asList(
                "server.port=0",
                "trellis.public-url=http://localhost:8080",
                "trellis.data-dir=" + folder,
                "trellis.imap-url=",
                "trellis.database-url=",
                "trellis.engine-grpc=",
                "trellis.engine.token.client-id="));
        settings.addAll(more);
        return settings.toArray(String[]::new);
    }
}
