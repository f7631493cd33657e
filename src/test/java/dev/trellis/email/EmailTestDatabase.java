package dev.trellis.email;

import com.zaxxer.hikari.HikariDataSource;
import dev.trellis.testing.Database;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** The tests' database as instances see it that are started and stopped by the test, and as a second JVM sees it. */
public final class EmailTestDatabase {

    /** The system property by which a second JVM is told of the database. */
    static final String URL = "trellis.test.email-database";

    private static final HikariDataSource DATA_SOURCE = pool();

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
        Database.get().clear();
    }

    /** Where a second JVM of the same test finds it. */
    static String url() {
        return DATA_SOURCE.getJdbcUrl();
    }

    private static HikariDataSource pool() {
        var known = System.getProperty(URL);
        var pool = new HikariDataSource();
        pool.setJdbcUrl(known == null ? Database.get().jdbcUrl() : known);
        pool.setMaximumPoolSize(40);
        pool.setMinimumIdle(1);
        return pool;
    }
}
