package dev.trellis.engine.exporter;

import io.camunda.zeebe.protocol.record.Record;

/** The fields of one line of the spool: separated by tabs, the record's position and time first. */
final class Line {

    private static final int LONGEST_FIELD = 2_000;

    private final StringBuilder text = new StringBuilder(64);

    static Line of(Record<?> record) {
        var line = new Line();
        line.text.append(record.getPosition()).append('\t').append(record.getTimestamp());
        return line;
    }

    Line add(long number) {
        text.append('\t').append(number);
        return this;
    }

    /** Adds a text; the characters that structure the spool are escaped, and nothing endless gets in. */
    Line add(String value) {
        text.append('\t');
        for (var i = 0; i < Math.min(value.length(), LONGEST_FIELD); i++) {
            var c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                default -> text.append(c);
            }
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
