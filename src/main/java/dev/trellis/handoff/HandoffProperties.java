package dev.trellis.handoff;

import dev.trellis.platform.StartRefusedException;
import dev.trellis.platform.WorkingTime;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How soon sales answers.
 *
 * @param answerWithin working time for an ordinary hand-off, such as {@code P1D}
 * @param answerHighWithin working time for one of high priority
 * @param answerHandRaiseWithin working time for the task when a known contact asks to be contacted
 * @param callAgainAfter working time from a call in vain to the next, one for each further attempt
 * @param answerLinksGoodFor how long the links in mails answer a hand-off
 */
@ConfigurationProperties("trellis.handoff")
record HandoffProperties(
        @DefaultValue("P1D") String answerWithin,
        @DefaultValue("PT4H") String answerHighWithin,
        @DefaultValue("PT4H") String answerHandRaiseWithin,
        @DefaultValue({"P1DT3H", "P2DT4H"}) List<String> callAgainAfter,
        @DefaultValue("30d") Duration answerLinksGoodFor) {

    HandoffProperties {
        WorkingTime.parse(answerWithin);
        WorkingTime.parse(answerHighWithin);
        WorkingTime.parse(answerHandRaiseWithin);
        callAgainAfter.forEach(WorkingTime::parse);
        if (!answerLinksGoodFor.isPositive()) {
            throw new StartRefusedException("trellis.handoff.answer-links-good-for has '" + answerLinksGoodFor
                    + "' but must be a time such as 30d.");
        }
    }

    /** How often somebody is called before that is given up. */
    int callAttempts() {
        return callAgainAfter.size() + 1;
    }

    WorkingTime answerWithin(HandoffPriority priority) {
        return WorkingTime.parse(priority == HandoffPriority.HIGH ? answerHighWithin : answerWithin);
    }
}
