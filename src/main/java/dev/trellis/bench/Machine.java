package dev.trellis.bench;

import java.lang.management.ManagementFactory;

/** What a measurement ran on, and how busy that was: without it a figure says nothing. */
final class Machine {

    private Machine() {}

    static String now() {
        return "%d processors, Java %d, load now %.1f"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version().feature(),
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
}
