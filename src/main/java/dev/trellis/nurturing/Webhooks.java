package dev.trellis.nurturing;

import dev.trellis.platform.Ids;
import java.net.URI;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The stored {@link Webhook}s. */
@Repository
public class Webhooks {

    private final JdbcClient jdbc;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Webhooks(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    public List<Webhook> all() {
        return jdbc.sql("select * from webhook order by name")
                .query(Webhooks::toWebhook)
                .list();
    }

    public Optional<Webhook> find(String name) {
        return jdbc.sql("select * from webhook where name = :name")
                .param("name", name)
                .query(Webhooks::toWebhook)
                .optional();
    }

    /** Adds a webhook with a secret of its own, or changes where the one of this name points and keeps its secret. */
    public Webhook put(String name, URI url) {
        return jdbc.sql("""
                        insert into webhook (id, name, url, secret, created_at)
                        values (:id, :name, :url, :secret, :now)
                        on conflict (name) do update set url = excluded.url
                        returning *
                        """)
                .param("id", Ids.next())
                .param("name", name)
                .param("url", url.toString())
                .param("secret", newSecret())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .query(Webhooks::toWebhook)
                .single();
    }

    /** Whether there was one to delete. */
    public boolean delete(UUID id) {
        return jdbc.sql("delete from webhook where id = :id").param("id", id).update() > 0;
    }

    private String newSecret() {
        var bytes = new byte[24];
        random.nextBytes(bytes);
        return "whsec_" + Base64.getEncoder().encodeToString(bytes);
    }

    private static Webhook toWebhook(ResultSet row, int number) throws SQLException {
        return new Webhook(
                row.getObject("id", UUID.class),
                row.getString("name"),
                URI.create(row.getString("url")),
                row.getString("secret"));
    }
}
