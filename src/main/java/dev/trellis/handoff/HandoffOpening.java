package dev.trellis.handoff;

import java.util.Map;

/**
 * What came of a {@link HandoffRequest}.
 *
 * @param answer what to complete the job with at once; empty while sales has to decide, and the job is to be held
 */
public record HandoffOpening(Handoff handoff, Map<String, Object> answer) {

    /** Whether sales has decided already what the job waits for. */
    public boolean isDecided() {
        return !answer.isEmpty();
    }
}
