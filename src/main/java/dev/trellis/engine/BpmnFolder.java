package dev.trellis.engine;

import dev.trellis.platform.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** The folder of diagrams and decision tables, as it was when it was read. */
final class BpmnFolder implements Diagrams {

    private final Path folder;
    private final List<DiagramFile> files;
    private final Map<String, byte[]> contents;
    private final Map<String, String> tableOfDecision;
    private final Set<String> stepsWithRetries = new HashSet<>();
    private final List<Problem> problems = new ArrayList<>();

    private BpmnFolder(Path folder, List<DiagramFile> files, Map<String, byte[]> contents) {
        this.folder = folder;
        this.files = files;
        this.contents = contents;
        this.tableOfDecision = decisions(contents);
        for (var file : files) {
            stepsWithRetries.addAll(file.stepsWithRetries());
            problems.addAll(file.problems());
        }
        checkTogether();
    }

    static BpmnFolder read(Path folder) {
        var contents = new TreeMap<String, byte[]>();
        if (Files.isDirectory(folder)) {
            try (var paths = Files.list(folder)) {
                for (var path : paths.toList()) {
                    var name = path.getFileName().toString();
                    if (name.endsWith(".bpmn") || name.endsWith(".dmn")) {
                        contents.put(name, Files.readAllBytes(path));
                    }
                }
            } catch (IOException ex) {
                throw new UncheckedIOException("The folder " + folder + " cannot be read", ex);
            }
        }
        var files = contents.entrySet().stream()
                .filter(file -> file.getKey().endsWith(".bpmn"))
                .map(file -> DiagramFile.read(file.getKey(), file.getValue()))
                .toList();
        return new BpmnFolder(folder, files, contents);
    }

    @Override
    public List<Diagram> all() {
        return files.stream().flatMap(file -> file.diagrams().stream()).toList();
    }

    @Override
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    Path folder() {
        return folder;
    }

    boolean setsRetries(String processId, String elementId) {
        return stepsWithRetries.contains(processId + " " + elementId);
    }

    /**
     * What the engine gets: files by name, in groups that are deployed together.
     *
     * <p>A deployment with one changed file gives new versions to all its files. So each file goes alone, unless a
     * diagram asks for what is deployed together with it. Only tables that a diagram calls are the engine's business.
     */
    List<Map<String, byte[]>> deployments() {
        var resources = new TreeMap<String, byte[]>();
        for (var diagram : all()) {
            for (var decision : diagram.calledDecisions()) {
                var table = tableOfDecision.get(decision);
                if (table != null) {
                    resources.put(table, content(table));
                }
            }
        }
        var groups = new ArrayList<Map<String, byte[]>>();
        resources.forEach((name, content) -> groups.add(Map.of(name, content)));
        files.forEach(file -> groups.add(Map.of(file.name(), content(file.name()))));
        if (files.stream().anyMatch(DiagramFile::bindsToDeployment)) {
            var together = new TreeMap<String, byte[]>();
            groups.forEach(together::putAll);
            return List.of(together);
        }
        return groups;
    }

    private byte[] content(String name) {
        return contents.getOrDefault(name, new byte[0]);
    }

    private void checkTogether() {
        var fileOfProcess = new HashMap<String, String>();
        for (var diagram : all()) {
            var other = fileOfProcess.putIfAbsent(diagram.processId(), diagram.file());
            if (other != null) {
                problems.add(new Problem(
                        diagram.file(),
                        diagram.processId(),
                        "the process id is used by " + other + " too; give one of them another id"));
            }
        }
        for (var diagram : all()) {
            for (var called : diagram.calledProcesses()) {
                if (!fileOfProcess.containsKey(called)) {
                    problems.add(new Problem(
                            diagram.file(),
                            diagram.processId(),
                            "calls the process '" + called + "', which no file in this folder has"));
                }
            }
            for (var called : diagram.calledDecisions()) {
                if (!tableOfDecision.containsKey(called)) {
                    problems.add(new Problem(
                            diagram.file(),
                            diagram.processId(),
                            "calls the decision '" + called + "', which no .dmn file in this folder has"));
                }
            }
        }
    }

    private static Map<String, String> decisions(Map<String, byte[]> contents) {
        var found = new HashMap<String, String>();
        contents.forEach((name, content) -> {
            if (!name.endsWith(".dmn")) {
                return;
            }
            try {
                var nodes = DiagramFile.parse(content).getElementsByTagNameNS("*", "decision");
                for (var i = 0; i < nodes.getLength(); i++) {
                    if (nodes.item(i) instanceof Element decision) {
                        found.put(decision.getAttribute("id"), name);
                    }
                }
            } catch (SAXException | IOException ex) {
                // Whoever evaluates the tables says what is wrong with them.
                found.remove(name);
            }
        });
        return found;
    }
}
