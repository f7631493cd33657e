package dev.trellis.engine.dmn;

import dev.trellis.engine.Decision;
import dev.trellis.engine.DecisionException;
import dev.trellis.engine.DecisionTables;
import dev.trellis.platform.Problem;
import dev.trellis.platform.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The decisions of one folder, read once. */
public final class DmnFolder implements DecisionTables {

    private final Map<String, DecisionLogic> decisions;
    private final List<Problem> problems;

    private DmnFolder(Map<String, DecisionLogic> decisions, List<Problem> problems) {
        this.decisions = decisions;
        this.problems = List.copyOf(problems);
    }

    /** Reads every {@code *.dmn} file; never fails because of what is in them. */
    public static DmnFolder read(Path folder, Clock clock) {
        return read(folder, new DmnReader(clock));
    }

    /** Reads the same and leaves every decision to the library: what the fast way is held against. */
    public static DmnFolder readForLibrary(Path folder, Clock clock) {
        return read(folder, new DmnReader(clock, true));
    }

    /** Reads files that lie nowhere yet, by name; never fails because of what is in them. */
    public static DmnFolder read(Map<String, byte[]> files, Clock clock) {
        return read(new TreeMap<>(files), new ArrayList<>(), new DmnReader(clock));
    }

    private static DmnFolder read(Path folder, DmnReader reader) {
        var files = new ArrayList<Path>();
        var problems = new ArrayList<Problem>();
        if (Files.isDirectory(folder)) {
            try (var listing = Files.newDirectoryStream(folder, "*.dmn")) {
                listing.forEach(files::add);
            } catch (IOException e) {
                throw new DecisionException("Cannot list " + folder + ": " + e.getMessage(), e);
            }
        } else {
            problems.add(new Problem(
                    folder.toString(),
                    "folder",
                    "is not there; the setting TRELLIS_BPMN_DIR names the folder to read"));
        }
        var contents = new TreeMap<String, byte[]>();
        for (var file : files) {
            var name = String.valueOf(file.getFileName());
            try {
                contents.put(name, Files.readAllBytes(file));
            } catch (IOException e) {
                problems.add(new Problem(name, "file", "cannot be read: " + e.getMessage()));
            }
        }
        return read(contents, problems, reader);
    }

    private static DmnFolder read(SortedMap<String, byte[]> files, List<Problem> problems, DmnReader reader) {
        var decisions = new LinkedHashMap<String, DecisionLogic>();
        var origins = new LinkedHashMap<String, String>();
        files.forEach((name, content) -> {
            var result = reader.read(name, content);
            problems.addAll(result.problems());
            result.decisions().forEach((id, logic) -> {
                var before = origins.putIfAbsent(id, name);
                if (before == null) {
                    decisions.put(id, logic);
                } else {
                    problems.add(new Problem(
                            name, id, "the id " + id + " is taken by a decision of " + before + "; choose another"));
                }
            });
        });
        return new DmnFolder(decisions, problems);
    }

    @Override
    public Decision decide(String decisionId, Map<String, Object> inputs) {
        return logic(decisionId).decide(inputs);
    }

    @Override
    public List<Decision> decideAll(String decisionId, Map<String, Object> inputs) {
        return logic(decisionId).decideAll(inputs);
    }

    @Override
    public List<String> inputs(String decisionId) {
        return logic(decisionId).inputs();
    }

    @Override
    public boolean givesSeveral(String decisionId) {
        return logic(decisionId).givesSeveral();
    }

    @Override
    public List<Object> inputValues(String decisionId, String input) {
        return logic(decisionId).inputValues(input);
    }

    @Override
    public List<Object> outputValues(String decisionId, String output) {
        return logic(decisionId).outputValues(output);
    }

    @Override
    public List<Problem> problems() {
        return problems;
    }

    @Override
    public Set<String> ids() {
        return decisions.keySet();
    }

    /**
     * Itself, if nothing is wrong.
     *
     * @throws StartRefusedException with every problem on a line of its own
     */
    DmnFolder requireSound() {
        if (!problems.isEmpty()) {
            throw new StartRefusedException(
                    problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
        return this;
    }

    private DecisionLogic logic(String decisionId) {
        var logic = decisions.get(decisionId);
        if (logic == null) {
            throw new DecisionException(
                    "No decision with the id " + decisionId + "; there are " + String.join(", ", decisions.keySet()));
        }
        return logic;
    }
}
