package dev.trellis.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Remembers a child in a file, so that the next start can tell it from a stranger that got its process id since. */
final class ChildProcess {

    private static final Duration CLOCK_JITTER = Duration.ofSeconds(2);

    private ChildProcess() {}

    static void remember(Path file, ProcessHandle process) throws IOException {
        var started = process.info().startInstant().map(i -> i.toEpochMilli()).orElse(0L);
        Files.writeString(file, process.pid() + " " + started + "\n");
    }

    /**
     * The child of an earlier start that still runs.
     *
     * @param mark must occur in its command line
     */
    static Optional<ProcessHandle> leftOver(Path file, String mark) {
        try {
            var words = Files.readString(file).strip().split(" ", 2);
            var started = Long.parseLong(words[1]);
            return ProcessHandle.of(Long.parseLong(words[0]))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> process.info()
                            .startInstant()
                            .map(i -> Math.abs(i.toEpochMilli() - started) <= CLOCK_JITTER.toMillis())
                            .orElse(false))
                    .filter(process -> commandLine(process).contains(mark));
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** The whole command line; {@link ProcessHandle.Info} cuts long ones off on Linux. */
    static String commandLine(ProcessHandle process) {
        try {
            var raw = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
            return new String(raw, StandardCharsets.UTF_8).replace('\0', ' ');
        } catch (IOException e) {
            return process.info().commandLine().orElse("");
        }
    }

    /** Waits for a process to end by itself, then asks it to, then makes it. */
    static void end(ProcessHandle process, Duration patience) {
        if (!ends(process, patience)) {
            process.destroy();
            if (!ends(process, Duration.ofSeconds(10))) {
                process.destroyForcibly();
                ends(process, Duration.ofSeconds(10));
            }
        }
    }

    private static boolean ends(ProcessHandle process, Duration patience) {
        try {
            process.onExit()
                    .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof TimeoutException) {
                return !process.isAlive();
            }
            throw e;
        }
    }
}
