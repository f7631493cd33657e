package dev.trellis.bench;

import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.broadcast.Broadcast;
import dev.trellis.broadcast.Broadcasts;
import dev.trellis.broadcast.NewBroadcast;
import dev.trellis.broadcast.Segments;
import dev.trellis.email.EmailRequest.OnCap;
import dev.trellis.embedded.ThrowAwayFolder;
import dev.trellis.platform.Command;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How fast a broadcast to a whole stage is planned, and what that takes of memory, in a throw-away data folder. A
 * minute for it all is the measure: above 1 it took less.
 */
final class BroadcastBench {

    private static final Duration MEASURE = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    /** One in ten has withdrawn; the rest are to get it. */
    private static final String FILL = """
            with person as (
                insert into contact (id, email, email_key, first_name, last_name, country, created_at, updated_at)
                select uuidv7(), 'reader-' || i || '@example.com', 'reader-' || i || '@example.com', 'Ada', 'Reader',
                       (array['DE', 'GB', 'US', 'FR', 'JP'])[1 + i % 5], :now, :now
                from generate_series(1, :contacts) as i
                returning id, cast(substring(email from '[0-9]+') as integer) as i
            ), agreed as (
                insert into consent (contact_id, topic, state, evidence, changed_at)
                select id, 'newsletter', case when i % 10 = 0 then 'withdrawn' else 'granted' end, 'bench', :now
                from person
            )
            insert into lifecycle (contact_id, stage, entry, entered_at, journey)
            select id, 'lead', 1, :now, false from person
            """;

    private final PrintStream out;
    private final int contacts;

    BroadcastBench(PrintStream out, int contacts) {
        this.out = out;
        this.contacts = contacts;
    }

    void run(Command.Launcher launcher) throws IOException {
        var folder = ThrowAwayFolder.create("trellis-bench");
        var application = folder.serve(launcher, settings(folder.path()));
        application
                .getBean(JdbcClient.class)
                .sql(FILL)
                .param("now", utc(Instant.now()))
                .param("contacts", contacts)
                .update();
        out.println("%,d contacts, %s".formatted(contacts, Machine.now()));
        measure(application);
    }

    private void measure(ApplicationContext application) {
        var broadcasts = application.getBean(Broadcasts.class);
        var leads = application.getBean(Segments.class).of(List.of("lead"), null, null, null);
        long start = System.nanoTime();
        var broadcast = broadcasts.begin(new NewBroadcast(
                "Bench", "lead-slow-update", "newsletter", leads, null, OnCap.DELAY, false, null, null, "bench", null));
        long peak = 0;
        while (!broadcast.isPlanned()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IllegalStateException(
                        "After " + PATIENCE.toMinutes() + " minutes " + broadcast.planned() + " emails are planned");
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            peak = Math.max(
                    peak,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            broadcast = broadcasts.require(broadcast.id());
        }
        report(broadcast, Duration.ofNanos(System.nanoTime() - start), peak);
    }

    private void report(Broadcast broadcast, Duration time, long peak) {
        double seconds = time.toNanos() / 1e9;
        out.println("planned %,d of %,d in %.1f s, %,.0f contacts/s; highest heap %,d MB"
                .formatted(broadcast.planned(), contacts, seconds, contacts / seconds, peak >> 20));
        out.println("RATIO broadcast %.2f".formatted(MEASURE.toSeconds() / seconds));
    }

    /** Nothing is sent: this measures the planning. */
    private static String[] settings(Path folder) {
        return Settings.of(folder, List.of("trellis.email.enabled=false", "trellis.smtp-url="));
    }
}
