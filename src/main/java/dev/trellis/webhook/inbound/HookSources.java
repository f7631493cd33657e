package dev.trellis.webhook.inbound;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.instantOrNull;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.platform.Ids;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Text;
import dev.trellis.webhook.http.WebhookSignatures;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The stored {@link HookSource}s. */
@Repository
public class HookSources {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int LONGEST_TEXT = 500;
    private static final Duration OVERLAP = Duration.ofHours(24);

    private final JdbcClient jdbc;
    private final Clock clock;

    HookSources(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    public List<HookSource> all() {
        return jdbc.sql("select * from hook_source order by name")
                .query(this::toSource)
                .list();
    }

    public Optional<HookSource> find(UUID id) {
        return jdbc.sql("select * from hook_source where id = :id")
                .param("id", id)
                .query(this::toSource)
                .optional();
    }

    Optional<HookSource> find(String name) {
        return jdbc.sql("select * from hook_source where name = :name")
                .param("name", name)
                .query(this::toSource)
                .optional();
    }

    /**
     * The sender with this id.
     *
     * @throws HookSourceNotFoundException if there is none
     */
    public HookSource require(UUID id) {
        return find(id).orElseThrow(() -> new HookSourceNotFoundException("There is no sender " + id));
    }

    /**
     * Lets somebody tell us things.
     *
     * @throws InvalidValueException if a value is wrong, or the name is taken
     */
    public HookSource add(@Nullable String name, @Nullable String description) {
        if (name == null || !NAME.matcher(name).matches() || name.length() > 100) {
            throw new InvalidValueException(
                    "name", "must be in kebab-case, such as our-crm, and have at most 100 characters");
        }
        var text = Text.clean(description);
        if (text != null && text.length() > LONGEST_TEXT) {
            throw new InvalidValueException("description", "must have at most " + LONGEST_TEXT + " characters");
        }
        try {
            return jdbc.sql("""
                            insert into hook_source (id, name, description, secret, created_at)
                            values (:id, :name, :description, :secret, :now) returning *""")
                    .param("id", Ids.next())
                    .param("name", name)
                    .param("description", text == null ? "" : text)
                    .param("secret", WebhookSignatures.newSecret())
                    .param("now", now())
                    .query(this::toSource)
                    .single();
        } catch (DuplicateKeyException ex) {
            throw new InvalidValueException("name", "is taken: there is a sender called " + name + " already");
        }
    }

    /** Gives it a new secret; messages signed with the one before are taken for a day. */
    public HookSource rotate(UUID id) {
        require(id);
        return jdbc.sql("""
                        update hook_source
                        set previous_secret = secret, previous_until = :until, secret = :secret
                        where id = :id returning *""")
                .param("id", id)
                .param("secret", WebhookSignatures.newSecret())
                .param("until", now().plus(OVERLAP))
                .query(this::toSource)
                .single();
    }

    public HookSource listen(UUID id, boolean active) {
        require(id);
        return jdbc.sql("update hook_source set active = :active where id = :id returning *")
                .param("id", id)
                .param("active", active)
                .query(this::toSource)
                .single();
    }

    /** Whether there was one to delete. What it told us goes with it; what was done about it stays. */
    public boolean delete(UUID id) {
        return jdbc.sql("delete from hook_source where id = :id")
                        .param("id", id)
                        .update()
                > 0;
    }

    private OffsetDateTime now() {
        return utc(clock.instant());
    }

    private HookSource toSource(ResultSet row, int number) throws SQLException {
        var secrets = new ArrayList<String>();
        secrets.add(row.getString("secret"));
        var previousUntil = instantOrNull(row, "previous_until");
        if (previousUntil != null && previousUntil.isAfter(clock.instant())) {
            secrets.add(row.getString("previous_secret"));
        }
        return new HookSource(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("description"),
                List.copyOf(secrets),
                row.getBoolean("active"),
                instant(row, "created_at"));
    }
}
