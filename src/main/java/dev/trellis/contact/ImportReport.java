package dev.trellis.contact;

import java.util.ArrayList;
import java.util.List;

/**
 * What an import did.
 *
 * @param rejected the first rows that were not taken, and why
 * @param rejectedCount how many there were in all
 * @param warnings the first rows that were taken without some value, and why
 * @param warningCount how many there were in all
 */
public record ImportReport(
        long created,
        long updated,
        long unchanged,
        List<Remark> rejected,
        long rejectedCount,
        List<Remark> warnings,
        long warningCount) {

    /** A word about a line of the file. */
    public record Remark(long line, String reason) {}

    /** A report while it grows. Keeps so many remarks that the memory it takes is bounded. */
    static final class Tally {

        private static final int KEPT = 1_000;

        private final List<Remark> rejected = new ArrayList<>();
        private final List<Remark> warnings = new ArrayList<>();
        private long created;
        private long updated;
        private long unchanged;
        private long rejectedCount;
        private long warningCount;

        synchronized void count(ContactIntake.Outcome outcome) {
            switch (outcome) {
                case CREATED -> created++;
                case UPDATED -> updated++;
                case UNCHANGED -> unchanged++;
                case REJECTED -> throw new IllegalArgumentException("A rejected row has a reason");
            }
        }

        synchronized void reject(long line, String reason) {
            rejectedCount++;
            if (rejected.size() < KEPT) {
                rejected.add(new Remark(line, reason));
            }
        }

        synchronized void warn(long line, String reason) {
            warningCount++;
            if (warnings.size() < KEPT) {
                warnings.add(new Remark(line, reason));
            }
        }

        synchronized ImportReport report() {
            rejected.sort((a, b) -> Long.compare(a.line(), b.line()));
            return new ImportReport(
                    created,
                    updated,
                    unchanged,
                    List.copyOf(rejected),
                    rejectedCount,
                    List.copyOf(warnings),
                    warningCount);
        }
    }
}
