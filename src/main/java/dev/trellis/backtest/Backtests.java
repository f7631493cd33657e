package dev.trellis.backtest;

import static dev.trellis.platform.UtcTime.now;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trellis.contact.ContactId;
import dev.trellis.engine.DecisionException;
import dev.trellis.engine.DecisionTables;
import dev.trellis.engine.dmn.DmnFolder;
import dev.trellis.lifecycle.PaperStages;
import dev.trellis.platform.Ids;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Problem;
import dev.trellis.platform.web.Page;
import dev.trellis.scoring.ScoringProperties;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Tries changed decision tables on the contacts there are. */
@Service
public class Backtests {

    /** So many characters of tables are more than anybody edits by hand. */
    private static final int LONGEST = 5_000_000;

    private static final Logger log = LoggerFactory.getLogger(Backtests.class);

    private static final int LEADS_AT_ONCE = 1_000;

    private final BacktestStore store;
    private final PastLeads leads;
    private final DecisionTables current;
    private final ScoringProperties scoring;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Backtests(
            BacktestStore store,
            PastLeads leads,
            DecisionTables current,
            ScoringProperties scoring,
            TransactionTemplate transaction,
            Clock clock) {
        this.store = store;
        this.leads = leads;
        this.current = current;
        this.scoring = scoring;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Backtests, newest first. */
    public Page<Backtest> page(@Nullable String after, int limit) {
        return store.page(after, limit);
    }

    /**
     * The backtest with this id.
     *
     * @throws BacktestNotFoundException if there is none
     */
    public Backtest require(UUID id) {
        return store.find(id).orElseThrow(() -> new BacktestNotFoundException(id));
    }

    /**
     * Begins to try changed tables; what comes of it is to be looked up.
     *
     * @param files what the changed files hold, by name; decisions that are in none of them stay as they are
     * @throws InvalidValueException if they cannot be tried
     * @throws BacktestRunningException if another one is at it
     */
    public Backtest begin(String name, Map<String, String> files, String by) {
        var changed = read(files);
        requireSound(TableCheck.ofHistories(changed, current));
        var backtest = transaction.execute(status -> {
            store.lock();
            store.running().ifPresent(running -> {
                throw new BacktestRunningException(running);
            });
            var begun = new Backtest(
                    Ids.next(),
                    name.isBlank() ? String.join(", ", files.keySet()) : name.strip(),
                    Backtest.State.RUNNING,
                    0,
                    leads.count(),
                    null,
                    null,
                    by,
                    now(clock));
            store.insert(begun);
            return begun;
        });
        // On one core alone: whoever waits for it waits a little longer, and mail does not.
        Thread.ofPlatform().name("backtest").daemon().start(() -> run(backtest.id(), changed));
        return backtest;
    }

    private void run(UUID id, DecisionTables changed) {
        try {
            var tables = new ChangedTables(changed, current);
            store.finish(id, report(current, tables, false, done -> store.progress(id, done)));
        } catch (DecisionException e) {
            store.fail(id, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            log.error("Backtest {} failed", id, e);
            store.fail(id, "Something went wrong here. The log says what, next to the number " + id);
        }
    }

    /**
     * Tries tables right away.
     *
     * @param before those to compare with
     * @param changed those to try; null to look at the others alone
     * @param allCores whether nobody else needs the machine
     * @param progress is told how many contacts have been looked at
     */
    Report report(DecisionTables before, @Nullable DecisionTables changed, boolean allCores, LongConsumer progress) {
        var comparison = new Comparison<PastLead>(
                new HistoryJudge(before, scoring), changed == null ? null : new HistoryJudge(changed, scoring));
        var early = new PaperStages(current).early();
        long done = 0;
        ContactId last = null;
        List<PastLead> page;
        do {
            page = leads.next(last, LEADS_AT_ONCE, early);
            comparison.add(page, allCores);
            done += page.size();
            progress.accept(done);
            last = page.isEmpty() ? last : page.getLast().contact();
        } while (page.size() == LEADS_AT_ONCE);
        return comparison.report(notes());
    }

    private static List<String> notes() {
        var notes = new ArrayList<String>();
        notes.add(
                "What a contact did counts up to its promotion, and not from the moment on at which sales took it up or"
                        + " its deal began.");
        notes.add("The fit is that of today's profile: earlier ones are not kept.");
        notes.add("Who was never promoted was never offered to sales either: some of those might have bought.");
        return notes;
    }

    private DecisionTables read(Map<String, String> files) {
        if (files.isEmpty()) {
            throw new InvalidValueException("tables", "There are no tables to try; give at least one DMN file");
        }
        if (files.values().stream().mapToLong(String::length).sum() > LONGEST) {
            throw new InvalidValueException("tables", "The tables have more than 5,000,000 characters");
        }
        var contents = new HashMap<String, byte[]>();
        files.forEach((name, text) -> contents.put(name, text.getBytes(UTF_8)));
        return DmnFolder.read(contents, clock);
    }

    private static void requireSound(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidValueException(
                    "tables",
                    problems.stream()
                            .map(Problem::toString)
                            .collect(Collectors.joining("\n", "The tables cannot be tried:\n", "")));
        }
    }
}
