package dev.trellis.backtest;

import dev.trellis.contact.CsvRecords;
import dev.trellis.contact.CsvRecords.CsvRecord;
import dev.trellis.platform.InvalidValueException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file of leads with a column that tells their outcome. Tables know its columns by variables: {@code Lead Origin}
 * is {@code leadOrigin}. A column holds numbers if every value in it is one.
 */
final class CsvLeads {

    /** Such as {@code 12} and {@code -0.5}; what begins with needless zeros is a code, not a number. */
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,14})(\\.\\d{1,12})?");

    /** What means something else in FEEL. */
    private static final Set<String> TAKEN = Set.of(
            "and",
            "or",
            "not",
            "if",
            "then",
            "else",
            "for",
            "in",
            "return",
            "some",
            "every",
            "satisfies",
            "between",
            "instance",
            "of",
            "function",
            "external",
            "true",
            "false",
            "null",
            "date",
            "time",
            "duration",
            "context",
            "list",
            "string",
            "number",
            "boolean");

    private final Path file;
    private final List<Column> columns;
    private final int outcome;
    private final String wonValue;
    private final int id;
    private final long unreadable;

    private CsvLeads(Path file, List<Column> columns, int outcome, String wonValue, int id, long unreadable) {
        this.file = file;
        this.columns = columns;
        this.outcome = outcome;
        this.wonValue = wonValue;
        this.id = id;
        this.unreadable = unreadable;
    }

    /**
     * A column.
     *
     * @param header its name in the file
     * @param variable its name in tables
     * @param isNumber whether it holds nothing but numbers
     */
    record Column(String header, String variable, boolean isNumber) {}

    /**
     * Looks through a file.
     *
     * @param wonColumn the header of the column with the outcome
     * @param wonValue what it says of a lead that was won; every other value means it was not
     * @param idColumn the header of the column that names a lead; null where its line does
     * @throws InvalidValueException if that file cannot be used so
     */
    static CsvLeads open(Path file, String wonColumn, String wonValue, @Nullable String idColumn) {
        try (var reader = reader(file)) {
            var records = new CsvRecords(reader);
            var headers = headers(file, records);
            int outcome = index(headers, wonColumn, "--won");
            var survey = new Survey(headers.size());
            var outcomes = new LinkedHashSet<String>();
            for (var record = records.next(); record != null; record = records.next()) {
                survey.look(record);
                if (outcomes.size() < 10 && outcome < record.fields().size()) {
                    outcomes.add(record.fields().get(outcome));
                }
            }
            if (!outcomes.contains(wonValue)) {
                throw new InvalidValueException(
                        "--won",
                        "names the value '" + wonValue + "', which the column " + wonColumn + " does not have; it has "
                                + String.join(", ", outcomes));
            }
            return new CsvLeads(
                    file,
                    columns(headers, survey),
                    outcome,
                    wonValue,
                    idColumn == null ? -1 : index(headers, idColumn, "--id"),
                    survey.unreadable);
        } catch (MalformedInputException e) {
            throw new InvalidValueException("--csv", "names a file that is not in UTF-8: " + file);
        } catch (IOException e) {
            throw new InvalidValueException("--csv", "names a file that cannot be read: " + e.getMessage());
        }
    }

    private static BufferedReader reader(Path file) throws IOException {
        return Files.newBufferedReader(file);
    }

    private static List<String> headers(Path file, CsvRecords records) throws IOException {
        var header = records.header();
        if (header == null || header.problem() != null || header.isBlank()) {
            throw new InvalidValueException("--csv", "names a file without a row of headers: " + file);
        }
        return header.fields().stream().map(String::strip).toList();
    }

    private static int index(List<String> headers, String wanted, String option) {
        int index = headers.indexOf(wanted.strip());
        if (index < 0) {
            throw new InvalidValueException(
                    option,
                    "names the column '" + wanted + "', which the file does not have; it has "
                            + String.join(", ", headers));
        }
        return index;
    }

    private static List<Column> columns(List<String> headers, Survey survey) {
        var taken = new HashMap<String, Integer>();
        var columns = new ArrayList<Column>();
        for (int i = 0; i < headers.size(); i++) {
            var variable = variable(headers.get(i), i);
            int before = taken.merge(variable, 1, Integer::sum);
            columns.add(new Column(headers.get(i), before == 1 ? variable : variable + before, survey.isNumber(i)));
        }
        return List.copyOf(columns);
    }

    /** The header in the manner of variables. */
    static String variable(String header, int column) {
        var name = new StringBuilder();
        for (var word : header.split("[^\\p{L}\\p{N}]+", -1)) {
            if (!word.isEmpty()) {
                name.append(name.isEmpty() ? word.substring(0, 1).toLowerCase(Locale.ROOT) : upper(word))
                        .append(word.substring(1));
            }
        }
        if (name.isEmpty()) {
            return "column" + (column + 1);
        }
        if (!Character.isLetter(name.charAt(0)) || TAKEN.contains(name.toString())) {
            return "column" + upper(name.toString()) + name.substring(1);
        }
        return name.toString();
    }

    private static String upper(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT);
    }

    /** All columns but the one with the outcome. */
    List<Column> columns() {
        var others = new ArrayList<>(columns);
        others.remove(outcome);
        return others;
    }

    /** How many rows are broken; they are left out. */
    long unreadable() {
        return unreadable;
    }

    /**
     * Gives every lead, in the order of the file.
     *
     * @param wanted the variables that are asked for; empty for all
     */
    void forEach(Set<String> wanted, Consumer<CsvLead> taker) {
        try (var reader = reader(file)) {
            var records = new CsvRecords(reader);
            records.header();
            for (var record = records.next(); record != null; record = records.next()) {
                if (record.problem() == null && !record.isBlank()) {
                    taker.accept(lead(record, wanted));
                }
            }
        } catch (IOException e) {
            throw new InvalidValueException("--csv", "names a file that cannot be read: " + e.getMessage());
        }
    }

    private CsvLead lead(CsvRecord record, Set<String> wanted) {
        var fields = record.fields();
        var values = new LinkedHashMap<String, Object>();
        for (int i = 0; i < Math.min(columns.size(), fields.size()); i++) {
            var column = columns.get(i);
            var text = fields.get(i).strip();
            if (i != outcome && !text.isEmpty() && (wanted.isEmpty() || wanted.contains(column.variable()))) {
                values.put(column.variable(), column.isNumber() ? number(text) : text);
            }
        }
        boolean won = outcome < fields.size() && fields.get(outcome).equals(wonValue);
        return new CsvLead(
                id >= 0 && id < fields.size() ? fields.get(id) : "line " + record.line(),
                won ? Past.WON : Past.OTHER,
                values);
    }

    private static Number number(String text) {
        return text.indexOf('.') < 0 ? (Number) Long.valueOf(text) : (Number) Double.valueOf(text);
    }

    /** What is in which column, found out row by row. */
    private static final class Survey {

        private final boolean[] filled;
        private final boolean[] text;
        private long unreadable;

        Survey(int columns) {
            filled = new boolean[columns];
            text = new boolean[columns];
        }

        void look(CsvRecord record) {
            if (record.problem() != null) {
                unreadable++;
                return;
            }
            for (int i = 0; i < Math.min(text.length, record.fields().size()); i++) {
                var value = record.fields().get(i).strip();
                filled[i] |= !value.isEmpty();
                text[i] |= !value.isEmpty() && !NUMBER.matcher(value).matches();
            }
        }

        boolean isNumber(int column) {
            return filled[column] && !text[column];
        }
    }
}
