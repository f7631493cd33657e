package dev.trellis.email.inbound;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The collected forms of what comes back, with what each of them is. */
record Forms(String name, InboundKind kind, String about, String status, String recipient) {

    /** The address that all of them are about. */
    static final String ADDRESS = "ada@example.org";

    /** The send in their message ids. */
    static final String SEND = "0198c0de-0000-7000-8000-00000000ada1";

    private static final Path FOLDER = Path.of("src/test/resources/inbound");

    static List<Forms> all() {
        return lines().stream()
                .skip(1)
                .map(line -> line.split("\\|", -1))
                .map(words -> new Forms(words[0], InboundKind.of(words[1]), words[2], words[3], words[4]))
                .toList();
    }

    byte[] raw() {
        return read(FOLDER.resolve(name + ".eml"));
    }

    /** The same about another mail to another address. */
    byte[] about(String send, String address) {
        return new String(raw(), StandardCharsets.ISO_8859_1)
                .replace(SEND, send)
                .replaceAll("(?i)ada@example\\.org", address)
                .replace("ada@example.on", address.substring(0, address.indexOf('@')) + "@example.on")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Whether it names the send it is about; the others say so by the return path that they come to. */
    boolean namesTheSend() {
        return new String(raw(), StandardCharsets.ISO_8859_1).contains(SEND);
    }

    static byte[] raw(String name) {
        return read(FOLDER.resolve(name + ".eml"));
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(FOLDER.resolve("forms.csv"));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
