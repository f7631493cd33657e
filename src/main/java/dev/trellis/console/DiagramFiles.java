package dev.trellis.console;

import dev.trellis.engine.Diagram;
import dev.trellis.engine.Diagrams;
import dev.trellis.platform.TrellisProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The diagrams as they were drawn, for the viewer. */
@Component
class DiagramFiles {

    static final String MAP = "contact-lifecycle";

    private final Diagrams diagrams;
    private final Path folder;

    DiagramFiles(Diagrams diagrams, TrellisProperties settings) {
        this.diagrams = diagrams;
        this.folder = settings.bpmnDir();
    }

    /** The diagram that draws this process. */
    Optional<Diagram> find(String processId) {
        return diagrams.all().stream()
                .filter(diagram -> diagram.processId().equals(processId))
                .findFirst();
    }

    /** What Modeler saved. The file is one that the folder's listing names, never one that a caller named. */
    Optional<byte[]> xml(String processId) {
        return find(processId).map(diagram -> {
            try {
                return Files.readAllBytes(folder.resolve(diagram.file()));
            } catch (IOException ex) {
                throw new UncheckedIOException("The diagram " + diagram.file() + " cannot be read", ex);
            }
        });
    }
}
