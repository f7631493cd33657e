package dev.trellis.backtest;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A trial of changed tables on past contacts.
 *
 * @param name what whoever began it calls it
 * @param done how many contacts have been looked at
 * @param total how many there are
 * @param report what came of it; null before it is done
 * @param problem why it failed; null where it did not
 */
public record Backtest(
        UUID id,
        String name,
        State state,
        long done,
        long total,
        @Nullable Report report,
        @Nullable String problem,
        String createdBy,
        Instant createdAt) {

    /** How far it is. */
    public enum State {
        RUNNING("running"),
        DONE("done"),
        FAILED("failed"),
        /** Its Trellis ended before it did. */
        STOPPED("stopped");

        private final String label;

        State(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }
}
