package dev.trellis.deal;

/** A deal is not in the step from which somebody wants to move it. The message says who moved it, and when. */
public class DealMovedException extends DealStateException {

    private final String step;

    DealMovedException(String step, String message) {
        super(message);
        this.step = step;
    }

    /** Where it is. */
    public String step() {
        return step;
    }
}
