package dev.trellis.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;
import org.springframework.boot.system.ApplicationHome;

/** Where files that belong to the application may lie: the working directory, beside the jar, and one folder up. */
final class Places {

    private Places() {}

    static SequencedSet<Path> folders() {
        var folders = new LinkedHashSet<Path>();
        folders.add(Path.of(""));
        var home = new ApplicationHome(Places.class).getDir().toPath();
        folders.add(home);
        if (home.getParent() != null) {
            folders.add(home.getParent());
        }
        return folders;
    }

    /** The first of those places that has a folder of this name. */
    static Optional<Path> find(String name) {
        return folders().stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isDirectory)
                .findFirst();
    }
}
