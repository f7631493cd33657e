package dev.trellis.engine;

import dev.trellis.platform.Problem;
import java.util.List;

/** The diagrams that were deployed last. */
final class CurrentDiagrams implements Diagrams {

    private volatile BpmnFolder folder;

    CurrentDiagrams(BpmnFolder folder) {
        this.folder = folder;
    }

    BpmnFolder folder() {
        return folder;
    }

    void become(BpmnFolder newer) {
        folder = newer;
    }

    @Override
    public List<Diagram> all() {
        return folder.all();
    }

    @Override
    public List<Problem> problems() {
        return folder.problems();
    }
}
