package dev.trellis.engine.dmn;

import dev.trellis.engine.DecisionTables;
import dev.trellis.platform.TrellisProperties;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Provides the decisions; a broken table stops the start. */
@Configuration(proxyBeanMethods = false)
class DecisionConfiguration {

    @Bean
    DecisionTables decisions(TrellisProperties properties, Clock clock) {
        return DmnFolder.read(properties.bpmnDir(), clock).requireSound();
    }
}
