package dev.trellis.handoff;

/** Whom a hand-off that nobody has answered goes to. */
public enum Escalation {
    /** It stays with whoever has it. */
    NONE,
    /** Somebody in the team who has not had it before. */
    ANOTHER,
    /** The lead of the team; without one, or if the lead has it already, somebody else. */
    LEAD
}
