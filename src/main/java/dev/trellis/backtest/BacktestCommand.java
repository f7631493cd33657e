package dev.trellis.backtest;

import dev.trellis.contact.Contact;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.engine.DecisionException;
import dev.trellis.engine.DecisionTables;
import dev.trellis.engine.dmn.DmnFolder;
import dev.trellis.platform.Command;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Problem;
import dev.trellis.platform.TrellisProperties;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.BadSqlGrammarException;
import tools.jackson.databind.json.JsonMapper;

/** Tries changed tables on leads of the past, of the database or of a file, and proposes tables learned from a file. */
public final class BacktestCommand implements Command {

    private final PrintStream out;

    public BacktestCommand() {
        this(System.out);
    }

    BacktestCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public String name() {
        return "backtest";
    }

    @Override
    public String parameters() {
        return "[folder]";
    }

    @Override
    public String summary() {
        return "tries the changed tables of a folder on past contacts [--against folder] [--json], or on a file:"
                + " --csv file --won column=value [--id column] [--held-out] [--seed n];"
                + " --suggest folder [--without columns] proposes points";
    }

    @Override
    public int run(List<String> arguments, Launcher launcher) throws IOException {
        BacktestOptions options;
        try {
            options = BacktestOptions.parse(arguments);
        } catch (InvalidValueException e) {
            out.println(e.field() + " " + e.getMessage() + ".");
            return WRONG_USE;
        }
        try (var application = options.csv() == null ? launcher.database() : launcher.idle()) {
            return run(options, application);
        } catch (InvalidValueException e) {
            out.println(e.field() + " " + e.getMessage() + ".");
            return FAILED;
        } catch (DecisionException e) {
            out.println(e.getMessage());
            return FAILED;
        } catch (BadSqlGrammarException e) {
            out.println("The database is that of another version of Trellis: start this one on it once.");
            return FAILED;
        }
    }

    private int run(BacktestOptions options, ApplicationContext application) throws IOException {
        var inUse = application.getBean(DecisionTables.class);
        var against = read(options.against(), application);
        var changed = options.against() == null && isInUse(options.tables(), application)
                ? null
                : read(options.tables(), application);
        boolean againstBroken = isBroken(against, inUse, options);
        if (isBroken(changed, inUse, options) || againstBroken) {
            return FAILED;
        }
        var current = against == null ? inUse : new ChangedTables(against, inUse);
        if (options.csv() != null) {
            return onFile(options, options.csv(), current, changed == null ? null : new ChangedTables(changed, inUse));
        }
        var backtests = application.getBean(Backtests.class);
        var contacts = application.getBean(Contacts.class);
        var report =
                backtests.report(current, changed == null ? null : new ChangedTables(changed, inUse), true, done -> {});
        print(options, report.named(id -> email(contacts, id)));
        return DONE;
    }

    private static boolean isInUse(@Nullable Path folder, ApplicationContext application) throws IOException {
        var used = application.getBean(TrellisProperties.class).bpmnDir();
        return folder != null && Files.isDirectory(folder) && Files.isDirectory(used) && Files.isSameFile(folder, used);
    }

    private static @Nullable DecisionTables read(@Nullable Path folder, ApplicationContext application) {
        if (folder == null) {
            return null;
        }
        if (!Files.isDirectory(folder)) {
            throw new InvalidValueException(folder.toString(), "is no folder; the changed tables lie in one");
        }
        return DmnFolder.read(folder, application.getBean(Clock.class));
    }

    private boolean isBroken(@Nullable DecisionTables tables, DecisionTables inUse, BacktestOptions options) {
        if (tables == null) {
            return false;
        }
        List<Problem> problems =
                options.csv() == null ? TableCheck.ofHistories(tables, inUse) : TableCheck.ofRows(tables, inUse);
        problems.forEach(out::println);
        return !problems.isEmpty();
    }

    private static String email(Contacts contacts, String id) {
        return contacts.find(new ContactId(UUID.fromString(id)))
                .map(Contact::email)
                .orElse(id);
    }

    private int onFile(BacktestOptions options, Path file, DecisionTables current, @Nullable DecisionTables changed)
            throws IOException {
        var backtest = new CsvBacktest(
                CsvLeads.open(file, options.wonColumn(), options.wonValue(), options.id()), options.seed());
        if (options.suggest() == null) {
            print(options, backtest.report(current, changed, options.heldOut()));
            return DONE;
        }
        var suggested = options.suggest().resolve(ScorecardFile.NAME);
        if (Files.exists(suggested)) {
            throw new InvalidValueException("--suggest", "would overwrite " + suggested + "; name another folder");
        }
        var card = backtest.learn(options.without(), current);
        Files.createDirectories(options.suggest());
        Files.writeString(suggested, ScorecardFile.write(card));
        if (!options.json()) {
            print(card, suggested);
        }
        var learned = DmnFolder.read(options.suggest(), Clock.systemUTC());
        if (isBroken(learned, current, options)) {
            return FAILED;
        }
        print(options, backtest.report(current, new ChangedTables(learned, current), true));
        return DONE;
    }

    private void print(Scorecard card, Path file) {
        out.println(String.format(
                Locale.ROOT,
                "Learned from one half: %,d rows in %s, for these columns (information value):",
                card.lines().size() + 1,
                file));
        card.information().entrySet().stream()
                .sorted((one, other) -> Double.compare(other.getValue(), one.getValue()))
                .forEach(column ->
                        out.println(String.format(Locale.ROOT, "  %5.2f  %s", column.getValue(), column.getKey())));
        out.println();
        out.println("On the other half, which it has not seen:");
    }

    private void print(BacktestOptions options, Report report) {
        if (options.json()) {
            out.println(JsonMapper.builder()
                    .build()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(report));
        } else {
            new ReportPrinter(out).print(report);
        }
    }
}
