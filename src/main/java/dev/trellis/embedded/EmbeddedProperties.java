package dev.trellis.embedded;

import dev.trellis.platform.StartRefusedException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the embedded parts are sized. The defaults serve a laptop.
 *
 * @param engineDir where the engine's distribution lies; looked for beside the jar and under {@code target} if absent
 * @param engineHeap the engine's heap, as the JVM writes it
 * @param enginePartitions 1 or 2; can be raised on an empty data folder only
 * @param mailboxSize how many captured emails are kept, the newest of them
 */
@ConfigurationProperties("trellis.embedded")
public record EmbeddedProperties(
        @Nullable Path engineDir,
        @DefaultValue("1g") String engineHeap,
        @DefaultValue("1") int enginePartitions,
        @DefaultValue("5000") int mailboxSize) {

    public EmbeddedProperties {
        if (!engineHeap.matches("[1-9][0-9]*[mMgG]")) {
            throw new StartRefusedException(
                    "TRELLIS_EMBEDDED_ENGINE_HEAP is '" + engineHeap + "' but must be a size such as 512m or 2g.");
        }
        if (enginePartitions < 1 || enginePartitions > 2) {
            throw new StartRefusedException(
                    "TRELLIS_EMBEDDED_ENGINE_PARTITIONS is " + enginePartitions + " but must be 1 or 2.");
        }
        if (mailboxSize < 1) {
            throw new StartRefusedException(
                    "TRELLIS_EMBEDDED_MAILBOX_SIZE is " + mailboxSize + " but must be 1 or more.");
        }
    }
}
