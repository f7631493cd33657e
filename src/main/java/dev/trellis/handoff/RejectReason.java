package dev.trellis.handoff;

/**
 * Why sales may reject a hand-off.
 *
 * @param name its kebab-case name
 * @param label its name for people
 */
public record RejectReason(String name, String label) {}
