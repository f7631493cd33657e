package dev.trellis.engine.exporter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of one partition, numbered upwards; the reader deletes those it has read.
 *
 * <p>Where nobody reads, the oldest go: what the engine does must not stop because the application is away.
 */
final class Spool implements AutoCloseable {

    private static final long FILE_BYTES = 8L * 1024 * 1024;
    private static final int LONGEST_LINE = 64 * 1024;
    private static final String SUFFIX = ".spool";

    private final Path folder;
    private final long mostBytes;
    private @Nullable FileChannel current;
    private long currentBytes;
    private long number;

    Spool(Path folder, long mostBytes) {
        this.folder = folder;
        this.mostBytes = mostBytes;
    }

    /** The position of the last record written here before; -1 where there is none. */
    long lastPosition() {
        try {
            if (Files.isDirectory(folder)) {
                for (var file : files().reversed()) {
                    var position = lastPosition(file);
                    if (position >= 0) {
                        return position;
                    }
                }
            }
            return -1;
        } catch (IOException ex) {
            throw new UncheckedIOException("The spool in " + folder + " cannot be read", ex);
        }
    }

    private static long lastPosition(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var length = (int) Math.min(channel.size(), LONGEST_LINE);
            var tail = ByteBuffer.allocate(length);
            channel.position(channel.size() - length);
            while (tail.hasRemaining() && channel.read(tail) >= 0) {
                // reads on until the end
            }
            var text = new String(tail.array(), 0, tail.position(), StandardCharsets.UTF_8);
            var end = text.lastIndexOf('\n');
            if (end < 0) {
                return -1;
            }
            var line = text.substring(text.lastIndexOf('\n', end - 1) + 1, end);
            // kind, key, position, …
            return Long.parseLong(line.split("\t", 4)[2]);
        }
    }

    /** Appends whole lines. When this returns they are on the disk. */
    void append(byte[] lines) throws IOException {
        var channel = channel();
        var start = currentBytes;
        try {
            var buffer = ByteBuffer.wrap(lines);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(false);
            currentBytes += lines.length;
        } catch (IOException ex) {
            // Half a batch is worse than none.
            channel.truncate(start);
            throw ex;
        }
    }

    @Override
    public void close() {
        try {
            if (current != null) {
                current.close();
                current = null;
            }
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private FileChannel channel() throws IOException {
        if (current != null && currentBytes >= FILE_BYTES) {
            current.close();
            current = null;
            dropOldest();
        }
        if (current == null) {
            Files.createDirectories(folder);
            number = Math.max(number, lastNumber()) + 1;
            current = FileChannel.open(
                    folder.resolve(String.format("%012d%s", number, SUFFIX)),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.APPEND);
            currentBytes = 0;
        }
        return current;
    }

    private long lastNumber() throws IOException {
        var files = files();
        if (files.isEmpty()) {
            // The reader may have deleted all of them; numbers must still go up.
            return System.currentTimeMillis();
        }
        var name = files.getLast().getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }

    private void dropOldest() throws IOException {
        var files = files();
        var bytes = 0L;
        for (var file : files.reversed()) {
            bytes += Files.size(file);
            if (bytes > mostBytes) {
                Files.deleteIfExists(file);
            }
        }
    }

    private List<Path> files() throws IOException {
        try (var all = Files.list(folder)) {
            return new ArrayList<>(
                    all.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                            .sorted()
                            .toList());
        }
    }
}
