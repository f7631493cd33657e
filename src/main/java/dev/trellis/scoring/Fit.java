package dev.trellis.scoring;

/** How well a contact's profile matches whom we sell to. */
public enum Fit {
    A,
    B,
    C,
    D,
    /** The profile says too little to judge. Not the same as a bad fit. */
    UNKNOWN;

    public String label() {
        return this == UNKNOWN ? "unknown" : name();
    }
}
