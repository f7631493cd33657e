package dev.trellis.bench;

import dev.trellis.contact.ContactImport;
import dev.trellis.embedded.ThrowAwayFolder;
import dev.trellis.engine.BareEngine;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.platform.Command;
import dev.trellis.platform.Lane;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.FileSystemUtils;

/**
 * How fast contacts enter, get their first email and wait, next to the same engine with the same diagrams where nothing
 * is done but completing the jobs. Both take turns on one engine in a throw-away data folder.
 */
final class JourneyBench {

    /** An email and a wait. */
    static final String JOURNEY = """
            <?xml version="1.0" encoding="UTF-8"?>
            <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="bench" targetNamespace="bench">
              <bpmn:process id="lead" name="Lead: one email" isExecutable="true">
                <bpmn:startEvent id="begin" name="Begin"><bpmn:outgoing>to-mail</bpmn:outgoing></bpmn:startEvent>
                <bpmn:sequenceFlow id="to-mail" sourceRef="begin" targetRef="mail" />
                <bpmn:sendTask id="mail" name="One email">
                  <bpmn:extensionElements>
                    <zeebe:taskDefinition type="send-email" retries="5" />
                    <zeebe:taskHeaders>
                      <zeebe:header key="template" value="lead-1-problem" />
                      <zeebe:header key="topic" value="newsletter" />
                      <zeebe:header key="window" value="any-time" />
                    </zeebe:taskHeaders>
                  </bpmn:extensionElements>
                  <bpmn:incoming>to-mail</bpmn:incoming><bpmn:outgoing>to-wait</bpmn:outgoing>
                </bpmn:sendTask>
                <bpmn:sequenceFlow id="to-wait" sourceRef="mail" targetRef="wait" />
                <bpmn:intermediateCatchEvent id="wait" name="30 days">
                  <bpmn:incoming>to-wait</bpmn:incoming><bpmn:outgoing>to-end</bpmn:outgoing>
                  <bpmn:timerEventDefinition id="wait-timer"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P30D</bpmn:timeDuration></bpmn:timerEventDefinition>
                </bpmn:intermediateCatchEvent>
                <bpmn:sequenceFlow id="to-end" sourceRef="wait" targetRef="over" />
                <bpmn:endEvent id="over" name="Over"><bpmn:incoming>to-end</bpmn:incoming></bpmn:endEvent>
              </bpmn:process>
            </bpmn:definitions>
            """;

    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final Duration COOL_DOWN = Duration.ofSeconds(3);
    private static final String MAP = "contact-lifecycle.bpmn";

    private final PrintStream out;
    private final int contacts;
    private final int rounds;
    private int batch;
    private long taken;

    JourneyBench(PrintStream out, int contacts, int rounds) {
        this.out = out;
        this.contacts = contacts;
        this.rounds = rounds;
    }

    void run(Command.Launcher launcher) throws Exception {
        var throwAway = ThrowAwayFolder.create("trellis-bench");
        var folder = throwAway.path();
        try (var sink = MailSink.open()) {
            var diagrams = diagrams(folder);
            var application = throwAway.serve(launcher, settings(folder, diagrams, sink));
            var map = Files.readString(diagrams.resolve(MAP));
            var grpc = URI.create(application.getEnvironment().getRequiredProperty("trellis.engine-grpc"));
            try (var bare = BareEngine.start(grpc, map, JOURNEY, "lead")) {
                measure(application, bare, sink, folder);
            }
        }
    }

