package dev.trellis.engine;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** One migrated PostgreSQL for this package's tests. */
final class TestDatabase {

    static final HikariDataSource DATA_SOURCE = start();
    static final JdbcClient JDBC = JdbcClient.create(DATA_SOURCE);
    static final JdbcTransactionManager TRANSACTIONS = new JdbcTransactionManager(DATA_SOURCE);
    static final TransactionTemplate TRANSACTION = new TransactionTemplate(TRANSACTIONS);

    private TestDatabase() {}

    private static HikariDataSource start() {
        try {
            var postgres = EmbeddedPostgres.builder().start();
            var config = new HikariConfig();
            config.setJdbcUrl(postgres.getJdbcUrl("postgres", "postgres"));
            config.setMaximumPoolSize(10);
            var pool = new HikariDataSource(config);
            Flyway.configure().dataSource(pool).load().migrate();
            return pool;
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    static void clear() {
        JDBC.sql("truncate engine_outbox, parked_job").update();
    }
}
