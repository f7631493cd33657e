package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.trellis.testing.Database;
import java.util.UUID;
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

    /** Empties what tests fill, and says so where the queue did not hold just what is planned. */
    public static void clear() {
        var misplaced = jdbc().sql("""
                select coalesce(s.id, q.send_id) || ' ' || coalesce(s.state, 'gone')
                from send s full join send_queue q on q.send_id = s.id
                where coalesce(s.state = 'PLANNED', false) <> (q.send_id is not null)
                """).query(String.class).list();
        Database.get().clear();
        assertThat(misplaced)
                .as("mails that are planned, or queued, and not both")
                .isEmpty();
    }

    /** Lets a planned mail have become something else. */
    public static void settle(UUID send, String state) {
        jdbc().sql("""
                with gone as (delete from send_queue where send_id = :id and :state <> 'PLANNED')
                update send set state = :state where id = :id
                """).param("id", send).param("state", state).update();
    }

    /** Lets a planned mail be one of a broadcast. */
    static void belongsTo(UUID broadcast, UUID send) {
        jdbc().sql("""
                with moved as (update send_queue set broadcast_id = :broadcast, process_id = '' where send_id = :id)
                update send set broadcast_id = :broadcast, process_id = '' where id = :id
                """).param("broadcast", broadcast).param("id", send).update();
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
