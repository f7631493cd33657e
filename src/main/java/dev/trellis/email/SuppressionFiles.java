package dev.trellis.email;

import dev.trellis.contact.CsvRecords;
import dev.trellis.contact.CsvRecords.CsvRecord;
import dev.trellis.contact.EmailAddress;
import dev.trellis.email.Suppressions.Entry;
import dev.trellis.email.Suppressions.Reason;
import dev.trellis.platform.InvalidValueException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Brings suppressed addresses over from another system, and takes ours along. */
@Component
class SuppressionFiles {

    private static final String HEADER = "email,scope,reason,evidence,createdAt";
    private static final List<String> COLUMNS = List.of("email", "scope", "reason", "evidence");
    private static final int AT_ONCE = 1_000;
    private static final int MOST_REMARKS = 1_000;
    private static final Map<String, Reason> REASONS = Map.of(
            "bounce", Reason.BOUNCE,
            "complaint", Reason.COMPLAINT,
            "unsubscribe", Reason.UNSUBSCRIBE,
            "manual", Reason.MANUAL);

    private final Suppressions suppressions;
    private final Topics topics;

    SuppressionFiles(Suppressions suppressions, Topics topics) {
        this.suppressions = suppressions;
        this.topics = topics;
    }

    /**
     * Takes in a CSV file with a header row: {@code email}, and if you like {@code scope}, {@code reason} and
     * {@code evidence}; other columns are left alone. What it suppresses once it stays, however often it is read.
     *
     * @param source how we know of what the file gives no evidence for
     */
    Report read(Reader file, String source) throws IOException {
        var records = new CsvRecords(file);
        var header = records.header();
        var columns = header == null ? List.<String>of() : names(header);
        if (!columns.contains("email")) {
            throw new InvalidValueException("email", "is missing among the columns of the file's first line");
        }
        var report = new Report(0, 0, new ArrayList<>(), 0);
        var batch = new ArrayList<Entry>();
        for (var row = records.next(); row != null; row = records.next()) {
            if (row.isBlank()) {
                continue;
            }
            try {
                batch.add(entry(row, columns, source));
            } catch (InvalidValueException ex) {
                report = report.rejected(row.line(), ex.field() + " " + ex.getMessage());
            }
            if (batch.size() == AT_ONCE) {
                report = add(batch, report);
            }
        }
        return add(batch, report);
    }

    /** Writes every entry; of erased people there is no address any more, so they are left out. */
    void write(Writer out) {
        line(out, HEADER);
        suppressions.forEach(entry -> {
            var address = entry.address();
            if (address != null) {
                line(
                        out,
                        Stream.of(
                                        address,
                                        entry.scope(),
                                        entry.reason().label(),
                                        entry.evidence(),
                                        entry.createdAt().toString())
                                .map(SuppressionFiles::quoted)
                                .reduce((one, other) -> one + "," + other)
                                .orElse(""));
            }
        });
    }

    private Report add(List<Entry> batch, Report report) {
        int added = batch.isEmpty() ? 0 : suppressions.addAll(batch);
        var result = report.counted(added, batch.size() - added);
        batch.clear();
        return result;
    }

    private Entry entry(CsvRecord row, List<String> columns, String source) {
        if (row.problem() != null) {
            throw new InvalidValueException("line", row.problem());
        }
        var address = EmailAddress.of(field(row, columns, "email")).address();
        var scope = field(row, columns, "scope");
        var reason = field(row, columns, "reason");
        var evidence = field(row, columns, "evidence");
        return new Entry(
                address,
                topics.scope(scope),
                reason == null ? Reason.MANUAL : reason(reason),
                evidence == null ? source : evidence);
    }

    private static Reason reason(String label) {
        var reason = REASONS.get(label.toLowerCase(Locale.ROOT));
        if (reason == null) {
            throw new InvalidValueException("reason", "must be bounce, complaint, unsubscribe or manual, not " + label);
        }
        return reason;
    }

    private static @Nullable String field(CsvRecord row, List<String> columns, String name) {
        int index = columns.indexOf(name);
        var value = index < 0 || index >= row.fields().size()
                ? ""
                : row.fields().get(index).strip();
        return value.isEmpty() ? null : value;
    }

    private static List<String> names(CsvRecord header) {
        return header.fields().stream()
                .map(name -> COLUMNS.stream()
                        .filter(column -> column.equalsIgnoreCase(name.strip()))
                        .findFirst()
                        .orElse(name))
                .toList();
    }

    /** Quoted, and never taken for a formula by a spreadsheet. */
    private static String quoted(String value) {
        boolean formula = !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0;
        return "\"" + (formula ? "'" : "") + value.replace("\"", "\"\"").replaceAll("[\\r\\n]+", " ") + "\"";
    }

    private static void line(Writer out, String text) {
        try {
            out.write(text);
            out.write("\r\n");
        } catch (IOException ex) {
            throw new UncheckedIOException("The file is no longer wanted", ex);
        }
    }

    /**
     * What became of a file.
     *
     * @param known entries that were there before
     * @param rejected the first lines that could not be taken, with the reason
     * @param rejectedCount how many could not be taken
     */
    record Report(int added, int known, List<Rejected> rejected, int rejectedCount) {

        private Report counted(int more, int known) {
            return new Report(added + more, this.known + known, rejected, rejectedCount);
        }

        private Report rejected(long line, String reason) {
            if (rejected.size() < MOST_REMARKS) {
                rejected.add(new Rejected(line, reason));
            }
            return new Report(added, known, rejected, rejectedCount + 1);
        }
    }

    /** A line that could not be taken. */
    record Rejected(long line, String reason) {}
}
