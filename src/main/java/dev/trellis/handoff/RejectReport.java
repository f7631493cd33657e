package dev.trellis.handoff;

import java.time.LocalDate;
import java.util.List;

/**
 * What sales rejected, for which reason, and whom it was promoted by and came from.
 *
 * @param from the first day on which sales answered, in UTC
 * @param until the last one
 * @param decided how many hand-offs sales accepted or rejected
 * @param rejected how many of them it rejected
 */
public record RejectReport(
        LocalDate from,
        LocalDate until,
        int decided,
        int rejected,
        List<Line> reasons,
        List<Line> sources,
        List<Line> rules,
        List<Line> people,
        List<Row> rows,
        List<Proposal> proposals) {

    /**
     * One reason, source, rule or person.
     *
     * @param name empty where it is not known
     * @param decided of which so many were decided; for a reason all there were
     */
    public record Line(String name, int rejected, int decided) {

        /** The part that was rejected, from 0 to 1. */
        public double share() {
            return RejectReport.share(rejected, decided);
        }
    }

    /**
     * Rejected for one reason what one rule promoted, came from one source and was given to one person.
     *
     * @param decided what was decided of the same source, rule and person, whatever was said
     */
    public record Row(String reason, String source, String rule, String person, int rejected, int decided) {

        /** The part that was rejected for this reason, from 0 to 1. */
        public double share() {
            return RejectReport.share(rejected, decided);
        }
    }

    /**
     * What is rejected for one reason far more often where one row of {@code lead-score.dmn} gave much of the points.
     *
     * @param label what the row says it is for
     * @param rejected for this reason, among those the row had given points
     * @param decided all that were decided of those
     * @param othersRejected for this reason, among all others
     */
    public record Proposal(
            String label, String reason, int rejected, int decided, int othersRejected, int othersDecided) {

        public double share() {
            return RejectReport.share(rejected, decided);
        }

        public double othersShare() {
            return RejectReport.share(othersRejected, othersDecided);
        }
    }

    /** The same with no more than so many of its rows, those with the most rejections. */
    public RejectReport withRows(int most) {
        return new RejectReport(
                from,
                until,
                decided,
                rejected,
                reasons,
                sources,
                rules,
                people,
                rows.stream().limit(most).toList(),
                proposals);
    }

    private static double share(int part, int whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
