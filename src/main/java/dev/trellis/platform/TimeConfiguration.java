package dev.trellis.platform;

import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The one clock everything reads. Only the demo, rehearsals and tests get one that can be moved. */
@Configuration(proxyBeanMethods = false)
class TimeConfiguration {

    @Bean
    @ConditionalOnProperty(name = "trellis.clock.adjustable", havingValue = "true")
    AdjustableClock adjustableClock() {
        return new AdjustableClock();
    }

    @Bean
    @ConditionalOnProperty(name = "trellis.clock.adjustable", havingValue = "false", matchIfMissing = true)
    Clock clock() {
        return realClock();
    }

    /** Whole microseconds, which is what the database keeps: a moment read back equals the moment written. */
    static Clock realClock() {
        return Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
    }
}
