package dev.trellis.handoff;

import dev.trellis.platform.StartRefusedException;
import dev.trellis.platform.WorkingTime;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How soon sales answers.
 *
 * @param answerWithin working time for an ordinary hand-off, such as {@code P1D}
 * @param answerHighWithin working time for one of high priority
 * @param answerHandRaiseWithin working time for the task when a known contact asks to be contacted
 * @param answerLinksGoodFor how long the links in mails answer a hand-off
 */
@ConfigurationProperties("trellis.handoff")
record HandoffProperties(
        @DefaultValue("P1D") String answerWithin,
        @DefaultValue("PT4H") String answerHighWithin,
        @DefaultValue("PT4H") String answerHandRaiseWithin,
        @DefaultValue("30d") Duration answerLinksGoodFor) {

    HandoffProperties {
        WorkingTime.parse(answerWithin);
        WorkingTime.parse(answerHighWithin);
        WorkingTime.parse(answerHandRaiseWithin);
        if (!answerLinksGoodFor.isPositive()) {
            throw new StartRefusedException("trellis.handoff.answer-links-good-for has '" + answerLinksGoodFor
                    + "' but must be a time such as 30d.");
        }
    }

    WorkingTime answerWithin(HandoffPriority priority) {
        return WorkingTime.parse(priority == HandoffPriority.HIGH ? answerHighWithin : answerWithin);
    }
}
