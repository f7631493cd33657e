package dev.trellis.deal;

import dev.trellis.engine.Decision;
import dev.trellis.engine.Decisions;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** When a contact whose last deal was lost comes back to nurture, by {@code bpmn/recycle.dmn}. */
@Component
public class Recycling {

    static final String DECISION = "recycle";

    private final Decisions decisions;

    Recycling(Decisions decisions) {
        this.decisions = decisions;
    }

    /**
     * The day to come back.
     *
     * <p>A contract that has ended already tells nothing about the next one and counts as unknown. Where the right time
     * before the contract's end has come already, it is today.
     *
     * @return null for never
     */
    @Nullable
    LocalDate returnsOn(Loss loss, LocalDate today) {
        var contractEnd = loss.contractEndsOn();
        var known = contractEnd != null && !contractEnd.isBefore(today);
        var decision = decide(loss.reason(), known, loss.recycle());
        var quietDays = decision.number("quietDays");
        if (quietDays != null) {
            return today.plusDays(quietDays.longValue());
        }
        var daysBefore = decision.number("daysBeforeContractEnd");
        if (daysBefore == null || contractEnd == null) {
            return null;
        }
        var day = contractEnd.minusDays(daysBefore.longValue());
        return day.isBefore(today) ? today : day;
    }

    /** How long contacts rest whose deals are lost for this reason, if they may come back at all. */
    public QuietTime after(String reason) {
        return new QuietTime(
                whole(decide(reason, false, true), "quietDays"),
                whole(decide(reason, true, true), "daysBeforeContractEnd"));
    }

    private static @Nullable Integer whole(Decision decision, String output) {
        var number = decision.number(output);
        return number == null ? null : number.intValue();
    }

    private Decision decide(String reason, boolean contractEndKnown, boolean recycle) {
        return decisions.decide(
                DECISION, Map.of("reason", reason, "contractEndKnown", contractEndKnown, "recycle", recycle));
    }
}
