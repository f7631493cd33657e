package dev.trellis.deal;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Contracts of won deals go on. Published in the transaction that recorded it. */
public record DealRenewed(List<Renewed> deals) {

    /**
     * A won deal that was renewed.
     *
     * @param deal the deal whose contract would have ended
     * @param renewsOn the new end of the same deal's contract; null where another deal takes its place
     */
    public record Renewed(Deal deal, @Nullable LocalDate renewsOn) {}
}
