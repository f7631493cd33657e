package dev.trellis.backtest;

import dev.trellis.contact.Activity;
import dev.trellis.contact.ContactId;
import dev.trellis.engine.DecisionTables;
import dev.trellis.lifecycle.Stage;
import dev.trellis.scoring.Profile;
import dev.trellis.scoring.ScoringProperties;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;

/** How long made-up leads with twenty activities each take to be judged by two sets of tables. */
public final class BacktestBench {

    private static final int ACTIVITIES = 20;
    private static final int AT_ONCE = 1_000;
    private static final double BUDGET_SECONDS = 10;
    private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");

    private static final List<String> TYPES = List.of(
            "page-viewed",
            "page-viewed",
            "page-viewed",
            "email-opened",
            "email-opened",
            "link-clicked",
            "content-downloaded",
            "form-submitted",
            "webinar-registered",
            "webinar-attended");
    private static final List<String> PAGES =
            List.of("/", "/pricing", "/blog/", "/case-studies/", "/careers", "/docs/");
    private static final List<String> TITLES = List.of("CEO", "Head of Sales", "Marketing Manager", "Engineer", "");

    private BacktestBench() {}

    /**
     * Measures the judging; making the leads up does not count.
     *
     * @param print receives what was judged and the {@code RATIO} line last, above 1 where it took less than ten
     *     seconds
     * @return how many seconds it took
     */
    public static double run(DecisionTables tables, int leads, Consumer<String> print) {
        var properties = new ScoringProperties(ZoneOffset.UTC);
        var comparison =
                new Comparison<PastLead>(new HistoryJudge(tables, properties), new HistoryJudge(tables, properties));
        var random = new Random(1);
        long took = 0;
        for (int done = 0; done < leads; done += AT_ONCE) {
            var some = new ArrayList<PastLead>();
            for (int i = done; i < Math.min(leads, done + AT_ONCE); i++) {
                some.add(lead(i, random));
            }
            long begin = System.nanoTime();
            comparison.add(some, true);
            took += System.nanoTime() - begin;
        }
        long begin = System.nanoTime();
        var report = comparison.report(List.of());
        took += System.nanoTime() - begin;
        double seconds = took / 1e9;
        print.accept(String.format(
                Locale.ROOT,
                "%,d leads with %d activities each, by two sets of tables: %.2f s, %,.0f activities/s",
                report.judged(),
                ACTIVITIES,
                seconds,
                2.0 * leads * ACTIVITIES / seconds));
        print.accept(String.format(Locale.ROOT, "RATIO backtest %.2f", BUDGET_SECONDS / seconds));
        return seconds;
    }

    private static PastLead lead(int number, Random random) {
        var contact = new ContactId(new UUID(number, number));
        var activities = new ArrayList<Activity>(ACTIVITIES);
        var at = START;
        for (int i = 0; i < ACTIVITIES; i++) {
            at = at.plus(Duration.ofMinutes(1 + random.nextInt(20_000)));
            activities.add(new Activity(
                    new UUID(number, i),
                    contact,
                    TYPES.get(random.nextInt(TYPES.size())),
                    at,
                    at,
                    Map.of("page", PAGES.get(random.nextInt(PAGES.size())) + random.nextInt(50))));
        }
        return new PastLead(
                contact,
                random.nextInt(5) == 0 ? Past.WON : Past.SILENT,
                Stage.LEAD,
                new Profile(
                        TITLES.get(random.nextInt(TITLES.size())),
                        "DE",
                        Map.of("employees", Integer.toString(random.nextInt(3_000)))),
                "company" + random.nextInt(2_000) + ".example",
                null,
                activities);
    }
}
