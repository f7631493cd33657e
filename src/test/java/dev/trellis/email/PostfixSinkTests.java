package dev.trellis.email;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A relay that we have not written takes each mail, hangs up, and never says that it has it. */
class PostfixSinkTests {

    private static final Path PROGRAM = Path.of("/usr/sbin/smtp-sink");
    private static final int MAILS = 120;

    @TempDir
    private Path folder;

    private @Nullable Process sink;
    private @Nullable EmailInstance instance;

    @BeforeEach
    void clear() {
        assumeTrue(Files.isExecutable(PROGRAM), "Skipped: Postfix's smtp-sink (package postfix) is not here");
        EmailTestDatabase.clear();
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (instance != null) {
            instance.close();
        }
        hangUp();
    }

    @Test
    void marketingMailWhoseAnswerGetsLostIsUnknownAndLeavesOnce() throws Exception {
        int port = open("lost", "-q", ".");
        var running = start(port);
        var ids = plan(running, "marketing-hello");

        await().atMost(60, SECONDS).until(() -> count("state = 'UNKNOWN'") == MAILS);

        assertThat(taken("lost")).hasSize(MAILS).hasSameElementsAs(ids);
    }

    @Test
    void transactionalMailWhoseAnswerGetsLostLeavesAgainUnderItsOwnId() throws Exception {
        int port = open("lost", "-q", ".");
        var running = start(port);
        var ids = plan(running, "receipt");
        await().atMost(60, SECONDS).until(() -> count("attempts = 1") == MAILS);
        hangUp();

        open("taken", port);
        running.clock().advance(Duration.ofMinutes(10));

        await().atMost(60, SECONDS).until(() -> count("state = 'SENT'") == MAILS);
        assertThat(taken("lost")).hasSize(MAILS).hasSameElementsAs(ids);
        assertThat(taken("taken")).hasSize(MAILS).hasSameElementsAs(ids);
    }

    private EmailInstance start(int port) {
        var running = EmailInstance.options().sendingTo(port).start();
        instance = running;
        return running;
    }

    /** Plans mail for many and answers the Message-IDs, as their headers show them. */
    private static List<String> plan(EmailInstance running, String template) {
        running.emails()
                .planAll(IntStream.rangeClosed(1, MAILS)
                        .mapToObj(n -> EmailRequest.of(n, running.reader("k" + n + "@example.com"), template)
                                .step("lead", "hello")
                                .build())
                        .toList());
        return EmailTestDatabase.jdbc()
                .sql("select message_id from send")
                .query((row, number) -> row.getString("message_id"))
                .list();
    }

    private int open(String dump, String... more) throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        open(dump, port, more);
        return port;
    }

    private void open(String dump, int port, String... more) throws IOException {
        var command = new ArrayList<>(List.of(PROGRAM.toString(), "-D", dump, "-h", "sink.example"));
        if ("root".equals(System.getProperty("user.name"))) {
            // It gives up what root may do before it writes.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
            command.addAll(List.of("-u", "nobody"));
        }
        command.addAll(List.of(more));
        command.addAll(List.of("127.0.0.1:" + port, "100"));
        sink = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("smtp-sink.log").toFile())
                .start();
        await().atMost(10, SECONDS).until(() -> listens(port));
    }

    private void hangUp() throws InterruptedException {
        if (sink != null) {
            sink.destroy();
            sink.waitFor();
        }
    }

    /** The Message-IDs of all that the relay had, as often as it had them. */
    private List<String> taken(String dump) {
        try (var lines = Files.lines(folder.resolve(dump))) {
            return lines.filter(line -> line.startsWith("Message-ID: "))
                    .map(line -> line.substring("Message-ID: ".length()).strip())
                    .toList();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static boolean listens(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException ex) {
            return false;
        }
    }

    private static int count(String condition) {
        return EmailTestDatabase.jdbc()
                .sql("select count(*) from send where " + condition)
                .query(Integer.class)
                .single();
    }
}
