package dev.trellis.webhook;

import dev.trellis.webhook.http.GuardedHttp;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import tools.jackson.databind.json.JsonMapper;

/** The beans of webhooks on top of those of sales, with a client that may call this machine and is not very patient. */
@TestConfiguration(proxyBeanMethods = false)
@ComponentScan(
        basePackages = "dev.trellis.webhook",
        excludeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern = "dev\\.trellis\\.webhook\\..*(GuardedHttp|Tests.*|inbound\\..*|espocrm\\..*)"))
@ConfigurationPropertiesScan("dev.trellis.webhook")
class WebhookTestConfiguration {

    static final Duration PATIENCE = Duration.ofSeconds(3);

    @Bean
    GuardedHttp guardedHttp(Clock clock) {
        return GuardedHttp.onThisMachine(clock, PATIENCE);
    }

    @Bean
    JsonMapper jsonMapper() {
        return JsonMapper.builder().build();
    }
}
