package dev.trellis.engine.dmn;

import dev.trellis.engine.DecisionTables;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Provides the decisions; a broken table stops the start. */
@Configuration(proxyBeanMethods = false)
class DecisionConfiguration {

    @Bean
    DecisionTables decisions(@Value("${trellis.bpmn-dir:./bpmn}") String folder, Clock clock) {
        return DmnFolder.read(Path.of(folder), clock).requireSound();
    }
}
