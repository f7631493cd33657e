package dev.trellis.deal;

/**
 * Why a deal can be lost.
 *
 * @param name its kebab-case name
 * @param label its name for people
 */
public record LossReason(String name, String label) {}
