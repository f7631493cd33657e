package dev.trellis.handoff;

import java.time.Instant;

/** The lists in which sales finds its hand-offs. */
public enum HandoffList {
    /** What waits for an answer, what is due first before the others. */
    OPEN("state = 'open'", "due_at", false),
    /** What is worked on, what came first before the others. A customer who has an owner is no work to be finished. */
    ACCEPTED("state = 'accepted' and kind <> 'customer'", "opened_at", false),
    /** What was qualified, rejected or returned, the latest decision first. */
    DECIDED("state in ('qualified', 'rejected', 'returned')", "closed_at", true);

    private final String condition;
    private final String time;
    private final boolean latestFirst;

    HandoffList(String condition, String time, boolean latestFirst) {
        this.condition = condition;
        this.time = time;
        this.latestFirst = latestFirst;
    }

    /** Which rows belong to it: written out, so that the indexes of just these are found. */
    String condition() {
        return condition;
    }

    /** What follows the row with this time and id, as SQL. */
    String after(String at, String id) {
        return "(" + time + ", id) " + (latestFirst ? "<" : ">") + " (" + at + ", " + id + ")";
    }

    String order() {
        return latestFirst ? time + " desc, id desc" : time + ", id";
    }

    /** By what it is in order. */
    Instant time(Handoff handoff) {
        return switch (this) {
            case OPEN -> handoff.dueAt();
            case ACCEPTED -> handoff.openedAt();
            case DECIDED -> handoff.closedAt() == null ? handoff.openedAt() : handoff.closedAt();
        };
    }
}
