package dev.trellis.contact;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Something a contact did or that happened to it. Never changed once recorded.
 *
 * @param type kebab-case name, such as {@code demo-requested}
 * @param at when it happened
 * @param recordedAt when we heard of it
 */
public record Activity(
        UUID id, ContactId contactId, String type, Instant at, Instant recordedAt, Map<String, Object> properties) {

    /** The property that names the activity which this one tells better: what was judged is judged again. */
    public static final String CORRECTS = "corrects";

    /** The property of a call that says how it went; without it the contact was reached. */
    public static final String OUTCOME = "outcome";

    public static final String REACHED = "reached";

    /**
     * Whether the contact did it, as far as one can tell: programs open mail and follow links too, and a call in vain
     * is nothing of theirs.
     */
    public boolean isHuman() {
        var verdict = properties.get("verdict");
        return (verdict == null || verdict.equals("human")) && !isCallInVain();
    }

    private boolean isCallInVain() {
        return type.equals(ActivityTypes.CALL_LOGGED) && !REACHED.equals(properties.getOrDefault(OUTCOME, REACHED));
    }

    /** The activity that this one corrects, which happened at the same time and counts no more. */
    public Optional<UUID> corrects() {
        return Optional.ofNullable(properties.get(CORRECTS)).map(id -> UUID.fromString(id.toString()));
    }
}
