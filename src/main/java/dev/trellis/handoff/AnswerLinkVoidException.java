package dev.trellis.handoff;

/** The link does not answer this hand-off (any more): it is forged, too old, or somebody else's by now. */
public class AnswerLinkVoidException extends RuntimeException {

    AnswerLinkVoidException() {
        super("This link does not answer the hand-off any more");
    }
}
