package dev.trellis.deal;

/**
 * Why a deal can be lost.
 *
 * @param name its kebab-case name, which never changes: {@code recycle.dmn}, CRMs and old deals know it
 * @param label its name for people
 * @param retired whether it is only read any more, and not given
 */
public record LossReason(String name, String label, boolean retired) {}
