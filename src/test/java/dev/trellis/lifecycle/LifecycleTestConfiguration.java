package dev.trellis.lifecycle;

import dev.trellis.engine.DecisionTables;
import dev.trellis.testing.Database;
import java.nio.file.Path;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;

/** The three features' beans on the shared database, with a clock that stands still until it is moved. */
@TestConfiguration(proxyBeanMethods = false)
@EnableTransactionManagement
@ConfigurationPropertiesScan("dev.trellis.scoring")
@ComponentScan(
        basePackages = {"dev.trellis.contact", "dev.trellis.scoring", "dev.trellis.lifecycle"},
        excludeFilters =
                @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*(Controller|Api|Advice|Test.*|Web.*)"))
class LifecycleTestConfiguration {

    @Bean
    DataSource dataSource() {
        return Database.get().dataSource();
    }

    @Bean
    JdbcClient jdbcClient(DataSource dataSource) {
        return JdbcClient.create(dataSource);
    }

    @Bean
    PlatformTransactionManager transactionManager(DataSource dataSource) {
        return new JdbcTransactionManager(dataSource);
    }

    @Bean
    TransactionTemplate transactionTemplate(PlatformTransactionManager transactions) {
        return new TransactionTemplate(transactions);
    }

    @Bean
    TestClock clock() {
        return new TestClock();
    }

    @Bean
    DecisionTables decisions(Clock clock) {
        return DecisionTables.in(Path.of("bpmn"), clock);
    }

    @Bean
    RecordedOutbox outbox() {
        return new RecordedOutbox();
    }
}
