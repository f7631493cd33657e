package dev.trellis.feedback;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How answers are taken.
 *
 * @param answerDays how long after it was asked a question may be answered
 * @param correctionDays how long after the first answer it may be corrected
 * @param corrections how often
 * @param followUpWithin working time in which somebody calls an unhappy customer, such as {@code P1D}
 */
@ConfigurationProperties("trellis.feedback")
record FeedbackProperties(
        @DefaultValue("90") int answerDays,
        @DefaultValue("7") int correctionDays,
        @DefaultValue("5") int corrections,
        @DefaultValue("P1D") String followUpWithin) {}
