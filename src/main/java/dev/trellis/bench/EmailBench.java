package dev.trellis.bench;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactImport;
import dev.trellis.email.EmailRequest;
import dev.trellis.email.Emails;
import dev.trellis.email.HoldKind;
import dev.trellis.email.Holds;
import dev.trellis.email.Stream;
import dev.trellis.email.smtp.AccessTokens;
import dev.trellis.email.smtp.ConnectionLimits;
import dev.trellis.email.smtp.Delivery;
import dev.trellis.email.smtp.OutgoingMail;
import dev.trellis.email.smtp.Relay;
import dev.trellis.email.smtp.RelayAddress;
import dev.trellis.embedded.ThrowAwayFolder;
import dev.trellis.platform.Command;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How fast mail goes out, next to Postfix's {@code smtp-source} and to a loop that does nothing but hand mails to
 * Jakarta Mail: our client alone, and the whole way from the plan to the booked answer. All take turns on one sink.
 */
final class EmailBench {

    private static final int SESSIONS = 10;
    private static final int BODY_BYTES = 5_120;
    private static final int MAILS_AT_A_TIME = 20;
    private static final int PLANNED_AT_ONCE = 2_000;
    private static final int MAILS_FOR_A_READER = 3;
    private static final int MOST_READERS = 200_000;
    private static final int WARM_UPS = 3;
    private static final String TEMPLATE = "lead-1-problem";
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Duration COOL_DOWN = Duration.ofSeconds(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final ConnectionLimits LIMITS = new ConnectionLimits(
            1_000_000, Duration.ofHours(1), Duration.ofHours(1), Duration.ofSeconds(10), Duration.ofMinutes(1));

    private final PrintStream out;
    private final int mails;
    private final int rounds;
    private final Duration roundTrip;
    private final boolean dkim;
    private long visits;

    /**
     * A measurement.
     *
     * @param roundTrip what the way to the sink and back takes longer than on this machine
     * @param dkim whether the whole way includes signing with RSA-2048
     */
    EmailBench(PrintStream out, int mails, int rounds, Duration roundTrip, boolean dkim) {
        this.out = out;
        this.mails = mails;
        this.rounds = rounds;
        this.roundTrip = roundTrip;
        this.dkim = dkim;
    }

    void run(Command.Launcher launcher) throws Exception {
        print("%,d mails a turn, %d sessions, %d ms added to each round trip, %d rounds, %s"
                .formatted(mails, SESSIONS, roundTrip.toMillis(), rounds, Machine.now()));
        try (var sink = Sink.open();
                var road = roundTrip.isZero() ? null : SlowRoad.to(sink.port(), roundTrip)) {
            int port = road == null ? sink.port() : road.port();
            clients(sink, port);
            pipeline(launcher, sink, port);
        }
    }

    /** The clients alone, with mails that are ready. */
    private void clients(Sink sink, int port) throws Exception {
        if (!sink.isPostfix()) {
            print("Without smtp-sink and smtp-source (Debian package postfix) a sink of our own is used: it is slower,"
                    + " and there is nothing to compare with but Jakarta Mail.");
        }
        var toSource = new double[rounds];
        var toJakartaMail = new double[rounds];
        int warmUp = Math.max(200, mails / 5);
        ownClient(port, warmUp);
        JakartaMailLoop.run(port, SESSIONS, warmUp, BODY_BYTES);
        sink.expect(2L * warmUp);
        for (int round = 0; round < rounds; round++) {
            LockSupport.parkNanos(COOL_DOWN.toNanos());
            double source =
                    sink.isPostfix() ? perSecond(SmtpSink.source(port, SESSIONS, mails, BODY_BYTES)) : Double.NaN;
            double jakartaMail = perSecond(JakartaMailLoop.run(port, SESSIONS, mails, BODY_BYTES));
            double own = perSecond(ownClient(port, mails));
            sink.expect(sink.isPostfix() ? 3L * mails : 2L * mails);
            toSource[round] = own / source;
            toJakartaMail[round] = own / jakartaMail;
            print(
                    "round %d, clients alone: smtp-source %,.0f/s, Jakarta Mail %,.0f/s, ours %,.0f/s: %.2f and %.2f times"
                            .formatted(round + 1, source, jakartaMail, own, toSource[round], toJakartaMail[round]));
        }
        if (sink.isPostfix()) {
            print("RATIO email-client-to-smtp-source %.2f".formatted(JourneyBench.median(toSource)));
        }
        print("RATIO email-client-to-jakarta-mail %.2f".formatted(JourneyBench.median(toJakartaMail)));
    }

    /** The whole way: claim, checks, template, links, headers, signature, relay, books. */
    private void pipeline(Command.Launcher launcher, Sink sink, int port) throws Exception {
        var throwAway = ThrowAwayFolder.create("trellis-bench");
        var application = throwAway.serve(launcher, settings(throwAway.path(), port));
        var readers = readers(application);
        var ratios = new double[rounds];
        // Rounds that do not count: the loop is warm from those with the clients, and what it is compared with must be.
        for (int round = 0; round < WARM_UPS; round++) {
            whole(application, throwAway.path(), sink, readers, mails);
        }
        // As PostgreSQL does by itself within a minute; until then it plans for the empty tables of a new installation.
        application.getBean(JdbcClient.class).sql("analyze").update();
        long peakHeap = 0;
        for (int round = 0; round < rounds; round++) {
            LockSupport.parkNanos(COOL_DOWN.toNanos());
            double reference = perSecond(JakartaMailLoop.run(port, SESSIONS, mails, BODY_BYTES));
            sink.expect(mails);
            var drained = whole(application, throwAway.path(), sink, readers, mails);
            double own = perSecond(drained.nanos());
            print("round %d, a mail takes of a processor: %s".formatted(round + 1, drained.processors()));
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            peakHeap = Math.max(peakHeap, heap);
            ratios[round] = own / reference;
            print("round %d, the whole way%s: Jakarta Mail alone %,.0f/s, ours %,.0f/s: %.2f times; our heap %,d MB"
                    .formatted(round + 1, dkim ? " with DKIM" : "", reference, own, ratios[round], heap >> 20));
        }
        print("highest heap after a round %,d MB".formatted(peakHeap >> 20));
        print("RATIO email-pipeline%s %.2f".formatted(dkim ? "-with-dkim" : "", JourneyBench.median(ratios)));
    }

    /** Hands ready mails in over our client; how long it took, in nanoseconds. */
    private static long ownClient(int port, int count) throws Exception {
        var relay = new Relay(
                "bench", RelayAddress.parse("bench", "smtp://127.0.0.1:" + port), LIMITS, AccessTokens.PASSWORDS);
        var mail =
                new OutgoingMail("bench@example.com", "reader@example.com", JakartaMailLoop.message(BODY_BYTES), false);
        var batch = Collections.nCopies(MAILS_AT_A_TIME, mail);
        long time = Sessions.run(SESSIONS, count, share -> {
            var connection = relay.lease();
            for (int done = 0; done < share; done += MAILS_AT_A_TIME) {
                var part = batch.subList(0, Math.min(MAILS_AT_A_TIME, share - done));
                if (connection.deliver(part).stream()
                                .filter(Delivery.Accepted.class::isInstance)
                                .count()
                        != part.size()) {
                    throw new IOException("The sink did not take every mail");
                }
            }
            connection.release();
        });
        relay.closeAll();
        return time;
    }

    /** Plans mails, then lets them go until the last is booked as sent. */
    private Drained whole(ApplicationContext application, Path data, Sink sink, List<ContactId> readers, int count)
            throws IOException {
        var holds = application.getBean(Holds.class);
        var emails = application.getBean(Emails.class);
        var database = application.getBean(JdbcClient.class);
        holds.place(HoldKind.STREAM, Stream.MARKETING.label(), "bench", null);
        long sentBefore = sent(database);
        for (int from = 0; from < count; from += PLANNED_AT_ONCE) {
            var requests = new ArrayList<EmailRequest>();
            for (int i = from; i < Math.min(count, from + PLANNED_AT_ONCE); i++) {
                requests.add(EmailRequest.of(++visits, readers.get((int) (visits % readers.size())), TEMPLATE)
                        .step("bench", "mail")
                        .window("any-time")
                        .repeat(true)
                        .build());
            }
            emails.planAll(requests);
        }
        var before = ProcessorTime.now(data);
        long start = System.nanoTime();
        holds.release(HoldKind.STREAM, Stream.MARKETING.label());
        // Asking the database costs it time, so it is not asked before all have come, and not for a count.
        while (!sink.hasAll(count) || isWaiting(database)) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IllegalStateException("After " + PATIENCE.toMinutes() + " minutes only "
                        + (sent(database) - sentBefore) + " of " + count + " mails are sent");
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        long time = System.nanoTime() - start;
        var processors = ProcessorTime.now(data).each(before, count);
        sink.expect(count);
        long booked = sent(database) - sentBefore;
        if (booked != count) {
            throw new IllegalStateException("Of " + count + " mails " + booked + " are booked as sent");
        }
        return new Drained(time, processors);
    }

    private static boolean isWaiting(JdbcClient database) {
        return database.sql("select exists (select from send_queue)")
                .query(Boolean.class)
                .single();
    }

    private static long sent(JdbcClient database) {
        return database.sql("select count(*) from send where state = 'SENT'")
                .query(Long.class)
                .single();
    }

    private List<ContactId> readers(ApplicationContext application) throws IOException {
        var csv = new StringBuilder("email,firstName,company,timeZone,topics,stage\n");
        // As many as the cap of a week, as it is set by default, lets have the mails of all rounds.
        int count = Math.min(MOST_READERS, mails * (rounds + WARM_UPS) / MAILS_FOR_A_READER + 1);
        for (int i = 0; i < count; i++) {
            csv.append("reader-%d@example.com,Reader,Example %d,UTC,newsletter,lead%n".formatted(i, i));
        }
        application
                .getBean(ContactImport.class)
                .run(
                        new ByteArrayInputStream(csv.toString().getBytes(StandardCharsets.UTF_8)),
                        new ContactImport.Options("bench", false, false, "bench", StandardCharsets.UTF_8));
        return application
                .getBean(JdbcClient.class)
                .sql("select id from contact order by id")
                .query((row, number) -> new ContactId(row.getObject("id", UUID.class)))
                .list();
    }

    private String[] settings(Path folder, int port) throws IOException, GeneralSecurityException {
        var settings = new ArrayList<>(List.of(
                "trellis.smtp-url=smtp://127.0.0.1:" + port,
                "trellis.email.sessions=" + SESSIONS,
                "trellis.email.max-per-day=1000000",
                "trellis.email.max-per-week=1000000"));
        if (dkim) {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            var key = folder.resolve("dkim.pem");
            Files.writeString(
                    key,
                    "-----BEGIN PRIVATE KEY-----\n"
                            + Base64.getMimeEncoder()
                                    .encodeToString(generator
                                            .generateKeyPair()
                                            .getPrivate()
                                            .getEncoded())
                            + "\n-----END PRIVATE KEY-----\n");
            settings.addAll(
                    Arrays.asList("trellis.email.dkim.selector=bench", "trellis.email.dkim.private-key=" + key));
        }
        return Settings.of(folder, settings);
    }

    private double perSecond(long nanos) {
        return mails * 1e9 / nanos;
    }

    private void print(String line) {
        out.println(line);
    }

    /** How long planned mails took to go, in nanoseconds, and what each took of a processor, in words. */
    private record Drained(long nanos, String processors) {}
}
