package dev.trellis.embedded;

import dev.trellis.platform.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/** A data folder of its own for what nobody keeps: a demo, a measurement. It goes when the process ends. */
public final class ThrowAwayFolder {

    private final Path path;

    private ThrowAwayFolder(Path path) {
        this.path = path;
    }

    public static ThrowAwayFolder create(String prefix) throws IOException {
        return new ThrowAwayFolder(Files.createTempDirectory(prefix));
    }

    public Path path() {
        return path;
    }

    /** Starts the application on it; the settings say so. */
    public ConfigurableApplicationContext serve(Command.Launcher launcher, String... settings) {
        // What is registered first runs last: the engine and the database, which live in it, end before.
        SpringApplication.getShutdownHandlers().add(this::delete);
        return launcher.serve(settings);
    }

    private void delete() {
        try {
            FileSystemUtils.deleteRecursively(path);
        } catch (IOException e) {
            System.err.println("The folder " + path + " could not be deleted: " + e.getMessage());
        }
    }
}
