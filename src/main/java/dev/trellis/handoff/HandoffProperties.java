package dev.trellis.handoff;

import dev.trellis.platform.WorkingTime;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How soon sales answers.
 *
 * @param answerWithin working time for an ordinary hand-off, such as {@code P1D}
 * @param answerHighWithin working time for one of high priority
 * @param answerHandRaiseWithin working time for the task when a known contact asks to be contacted
 */
@ConfigurationProperties("trellis.handoff")
record HandoffProperties(
        @DefaultValue("P1D") String answerWithin,
        @DefaultValue("PT4H") String answerHighWithin,
        @DefaultValue("PT4H") String answerHandRaiseWithin) {

    HandoffProperties {
        WorkingTime.parse(answerWithin);
        WorkingTime.parse(answerHighWithin);
        WorkingTime.parse(answerHandRaiseWithin);
    }

    WorkingTime answerWithin(HandoffPriority priority) {
        return WorkingTime.parse(priority == HandoffPriority.HIGH ? answerHighWithin : answerWithin);
    }
}
