package dev.trellis.testing;

import dev.trellis.embedded.Mailbox;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.platform.AdjustableClock;
import java.net.URI;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** The helpers of {@link TrellisTest}. */
@TestConfiguration(proxyBeanMethods = false)
class TestingConfiguration {

    @Bean
    Mails mails(Mailbox mailbox) {
        return new Mails(mailbox);
    }

    @Bean
    Time time(
            AdjustableClock clock,
            @Value("${trellis.embedded.engine-monitoring}") URI monitoring,
            ObjectProvider<EngineOutbox> outbox,
            Database database) {
        return new Time(clock, monitoring, outbox, database);
    }
}