    private void measure(ApplicationContext application, BareEngine bare, MailSink sink, Path folder)
            throws InterruptedException {
        print("%,d contacts a turn, %d rounds, %s".formatted(contacts, rounds, Machine.now()));
        int warmUp = Math.max(1, contacts / 5);
        bare.run(warmUp);
        ours(application, sink, warmUp);
        long diskBefore = Footprint.bytesIn(folder.resolve("engine"));
        long rssBefore = Footprint.engineMemory();
        var ratios = new double[rounds];
        long peakHeap = 0;
        for (int round = 0; round < rounds; round++) {
            LockSupport.parkNanos(COOL_DOWN.toNanos());
            double reference;
            double own;
            if (round % 2 == 0) {
                reference = perSecond(bare.run(contacts));
                own = perSecond(ours(application, sink, contacts));
            } else {
                own = perSecond(ours(application, sink, contacts));
                reference = perSecond(bare.run(contacts));
            }
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            peakHeap = Math.max(peakHeap, heap);
            ratios[round] = own / reference;
            print("round %d: bare %,.1f contacts/s, ours %,.1f contacts/s, ratio %.2f; our heap %,d MB"
                    .formatted(round + 1, reference, own, ratios[round], heap >> 20));
        }
        long waiting = 2L * contacts * rounds;
        print("engine, per waiting contact of %,d: %,.0f bytes of disk, %,.0f bytes of memory (RSS)"
                .formatted(
                        waiting,
                        (Footprint.bytesIn(folder.resolve("engine")) - diskBefore) / (double) waiting,
                        (Footprint.engineMemory() - rssBefore) / (double) waiting));
        print("highest heap after a round %,d MB; the engine refused %,d bare commands"
                .formatted(peakHeap >> 20, bare.refused()));
        print("RATIO journey %.2f".formatted(median(ratios)));
    }

    /** From the first contact taken in until the last one's email is sent and the engine has been told. */
    private Duration ours(ApplicationContext application, MailSink sink, int count) {
        var csv = csv(count);
        var database = application.getBean(JdbcClient.class);
        var outbox = application.getBean(EngineOutbox.class);
        long start = System.nanoTime();
        try {
            application
                    .getBean(ContactImport.class)
                    .run(
                            new ByteArrayInputStream(csv),
                            new ContactImport.Options("bench", false, true, "bench", StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("The contacts could not be added", e);
        }
        taken += count;
        while (sink.received() < taken
                || outbox.backlog(Lane.LIVE) + outbox.backlog(Lane.BULK) > 0
                || sent(database) < taken) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IllegalStateException("After " + PATIENCE.toMinutes() + " minutes " + sink.received() + " of "
                        + taken + " emails have arrived");
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        var time = Duration.ofNanos(System.nanoTime() - start);
        if (sink.received() != taken || sink.recipients() != taken) {
            throw new IllegalStateException(taken + " contacts were to get one email each; " + sink.received()
                    + " emails reached " + sink.recipients() + " addresses");
        }
        return time;
    }

    private static long sent(JdbcClient database) {
        return database.sql("select count(*) from send where state = 'SENT'")
                .query(Long.class)
                .single();
    }

    private byte[] csv(int count) {
        batch++;
        var csv = new StringBuilder("email,firstName,company,timeZone,topics,stage\n");
        for (int i = 0; i < count; i++) {
            csv.append("reader-%d-%d@example.com,Reader,Example %d,UTC,newsletter,lead%n".formatted(batch, i, i));
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    private double perSecond(Duration time) {
        return contacts * 1e9 / time.toNanos();
    }

    static double median(double... values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The diagrams in use, with the journey that is measured in the place of the leads'. */
    private static Path diagrams(Path folder) throws IOException {
        var target = Files.createDirectories(folder.resolve("bpmn"));
        var setting = System.getenv("TRELLIS_BPMN_DIR");
        var source = Path.of(setting == null || setting.isBlank() ? "bpmn" : setting);
        FileSystemUtils.copyRecursively(source, target);
        Files.writeString(target.resolve("lead.bpmn"), JOURNEY);
        return target;
    }

    private static String[] settings(Path folder, Path diagrams, MailSink sink) {
        return Settings.of(folder, List.of("trellis.bpmn-dir=" + diagrams, "trellis.smtp-url=" + sink.url()));
    }

    private void print(String line) {
        out.println(line);
    }
}
