package dev.trellis.testing;

import dev.trellis.embedded.Mailbox;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.engine.JobsInHand;
import dev.trellis.platform.AdjustableClock;
import java.net.URI;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The helpers of {@link TrellisTest}. */
@TestConfiguration(proxyBeanMethods = false)
@Import(JobsInHand.class)
class TestingConfiguration {

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
            Database database) {
        return new Time(clock, monitoring, outbox, jobs, database);
    }
}
