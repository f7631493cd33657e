package dev.trellis.deal;

import dev.trellis.engine.DecisionTables;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.engine.dmn.DmnFolder;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.platform.security.Users;
import dev.trellis.scoring.Scores;
import dev.trellis.testing.Database;
import java.nio.file.Path;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** The beans of deals, hand-offs, referrals and feedback, and the few of the packages below that they need. */
@TestConfiguration(proxyBeanMethods = false)
@EnableTransactionManagement(proxyTargetClass = true)
@EnableConfigurationProperties(TrellisProperties.class)
@ConfigurationPropertiesScan({"dev.trellis.handoff", "dev.trellis.referral", "dev.trellis.feedback"})
@ComponentScan({"dev.trellis.deal", "dev.trellis.handoff", "dev.trellis.referral", "dev.trellis.feedback"})
@ComponentScan(
        basePackages = {"dev.trellis.contact", "dev.trellis.platform"},
        useDefaultFilters = false,
        includeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern =
                                "dev\\.trellis\\.(contact\\.(Contacts|Companies|Activities|Complaints|Json)|platform\\.SignedTokens)"))
class SalesTestConfiguration {

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
    SalesWorld world(JdbcClient jdbc) {
        return new SalesWorld(jdbc);
    }

    @Bean
    Clock clock(SalesWorld world) {
        return world.clock();
    }

    @Bean
    Lifecycle lifecycle(SalesWorld world) {
        return world.lifecycle();
    }

    @Bean
    Scores scores(SalesWorld world) {
        return world.scores();
    }

    @Bean
    EngineOutbox outbox(SalesWorld world) {
        return world.outbox();
    }

    @Bean
    Users users(SalesWorld world) {
        return world.users();
    }

    @Bean
    DecisionTables decisions(Clock clock) {
        return DmnFolder.read(Path.of("bpmn"), clock);
    }
}
