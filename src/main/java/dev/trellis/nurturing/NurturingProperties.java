package dev.trellis.nurturing;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the bridge to the journeys.
 *
 * @param reconcileEvery how often to look for stage changes that the engine has not followed
 * @param restAfterReply how long marketing mail to a contact rests after it has written to us
 * @param marketingEmail who is told what concerns marketing, such as a contact that comes back
 */
@ConfigurationProperties("trellis.nurturing")
public record NurturingProperties(
        @DefaultValue("PT30S") Duration reconcileEvery,
        @DefaultValue("P7D") Duration restAfterReply,
        @DefaultValue("marketing@example.com") String marketingEmail) {}
