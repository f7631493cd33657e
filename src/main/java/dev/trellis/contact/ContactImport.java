package dev.trellis.contact;

import dev.trellis.contact.ContactIntake.Origin;
import dev.trellis.contact.ContactIntake.Outcome;
import dev.trellis.contact.ContactIntake.Taken;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Lane;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Takes in contacts from a CSV file of any length.
 *
 * <p>Rows go in by the thousand, each thousand in its own transaction, so that whatever ends an import loses nothing
 * that was stored, and the same file can be sent again. The next rows are read while the last ones are being stored.
 */
@Service
public class ContactImport {

    private static final Logger log = LoggerFactory.getLogger(ContactImport.class);
    private static final int BATCH = 1_000;

    private final ContactIntake intake;

    ContactImport(ContactIntake intake) {
        this.intake = intake;
    }

    /**
     * How to import.
     *
     * @param source where rows come from that do not say so themselves
     * @param dryRun whether to say only what would happen
     * @param journey whether new contacts start their journey
     * @param teller the name of the token that imports
     * @param charset how the file is written
     */
    public record Options(@Nullable String source, boolean dryRun, boolean journey, String teller, Charset charset) {}

    /**
     * Imports a file.
     *
     * @throws InvalidValueException if it cannot be read as CSV with a column for the email address
     */
    public ImportReport run(InputStream file, Options options) throws IOException {
        var records = new CsvRecords(new InputStreamReader(file, options.charset()));
        var header = records.header();
        if (header == null || header.isBlank()) {
            throw new InvalidValueException("header", "The file is empty; it must begin with a row of column names");
        }
        if (header.problem() != null) {
            throw new InvalidValueException("header", "The header row cannot be read: " + header.problem());
        }
        try (var writer = Executors.newSingleThreadExecutor(
                Thread.ofVirtual().name("import").factory())) {
            return new Run(records, new ImportColumns(header.fields()), options, writer).toTheEnd();
        }
    }

    private final class Run {

        private final CsvRecords records;
        private final ImportColumns columns;
        private final Options options;
        private final Origin origin;
        private final ExecutorService writer;
        private final ImportReport.Tally tally = new ImportReport.Tally();
        private final AddressSet rehearsed = new AddressSet();
        private @Nullable Future<?> storing;

        Run(CsvRecords records, ImportColumns columns, Options options, ExecutorService writer) {
            this.records = records;
            this.columns = columns;
            this.options = options;
            this.origin = new Origin(options.teller(), Lane.BULK, options.journey());
            this.writer = writer;
        }

        ImportReport toTheEnd() throws IOException {
            var rows = new ArrayList<Row>(BATCH);
            try {
                for (var csv = records.next(); csv != null; csv = records.next()) {
                    if (!csv.isBlank()) {
                        read(csv, rows);
                    }
                    if (rows.size() == BATCH) {
                        store(rows);
                        rows = new ArrayList<>(BATCH);
                    }
                }
            } catch (IOException e) {
                // The file broke off: what came in whole is as good as from a shorter file.
                store(rows);
                await();
                throw e;
            }
            store(rows);
            await();
            return tally.report();
        }

        private void read(CsvRecords.CsvRecord csv, List<Row> rows) {
            if (csv.problem() != null) {
                tally.reject(csv.line(), csv.problem());
                return;
            }
            try {
                var contact = columns.read(csv.fields(), options.source(), warning -> tally.warn(csv.line(), warning));
                rows.add(new Row(csv.line(), contact));
            } catch (InvalidValueException e) {
                tally.reject(csv.line(), reason(e));
            }
        }

        private void store(List<Row> rows) {
            await();
            if (!rows.isEmpty()) {
                storing = writer.submit(() -> {
                    if (options.dryRun()) {
                        rehearse(rows);
                    } else {
                        storeTogether(rows);
                    }
                });
            }
        }

        private void await() {
            var running = storing;
            storing = null;
            if (running == null) {
                return;
            }
            try {
                running.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException problem) {
                    throw problem;
                }
                throw new IllegalStateException("The import stopped", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("The import was interrupted", e);
            }
        }

        private void storeTogether(List<Row> rows) {
            try {
                count(rows, intake.addAll(rows.stream().map(Row::contact).toList(), origin));
            } catch (RuntimeException e) {
                stopWithoutDatabase(rows.getFirst(), e);
                log.warn(
                        "Rows {} to {} go in one by one",
                        rows.getFirst().line(),
                        rows.getLast().line(),
                        e);
                rows.forEach(this::storeAlone);
            }
        }

        private void storeAlone(Row row) {
            try {
                count(List.of(row), intake.addAll(List.of(row.contact()), origin));
            } catch (RuntimeException e) {
                stopWithoutDatabase(row, e);
                tally.reject(row.line(), "cannot be stored: " + rootMessage(e));
            }
        }

        private void rehearse(List<Row> rows) {
            var taken = intake.rehearse(rows.stream().map(Row::contact).toList(), origin);
            for (int i = 0; i < rows.size(); i++) {
                var email = rows.get(i).contact().email();
                if (taken.get(i).outcome() == Outcome.CREATED && email != null && !rehearsed.add(email.key())) {
                    tally.count(Outcome.UPDATED);
                } else {
                    count(rows.subList(i, i + 1), taken.subList(i, i + 1));
                }
            }
        }

        private void count(List<Row> rows, List<Taken> taken) {
            for (int i = 0; i < rows.size(); i++) {
                var result = taken.get(i);
                if (result.problem() == null) {
                    tally.count(result.outcome());
                } else {
                    tally.reject(rows.get(i).line(), reason(result.problem()));
                }
            }
        }
    }

    private static void stopWithoutDatabase(Row row, RuntimeException e) {
        if (e instanceof CannotCreateTransactionException
                || e instanceof CannotGetJdbcConnectionException
                || e instanceof DataAccessResourceFailureException
                || e instanceof NonTransientDataAccessResourceException) {
            throw new ImportInterruptedException(row.line(), e);
        }
    }

    private static String reason(RuntimeException problem) {
        var message = Objects.requireNonNullElse(problem.getMessage(), problem.toString());
        return problem instanceof InvalidValueException invalid
                        && !invalid.field().equals("row")
                ? invalid.field() + ": " + message
                : message;
    }

    private static String rootMessage(Throwable problem) {
        var root = NestedExceptionUtils.getMostSpecificCause(problem);
        return String.valueOf(root.getMessage()).lines().findFirst().orElse(root.toString());
    }

    private record Row(long line, NewContact contact) {}

    /** Which addresses a rehearsal has seen, by a hash of each: 16 bytes an address at most. */
    private static final class AddressSet {

        private long[] slots = new long[1 << 12];
        private int size;

        boolean add(String key) {
            if (size * 2 > slots.length) {
                var old = slots;
                slots = new long[old.length * 2];
                size = 0;
                Arrays.stream(old).filter(hash -> hash != 0).forEach(this::add);
            }
            return add(hash(key));
        }

        private boolean add(long hash) {
            int slot = (int) (hash >>> 20) & (slots.length - 1);
            while (slots[slot] != 0) {
                if (slots[slot] == hash) {
                    return false;
                }
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = hash;
            size++;
            return true;
        }

        private static long hash(String key) {
            long hash = 1125899906842597L;
            for (int i = 0; i < key.length(); i++) {
                hash = hash * 6364136223846793005L + key.charAt(i) + 1;
            }
            return hash == 0 ? 1 : hash;
        }
    }
}
