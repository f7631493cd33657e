package dev.trellis.contact;

import dev.trellis.testing.Database;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.web.bind.annotation.RestController;

/** The feature's beans on the shared database, at a fixed time. */
@TestConfiguration(proxyBeanMethods = false)
@EnableTransactionManagement
@ComponentScan(
        basePackages = "dev.trellis.contact",
        excludeFilters = @ComponentScan.Filter({RestController.class, SpringBootConfiguration.class}))
class ContactTestConfiguration {

    static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");

    @Bean(destroyMethod = "")
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
    Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }
}
