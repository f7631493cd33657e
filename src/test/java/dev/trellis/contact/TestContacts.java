package dev.trellis.contact;

import static dev.trellis.platform.UtcTime.utc;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Puts contacts into the database for tests. */
public final class TestContacts {

    private TestContacts() {}

    public static void insert(JdbcClient jdbc, ContactId id, String email) {
        var address = EmailAddress.of(email);
        jdbc.sql("""
                        insert into contact (id, email, email_key, created_at, updated_at)
                        values (:id, :email, :key, :now, :now)
                        """)
                .param("id", id.value())
                .param("email", address.address())
                .param("key", address.key())
                .param("now", utc(ContactTestConfiguration.NOW))
                .update();
    }
}
