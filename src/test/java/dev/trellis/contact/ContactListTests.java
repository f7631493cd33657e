package dev.trellis.contact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.testing.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@ContactTest
class ContactListTests {

    private static final int CROWD = 5_000;

    private final Contacts contacts;
    private final JdbcClient jdbc;

    @Autowired
    ContactListTests(Contacts contacts, JdbcClient jdbc) {
        this.contacts = contacts;
        this.jdbc = jdbc;
    }

    @AfterEach
    void leaveNobody() {
        Database.get().clear();
    }

    @Test
    void theFewFromOneSourceAreFoundWithoutReadingTheMany() {
        Database.get().clear();
        jdbc.sql("""
                        insert into contact (id, email, email_key, source, created_at, updated_at)
                        select gen_random_uuid(), e, e, case when i > :crowd then 'fair' else 'import' end, now(),
                               now() + i * interval '1 minute'
                        from generate_series(1, :crowd + 3) i, lateral (select 'nobody' || i || '@crowd.example' e) x
                        """).param("crowd", CROWD).update();
        jdbc.sql("analyze contact").update();

        long read = Database.get().transactions().execute(status -> {
            var before = rowsRead();
            assertThat(contacts.page(new ContactQuery(null, "fair"), null, 50).items())
                    .hasSize(3);
            return rowsRead() - before;
        });

        assertThat(read).isLessThan(CROWD / 5);
    }

    private long rowsRead() {
        return jdbc.sql("""
                        select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
                        from pg_stat_xact_user_tables where relname = 'contact'
                        """).query(Long.class).single();
    }
}
