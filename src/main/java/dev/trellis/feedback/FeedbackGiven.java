package dev.trellis.feedback;

import java.util.List;

/** Contacts answered. Published in the transaction that stored the answers. */
public record FeedbackGiven(List<Given> answers) {

    /**
     * An answer.
     *
     * @param corrected whether the contact had answered the same question before
     */
    public record Given(Feedback feedback, boolean corrected) {}
}
