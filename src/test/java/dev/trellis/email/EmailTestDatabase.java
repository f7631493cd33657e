package dev.trellis.email;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** One PostgreSQL for all tests of this kind in the JVM. */
public final class EmailTestDatabase {

    private static final HikariDataSource DATA_SOURCE = start();

    /** Wrapped, so that a closing application context does not close it. */
    private static final DataSource SHARED = new DelegatingDataSource(DATA_SOURCE);

    private EmailTestDatabase() {}

    public static DataSource dataSource() {
        return SHARED;
    }

    public static JdbcClient jdbc() {
        return JdbcClient.create(DATA_SOURCE);
    }

    /** Empties what tests fill. */
    public static void clear() {
        jdbc().sql("""
                truncate broadcast, send, visit, opt_in, contact_alias, suppression, mail_hold, sender, link, contact, consent, consent_history, activity cascade
                """).update();
    }

    private static HikariDataSource start() {
        try {
            var postgres = EmbeddedPostgres.builder().start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    postgres.close();
                } catch (IOException ex) {
                    throw new UncheckedIOException(ex);
                }
            }));
            var pool = new HikariDataSource();
            pool.setJdbcUrl(postgres.getJdbcUrl("postgres", "postgres"));
            pool.setMaximumPoolSize(40);
            Flyway.configure().dataSource(pool).load().migrate();
            return pool;
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
