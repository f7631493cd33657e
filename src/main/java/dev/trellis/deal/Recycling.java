package dev.trellis.deal;

import dev.trellis.engine.Decisions;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** When a contact whose last deal was lost comes back to nurture, by {@code bpmn/recycle.dmn}. */
@Component
class Recycling {

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
        var decision = decisions.decide(
                DECISION, Map.of("reason", loss.reason(), "contractEndKnown", known, "recycle", loss.recycle()));
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
}
