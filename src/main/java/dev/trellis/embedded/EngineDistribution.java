package dev.trellis.embedded;

import dev.trellis.platform.StartRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the engine's distribution was unpacked. The build puts it under {@code target/engine}. */
record EngineDistribution(Path home) {

    static final String VERSION = "8.6.0";
    private static final String NAME = "camunda-zeebe-" + VERSION;

    static EngineDistribution find(@Nullable Path setting) {
        if (setting != null) {
            if (!isDistribution(setting)) {
                throw new StartRefusedException("TRELLIS_EMBEDDED_ENGINE_DIR is '" + setting
                        + "', which does not hold an unpacked Camunda distribution (a folder with lib/).");
            }
            return new EngineDistribution(setting.toAbsolutePath().normalize());
        }
        for (var candidate : candidates()) {
            if (isDistribution(candidate)) {
                return new EngineDistribution(candidate.toAbsolutePath().normalize());
            }
        }
        throw new StartRefusedException(
                "The embedded engine is missing: " + candidates().getFirst()
                        + " is not there; run the build (mvn package) once, or point TRELLIS_ENGINE_GRPC to a Camunda 8 of yours.");
    }

    private static List<Path> candidates() {
        var places = new ArrayList<Path>();
        for (var folder : Places.folders()) {
            places.add(folder.resolve("target/engine").resolve(NAME));
            places.add(folder.resolve("engine").resolve(NAME));
        }
        return places;
    }

    private static boolean isDistribution(Path folder) {
        return Files.isDirectory(folder.resolve("lib"));
    }
}
