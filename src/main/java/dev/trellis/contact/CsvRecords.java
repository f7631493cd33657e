package dev.trellis.contact;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of a CSV file, one after the other.
 *
 * <p>Unlike the usual libraries it goes on after a broken record: where a quote is opened and not closed, only the line
 * it stands in is lost, not the rest of the file. And what it holds in memory is bounded, whatever the file is.
 */
public final class CsvRecords {

    private static final int LONGEST_LINE = 1_000_000;
    private static final int LONGEST_RECORD = 100_000;
    private static final int MOST_LINES = 500;
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final Reader reader;
    private final char[] buffer = new char[1 << 16];
    private final Deque<Line> pushedBack = new ArrayDeque<>();
    private final StringBuilder text = new StringBuilder();
    private int position;
    private int end;
    private long lineNumber;
    private char separator = ',';

    public CsvRecords(Reader reader) {
        this.reader = reader;
    }

    /**
     * One record.
     *
     * @param line the number of the line it begins in, from 1
     * @param problem why it cannot be read, and then it has no fields; null if it can
     */
    public record CsvRecord(
            long line, List<String> fields, @Nullable String problem) {

        public boolean isBlank() {
            return problem == null && fields.size() == 1 && fields.getFirst().isBlank();
        }
    }

    /** The first record. What separates its fields separates those of the whole file. */
    public @Nullable CsvRecord header() throws IOException {
        var line = line();
        if (line == null) {
            return null;
        }
        if (!line.text().isEmpty() && line.text().charAt(0) == BYTE_ORDER_MARK) {
            line = new Line(line.number(), line.text().substring(1), line.tooLong());
        }
        separator = separator(line.text());
        pushedBack.addFirst(line);
        return next();
    }

    /** The next record; null at the end. */
    public @Nullable CsvRecord next() throws IOException {
        var first = line();
        if (first == null) {
            return null;
        }
        if (first.tooLong()) {
            return new CsvRecord(
                    first.number(), List.of(), "the line has more than 1,000,000 characters; a quote may be missing");
        }
        var fields = new ArrayList<String>();
        return switch (parse(first.text(), fields)) {
            case COMPLETE -> new CsvRecord(first.number(), fields, null);
            case BROKEN -> broken(first);
            case OPEN -> overSeveralLines(first);
        };
    }

    private CsvRecord overSeveralLines(Line first) throws IOException {
        var read = new ArrayList<Line>();
        var record = new StringBuilder(first.text());
        while (read.size() < MOST_LINES && record.length() < LONGEST_RECORD) {
            var line = line();
            if (line == null) {
                break;
            }
            read.add(line);
            if (line.tooLong()) {
                break;
            }
            record.append('\n').append(line.text());
            if (line.text().indexOf('"') < 0) {
                continue;
            }
            var fields = new ArrayList<String>();
            var state = parse(record.toString(), fields);
            if (state == State.COMPLETE) {
                return new CsvRecord(first.number(), fields, null);
            }
            if (state == State.BROKEN) {
                break;
            }
        }
        read.reversed().forEach(pushedBack::addFirst);
        return new CsvRecord(first.number(), List.of(), "a quote is opened and never closed");
    }

    private static CsvRecord broken(Line line) {
        return new CsvRecord(
                line.number(),
                List.of(),
                "after a closing quote comes something other than a separator; a quote inside quotes is written twice");
    }

    private State parse(String record, List<String> fields) {
        int length = record.length();
        int at = 0;
        while (true) {
            if (at < length && record.charAt(at) == '"') {
                int close = closingQuote(record, at + 1);
                if (close < 0) {
                    return State.OPEN;
                }
                fields.add(record.substring(at + 1, close).replace("\"\"", "\""));
                at = close + 1;
                if (at < length && record.charAt(at) != separator) {
                    return State.BROKEN;
                }
            } else {
                int next = record.indexOf(separator, at);
                int until = next < 0 ? length : next;
                fields.add(record.substring(at, until));
                at = until;
            }
            if (at >= length) {
                return State.COMPLETE;
            }
            at++;
        }
    }

    private static int closingQuote(String record, int from) {
        int quote = record.indexOf('"', from);
        while (quote >= 0 && quote + 1 < record.length() && record.charAt(quote + 1) == '"') {
            quote = record.indexOf('"', quote + 2);
        }
        return quote;
    }

    private static char separator(String header) {
        char best = ',';
        for (char candidate : new char[] {';', '\t'}) {
            if (count(header, candidate) > count(header, best)) {
                best = candidate;
            }
        }
        return best;
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(c -> c == wanted).count();
    }

    private @Nullable Line line() throws IOException {
        var known = pushedBack.pollFirst();
        if (known != null) {
            return known;
        }
        if (!fill()) {
            return null;
        }
        lineNumber++;
        text.setLength(0);
        boolean tooLong = false;
        do {
            int start = position;
            while (position < end && buffer[position] != '\n' && buffer[position] != '\r') {
                position++;
            }
            if (text.length() + position - start > LONGEST_LINE) {
                tooLong = true;
                text.setLength(0);
                text.trimToSize();
            } else if (!tooLong) {
                text.append(buffer, start, position - start);
            }
        } while (position == end && fill());
        skipLineEnd();
        return new Line(lineNumber, text.toString(), tooLong);
    }

    private void skipLineEnd() throws IOException {
        if (position < end && buffer[position] == '\r') {
            position++;
            fill();
            if (position < end && buffer[position] == '\n') {
                position++;
            }
        } else if (position < end) {
            position++;
        }
    }

    private boolean fill() throws IOException {
        if (position < end) {
            return true;
        }
        position = 0;
        end = Math.max(reader.read(buffer, 0, buffer.length), 0);
        return end > 0;
    }

    private enum State {
        COMPLETE,
        OPEN,
        BROKEN
    }

    private record Line(long number, String text, boolean tooLong) {}
}
