package dev.trellis.engine;

import dev.trellis.engine.EngineMirror.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Carries what the exporter writes into the mirror, and deletes the files it has read.
 *
 * <p>How far it got is stored with what it read, in one transaction, so nothing counts twice whenever this stops.
 */
@Component
class SpoolReader implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SpoolReader.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);
    private static final int CHUNK_BYTES = 1024 * 1024;
    private static final String SUFFIX = ".spool";

    /** Stands for the offset of a file that was read to its end. */
    private static final long FINISHED = -1;

    private final EngineMirror mirror;
    private final TransactionTemplate transaction;
    private final @Nullable Path spool;
    private final boolean idle;
    private volatile boolean running;
    private boolean troubled;
    private @Nullable Thread thread;

    SpoolReader(
            EngineMirror mirror,
            PlatformTransactionManager transactions,
            EngineProperties properties,
            @Value("${trellis.idle:false}") boolean idle) {
        this.mirror = mirror;
        this.transaction = new TransactionTemplate(transactions);
        this.spool = properties.spool();
        this.idle = idle;
    }

    @Override
    public void start() {
        if (spool != null && !idle && !running) {
            running = true;
            thread = Thread.ofPlatform().name("engine-spool").daemon().start(this::run);
        }
    }

    @Override
    public void stop() {
        running = false;
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join(Duration.ofSeconds(5));
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 4097;
    }

    private void run() {
        while (running) {
            var pause = LOOK_EVERY;
            try {
                while (running && readSome()) {
                    // There was something, so there may be more.
                }
                troubled = false;
            } catch (IOException | RuntimeException ex) {
                if (running && !troubled) {
                    troubled = true;
                    log.warn(
                            "What the engine tells about its processes cannot be read at present ({}).",
                            Reasons.of(ex));
                }
                pause = AFTER_TROUBLE;
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException ex) {
                return;
            }
        }
    }

    /** Reads the next piece of each partition. False if there was none. */
    boolean readSome() throws IOException {
        if (spool == null || !Files.isDirectory(spool)) {
            return false;
        }
        var any = false;
        for (var folder : partitions(spool)) {
            any |= readPartition(folder, Integer.parseInt(folder.getFileName().toString()));
        }
        return any;
    }

    private boolean readPartition(Path folder, int partition) throws IOException {
        if (files(folder).isEmpty()) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(transaction.execute(status -> {
                try {
                    return mirror.lock(partition)
                            .map(progress -> readOn(folder, partition, progress))
                            .orElse(false);
                } catch (UncheckedIOException ex) {
                    status.setRollbackOnly();
                    throw ex;
                }
            }));
        } catch (UncheckedIOException ex) {
            throw ex.getCause();
        }
    }

    private boolean readOn(Path folder, int partition, Progress progress) {
        try {
            var files = files(folder);
            var current = fileFor(files, progress);
            if (current == null) {
                return false;
            }
            var name = current.getFileName().toString();
            var vanished = !progress.file().isEmpty() && !name.equals(progress.file()) && !isFinished(progress);
            var gap = progress.gap() || vanished;
            if (gap && !progress.gap()) {
                log.warn(
                        "Files of the engine's spool were lost before they were read; what is shown of who stands where"
                                + " may miss something.");
            }
            var offset = name.equals(progress.file()) ? Math.max(0, progress.offset()) : 0;
            var lines = wholeLines(current, offset);
            if (lines.length > 0) {
                var changes = new SpoolChanges(progress.position());
                new String(lines, StandardCharsets.UTF_8).lines().forEach(changes::read);
                mirror.apply(changes);
                mirror.store(partition, new Progress(name, offset + lines.length, changes.lastPosition(), gap));
                return true;
            }
            if (current.equals(files.getLast())) {
                return false;
            }
            // A newer file exists, so this one gets no more lines.
            mirror.store(partition, new Progress(name, FINISHED, progress.position(), gap));
            Files.deleteIfExists(current);
            return true;
        } catch (NoSuchFileException ex) {
            return false;
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static boolean isFinished(Progress progress) {
        return progress.offset() == FINISHED;
    }

    /** The file that was being read, or the first one after it. */
    private static @Nullable Path fileFor(List<Path> files, Progress progress) {
        for (var file : files) {
            var order = file.getFileName().toString().compareTo(progress.file());
            if (order > 0 || (order == 0 && !isFinished(progress))) {
                return file;
            }
        }
        return null;
    }

    private static byte[] wholeLines(Path file, long offset) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var available = channel.size() - offset;
            if (available <= 0) {
                return new byte[0];
            }
            var buffer = ByteBuffer.allocate((int) Math.min(available, CHUNK_BYTES));
            channel.position(offset);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // reads on until the chunk is full
            }
            var end = buffer.position();
            while (end > 0 && buffer.get(end - 1) != '\n') {
                end--;
            }
            var lines = new byte[end];
            buffer.get(0, lines);
            return lines;
        }
    }

    private static List<Path> partitions(Path spool) throws IOException {
        try (var folders = Files.list(spool)) {
            return folders.filter(folder -> folder.getFileName().toString().matches("\\d{1,6}"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
    }
}
