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

    /** The system property by which a second JVM is told of the database. */
    static final String URL = "trellis.test.email-database";

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
                truncate broadcast, send, inbound, mailbox_cursor, visit, opt_in, contact_alias, suppression, mail_hold, sender, relay_pace, domain_pace, domain_brake, warm_up_day, link, contact, consent, consent_history, activity cascade
                """).update();
    }

    /** Where a second JVM of the same test finds it. */
    static String url() {
        return DATA_SOURCE.getJdbcUrl();
    }

    private static HikariDataSource start() {
        var known = System.getProperty(URL);
        return known == null ? startFresh() : pool(known);
    }

    private static HikariDataSource pool(String url) {
        var pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setMaximumPoolSize(40);
        return pool;
    }

    private static HikariDataSource startFresh() {
        try {
            var postgres = EmbeddedPostgres.builder().start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    postgres.close();
                } catch (IOException ex) {
                    throw new UncheckedIOException(ex);
                }
            }));
            var pool = pool(postgres.getJdbcUrl("postgres", "postgres"));
            Flyway.configure().dataSource(pool).load().migrate();
            return pool;
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
