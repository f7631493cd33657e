package dev.trellis.lifecycle;

import dev.trellis.platform.Lane;
import java.util.List;

/**
 * Contacts entered stages (a first entry included). Published in the transaction that recorded them.
 *
 * @param starting those of the entries whose contact has no journey yet and gets one now
 */
public record StageChanged(List<StageEntry> entries, List<StageEntry> starting, Lane lane) {}
