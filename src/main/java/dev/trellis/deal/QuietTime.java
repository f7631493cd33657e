package dev.trellis.deal;

import org.jspecify.annotations.Nullable;

/**
 * How long {@code bpmn/recycle.dmn} lets a contact rest after a deal was lost for a reason.
 *
 * @param days after the loss; null for no such day
 * @param daysBeforeContractEnd where the end of the competitor's contract is known; null where that does not matter
 */
public record QuietTime(@Nullable Integer days, @Nullable Integer daysBeforeContractEnd) {

    /** Whether the table does not bring such a contact back by itself. */
    public boolean isForEver() {
        return days == null && daysBeforeContractEnd == null;
    }
}
