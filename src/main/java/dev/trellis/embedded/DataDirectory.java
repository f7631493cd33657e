package dev.trellis.embedded;

import dev.trellis.platform.StartRefusedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The folder that holds everything a restart must find again. One running Trellis has it at a time. */
final class DataDirectory implements AutoCloseable {

    private static final Duration PREDECESSOR_MAY_TAKE = Duration.ofSeconds(30);
    private static final long ENGINE_NEEDS = 2L << 30;

    private final Path root;
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(Path root, FileChannel channel, FileLock lock) {
        this.root = root;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the folder, waiting for a predecessor that is about to stop.
     *
     * @throws StartRefusedException if another Trellis runs on it, or it cannot be written
     */
    static DataDirectory take(Path folder, Progress progress) {
        var root = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root);
            var channel =
                    FileChannel.open(root.resolve("trellis.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var data = new DataDirectory(root, channel, lock(root, channel, progress));
            Files.createDirectories(data.logs());
            Files.createDirectories(data.engine());
            Files.writeString(data.state(), "running " + ProcessHandle.current().pid() + "\n");
            return data;
        } catch (IOException e) {
            throw new StartRefusedException(
                    "TRELLIS_DATA_DIR is '" + folder + "', which cannot be written: " + e.getMessage() + ".", e);
        }
    }

    private static FileLock lock(Path root, FileChannel channel, Progress progress) throws IOException {
        var deadline = System.nanoTime() + PREDECESSOR_MAY_TAKE.toNanos();
        boolean told = false;
        while (true) {
            var lock = tryLock(channel);
            if (lock != null) {
                return lock;
            }
            var holder = readState(root);
            // One that has not said yet that it runs, or says nothing any more, is beginning or at its end.
            if (holder.startsWith("running") || System.nanoTime() > deadline) {
                channel.close();
                throw new StartRefusedException(
                        "Another Trellis (process " + holder.replaceAll("\\D", "") + ") runs on the data folder " + root
                                + "; stop it, or set TRELLIS_DATA_DIR to another folder.");
            }
            if (!told) {
                progress.say("Waiting for the Trellis that is stopping …");
                told = true;
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String readState(Path root) throws IOException {
        var state = root.resolve("trellis.state");
        return Files.exists(state) ? Files.readString(state).strip() : "";
    }

    /** Tells a successor that waiting is worth it. */
    void markStopping() {
        try {
            Files.writeString(state(), "stopping " + ProcessHandle.current().pid() + "\n");
        } catch (IOException e) {
            // The successor then refuses instead of waiting: a nuisance, no harm.
        }
    }

    private Path state() {
        return root.resolve("trellis.state");
    }

    Path root() {
        return root;
    }

    Path engine() {
        return root.resolve("engine");
    }

    Path postgres() {
        return root.resolve("postgres");
    }

    Path logs() {
        return root.resolve("logs");
    }

    /** The engine stops processing below this much free disk, which looks like a fault of everything else. */
    boolean hasRoomForEngine() throws IOException {
        return freeBytes() >= ENGINE_NEEDS;
    }

    long freeBytes() throws IOException {
        return Files.getFileStore(root).getUsableSpace();
    }

    /** The word on the state stays: a successor that reads it just now must not take this one for running. */
    @Override
    public void close() throws IOException {
        markStopping();
        lock.release();
        channel.close();
    }
}
