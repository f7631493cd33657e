package dev.trellis.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How much of the processors this process and those below it have taken, by what they are. Other than rates, this
 * hardly depends on what else the machine does.
 */
final class ProcessorTime {

    private static final String OURS = "ours";
    private static final Map<String, String> KINDS =
            Map.of("postgres", "database", "java", "engine", "smtp-sink", "sink");

    private final Map<String, Duration> taken;

    private ProcessorTime(Map<String, Duration> taken) {
        this.taken = taken;
    }

    /**
     * What was taken until now.
     *
     * @param data where the embedded database is, whose processes are not below this one
     */
    static ProcessorTime now(Path data) throws IOException {
        var taken = new TreeMap<>(Stream.concat(ProcessHandle.current().descendants(), database(data))
                .distinct()
                .collect(Collectors.groupingBy(
                        ProcessorTime::kind,
                        Collectors.reducing(Duration.ZERO, ProcessorTime::ofProcess, Duration::plus))));
        taken.put(OURS, ofProcess(ProcessHandle.current()));
        return new ProcessorTime(taken);
    }

    /** What one of so many things took since another moment, in words. */
    String each(ProcessorTime before, int things) {
        return taken.entrySet().stream()
                .map(entry -> Map.entry(
                        entry.getKey(),
                        entry.getValue()
                                        .minus(before.taken.getOrDefault(entry.getKey(), Duration.ZERO))
                                        .toNanos()
                                / 1e6
                                / things))
                .filter(entry -> entry.getValue() >= 0.001)
                .map(entry -> String.format(Locale.ROOT, "%s %.3f ms", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static Stream<ProcessHandle> database(Path data) throws IOException {
        try (var files = Files.find(data, 4, (file, is) -> file.endsWith("postmaster.pid"))) {
            var first = files.findFirst();
            return first.isEmpty()
                    ? Stream.empty()
                    : ProcessHandle.of(Long.parseLong(
                                    Files.readAllLines(first.get()).getFirst().strip()))
                            .stream()
                            .flatMap(server -> Stream.concat(Stream.of(server), server.descendants()));
        }
    }

    private static Duration ofProcess(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static String kind(ProcessHandle process) {
        var program = process.info()
                .command()
                .map(command -> String.valueOf(Path.of(command).getFileName()))
                .orElse("others");
        return KINDS.getOrDefault(program, "others");
    }
}
