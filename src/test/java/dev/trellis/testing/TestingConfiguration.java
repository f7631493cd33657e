package dev.trellis.testing;

import dev.trellis.embedded.Mailbox;
import dev.trellis.engine.DueTimers;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.engine.JobsInHand;
import dev.trellis.platform.AdjustableClock;
import java.net.URI;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.security.crypto.password.PasswordEncoder;

/** The helpers of {@link TrellisTest}. */
@TestConfiguration(proxyBeanMethods = false)
@Import({DueTimers.class, JobsInHand.class})
class TestingConfiguration {

    @Bean
    @Primary
    PasswordEncoder quickPasswordEncoder() {
        return QuickPasswords.encoder();
    }

    @Bean
    Mails mails(Mailbox mailbox) {
        return new Mails(mailbox);
    }

    @Bean
    Time time(
            AdjustableClock clock,
            @Value("${trellis.embedded.engine-monitoring}") URI monitoring,
            EngineOutbox outbox,
            JobsInHand jobs,
            DueTimers timers,
            Database database) {
        return new Time(clock, monitoring, outbox, jobs, timers, database);
    }
}
