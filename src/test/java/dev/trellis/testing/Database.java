package dev.trellis.testing;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The tests' databases, in one PostgreSQL for the whole run, with every migration applied, emptied between tests.
 *
 * <p>The application of {@link TrellisTest}s has one of its own, so that it can go on while other tests run: it would
 * take the rows they write. Usually got by {@link DatabaseTest} or {@link TrellisTest}, as a parameter of the test's
 * constructor or method.
 */
public final class Database {

    private static final long MOST_BYTES_TO_DELETE = 1_000_000;
    private static final String FIRST = "postgres";
    private static final String APPLICATION = "application";

    private static final Thread END = new Thread(Database::end, "end-database");

    private static @Nullable EmbeddedPostgres server;
    private static @Nullable Database shared;
    private static @Nullable Database ofApplication;

    private final String jdbcUrl;
    private final HikariDataSource dataSource;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    private Database(String jdbcUrl) {
        this.jdbcUrl = jdbcUrl;
        dataSource = new HikariDataSource();
        dataSource.setJdbcUrl(jdbcUrl);
        dataSource.setMaximumPoolSize(20);
        dataSource.setMinimumIdle(1);
        jdbc = JdbcClient.create(dataSource);
        transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        keepWhatIsThere();
    }

    /** That of tests without an application, the same for the whole run, started when it is first asked for. */
    public static synchronized Database get() {
        if (shared == null) {
            shared = new Database(url(server(), FIRST));
        }
        return shared;
    }

    /** That of the application under test and those who test it. */
    static synchronized Database ofApplication() {
        if (ofApplication == null) {
            ofApplication = new Database(url(server(), APPLICATION));
        }
        return ofApplication;
    }

    /**
     * Lets the server go on until the applications that are closed at the end of the run have said their last words.
     */
    static void endAfterApplications() {
        Runtime.getRuntime().removeShutdownHook(END);
        SpringApplication.getShutdownHandlers().add(Database::end);
    }

    private static synchronized void end() {
        if (server != null) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException("PostgreSQL cannot be stopped", e);
            }
        }
    }

    private static EmbeddedPostgres server() {
        if (server == null) {
            try {
                server = start();
                Runtime.getRuntime().addShutdownHook(END);
            } catch (IOException e) {
                throw new UncheckedIOException("PostgreSQL cannot be started for the tests", e);
            }
        }
        return server;
    }

    private static EmbeddedPostgres start() throws IOException {
        var started = EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "200")
                .setServerConfig("fsync", "off")
                .setServerConfig("full_page_writes", "off")
                .setServerConfig("timezone", "UTC")
                .setLocaleConfig("locale", "C")
                .setRegisterShutdownHook(false)
                .start();
        var first = new SingleConnectionDataSource(url(started, FIRST), true);
        try {
            Flyway.configure()
                    .dataSource(first)
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
        } finally {
            first.destroy();
        }
        JdbcClient.create(new DriverManagerDataSource(url(started, "template1")))
                .sql("create database %s template %s".formatted(APPLICATION, FIRST))
                .update();
        return started;
    }

    private static String url(EmbeddedPostgres server, String database) {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/" + database + "?user=postgres";
    }

    public String jdbcUrl() {
        return jdbcUrl;
    }

    public DataSource dataSource() {
        return dataSource;
    }

    public JdbcClient jdbc() {
        return jdbc;
    }

    /** Runs work the way the application's transactions do: rolled back when it throws. */
    public TransactionTemplate transactions() {
        return transactions;
    }

    /**
     * Everything that is in the tables now is put back by {@link #clear}: what migrations and the start have written.
     */
    void keepWhatIsThere() {
        jdbc.sql("drop schema if exists kept cascade").update();
        jdbc.sql("create schema kept").update();
        for (var table : filled(tables())) {
            jdbc.sql("create table kept.\"%s\" as table public.\"%s\"".formatted(table, table))
                    .update();
        }
    }

    /** Empties every table but those the migrations or the start had filled, which get their first content back. */
    public void clear() {
        for (int attempt = 1; ; attempt++) {
            try {
                transactions.executeWithoutResult(status -> restore());
                return;
            } catch (PessimisticLockingFailureException e) {
                // The application's own background work holds locks in another order; its transaction will be done
                // soon.
                if (attempt == 10) {
                    throw e;
                }
            }
        }
    }

    private void restore() {
        var tables = tables();
        if (tables.isEmpty()) {
            return;
        }
        jdbc.sql("set local lock_timeout = '5s'").update();
        // Whoever is still writing is done first, and what was written is seen.
        jdbc.sql("lock table " + inPublic(tables) + " in access exclusive mode").update();
        // Rows go and come back in any order: their references are checked when all are there.
        jdbc.sql("set local session_replication_role = replica").update();
        var filled = filled(tables);
        var kept = keptTables();
        if (isMuch(filled)) {
            jdbc.sql("truncate " + inPublic(tables)).update();
            kept.forEach(this::putBack);
            return;
        }
        // New files for a hundred tables and their indexes take longer than most tests.
        filled.stream().filter(table -> !kept.contains(table)).forEach(this::empty);
        kept.stream().filter(this::isChanged).forEach(table -> {
            empty(table);
            putBack(table);
        });
    }

    private static String inPublic(List<String> tables) {
        return tables.stream().map("public.\"%s\""::formatted).collect(Collectors.joining(", "));
    }

    private List<String> filled(List<String> tables) {
        return jdbc.sql(tables.stream()
                        .map("select '%1$s' where exists (select from public.\"%1$s\")"::formatted)
                        .collect(Collectors.joining(" union all ")))
                .query((row, number) -> requireNonNull(row.getString(1)))
                .list();
    }

    /** Whether one of the tables is so large, what was deleted from it included, that deleting its rows takes long. */
    private boolean isMuch(List<String> tables) {
        return jdbc.sql("""
                        select exists (select from unnest(:tables) as t (name)
                                       where pg_relation_size(format('public.%I', name)::regclass) > :most)""")
                .param("tables", tables.toArray(String[]::new))
                .param("most", MOST_BYTES_TO_DELETE)
                .query(Boolean.class)
                .single();
    }

    private boolean isChanged(String table) {
        return jdbc.sql("select (%s) is distinct from (%s)".formatted(content("public", table), content("kept", table)))
                .query(Boolean.class)
                .single();
    }

    private static String content(String schema, String table) {
        return "select array_agg(t::text order by t::text) from %s.\"%s\" t".formatted(schema, table);
    }

    private void empty(String table) {
        jdbc.sql("delete from public.\"%s\"".formatted(table)).update();
    }

    private void putBack(String table) {
        var columns = jdbc.sql("""
                        select string_agg(quote_ident(column_name), ', ' order by ordinal_position)
                        from information_schema.columns
                        where table_schema = 'public' and table_name = ? and is_generated = 'NEVER'""").param(table).query(String.class).single();
        jdbc.sql("insert into public.\"%s\" (%s) overriding system value select %s from kept.\"%s\""
                        .formatted(table, columns, columns, table))
                .update();
    }

    private List<String> tables() {
        return jdbc.sql("""
                        select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
                          and c.relname <> 'flyway_schema_history'
                        order by 1""")
                .query((row, number) -> requireNonNull(row.getString(1)))
                .list();
    }

    private List<String> keptTables() {
        return jdbc.sql("select tablename from pg_tables where schemaname = 'kept' order by 1")
                .query((row, number) -> requireNonNull(row.getString(1)))
                .list();
    }
}
