package dev.trellis.handoff;

/**
 * Why sales may reject a hand-off.
 *
 * @param name its kebab-case name, which never changes: diagrams, tables and old hand-offs know it
 * @param label its name for people
 * @param takesDay whether who rejects may say from which day on the contact is welcome again
 * @param retired whether it is only read any more, and not given
 */
public record RejectReason(String name, String label, boolean takesDay, boolean retired) {}
