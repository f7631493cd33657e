package dev.trellis.webhook;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.instantOrNull;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.platform.Ids;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Text;
import dev.trellis.webhook.http.GuardedHttp;
import dev.trellis.webhook.http.RefusedAddressException;
import dev.trellis.webhook.http.WebhookSignatures;
import java.net.URI;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The stored {@link Webhook}s. */
@Repository
public class Webhooks {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int LONGEST_TEXT = 500;
    private static final int LONGEST_URL = 2_000;

    static final String SELECT = """
            select w.*, array(select secret from webhook_secret s
                              where s.webhook_id = w.id and (s.expires_at is null or s.expires_at > :now)
                              order by s.id desc) as secrets
            from webhook w\s""";

    private final JdbcClient jdbc;
    private final GuardedHttp http;
    private final WebhookProperties properties;
    private final Clock clock;

    Webhooks(JdbcClient jdbc, GuardedHttp http, WebhookProperties properties, Clock clock) {
        this.jdbc = jdbc;
        this.http = http;
        this.properties = properties;
        this.clock = clock;
    }

    public List<Webhook> all() {
        return jdbc.sql(SELECT + "order by w.name")
                .param("now", now())
                .query(Webhooks::toWebhook)
                .list();
    }

    public Optional<Webhook> find(UUID id) {
        return jdbc.sql(SELECT + "where w.id = :id")
                .param("now", now())
                .param("id", id)
                .query(Webhooks::toWebhook)
                .optional();
    }

    public Optional<Webhook> find(String name) {
        return jdbc.sql(SELECT + "where w.name = :name")
                .param("now", now())
                .param("name", name)
                .query(Webhooks::toWebhook)
                .optional();
    }

    /**
     * The webhook with this id.
     *
     * @throws WebhookNotFoundException if there is none
     */
    public Webhook require(UUID id) {
        return find(id).orElseThrow(() -> new WebhookNotFoundException("There is no webhook " + id));
    }

    /**
     * Adds a webhook with a secret of its own.
     *
     * @throws InvalidValueException if a value is wrong
     * @throws WebhookConflictException if the name is taken
     */
    @Transactional
    public Webhook add(WebhookDraft draft) {
        var kind = draft.kind() == null ? WebhookKind.STANDARD : draft.kind();
        var id = Ids.next();
        try {
            jdbc.sql("""
                            insert into webhook (id, name, url, kind, description, events, active, credential, created_at)
                            values (:id, :name, :url, :kind, :description, :events, :active, :credential, :now)""")
                    .param("id", id)
                    .param("name", name(draft.name()))
                    .param("url", url(draft.url()))
                    .param("kind", kind.label())
                    .param("description", description(draft.description()))
                    .param("events", events(kind, draft.events()))
                    .param("active", draft.active() == null || draft.active())
                    .param("credential", credential(kind, draft.credential()))
                    .param("now", now())
                    .update();
        } catch (DuplicateKeyException ex) {
            throw new WebhookConflictException(
                    "There is a webhook called " + draft.name() + " already; change that one or take another name");
        }
        addSecret(id);
        return require(id);
    }

    /**
     * Changes a webhook. One that is switched on again starts with a clean slate, and gets what has waited meanwhile.
     *
     * @throws InvalidValueException if a value is wrong
     */
    @Transactional
    public Webhook change(UUID id, WebhookDraft draft) {
        var before = require(id);
        if (draft.kind() != null && draft.kind() != before.kind()) {
            throw new InvalidValueException("kind", "cannot change; add another webhook and delete this one");
        }
        if (draft.name() != null && !draft.name().equals(before.name())) {
            throw new InvalidValueException("name", "cannot change, since diagrams call it so");
        }
        boolean active = draft.active() == null ? before.active() : draft.active();
        boolean fresh = active && !before.active();
        jdbc.sql("""
                        update webhook
                        set url = :url, description = :description, events = :events, credential = :credential,
                            active = :active,
                            disabled_because = case when :active or :decided then null else disabled_because end,
                            failing_since = case when :fresh then null else failing_since end,
                            resting_until = case when :fresh then null else resting_until end
                        where id = :id""")
                .param("id", id)
                .param("url", draft.url() == null ? before.url().toString() : url(draft.url()))
                .param(
                        "description",
                        draft.description() == null ? before.description() : description(draft.description()))
                .param("events", events(before.kind(), draft.events() == null ? before.events() : draft.events()))
                .param(
                        "credential",
                        draft.credential() == null
                                ? before.credential()
                                : credential(before.kind(), draft.credential()))
                .param("active", active)
                .param("decided", draft.active() != null)
                .param("fresh", fresh)
                .update();
        return require(id);
    }

    /** Whether there was one to delete. What it was still to be told goes with it. */
    public boolean delete(UUID id) {
        return jdbc.sql("delete from webhook where id = :id").param("id", id).update() > 0;
    }

    /** Gives it a new secret. The old ones sign along for a while, so that the receiver can change over in peace. */
    @Transactional
    public NewSecret rotate(UUID id) {
        require(id);
        var until = clock.instant().plus(properties.secretOverlap());
        jdbc.sql("update webhook_secret set expires_at = :until where webhook_id = :id and expires_at is null")
                .param("id", id)
                .param("until", utc(until))
                .update();
        return new NewSecret(addSecret(id), until);
    }

    /**
     * What came of {@link #rotate}.
     *
     * @param oldUntil until when the secret before it signs, too
     */
    public record NewSecret(String secret, Instant oldUntil) {}

    /** Something has arrived there. */
    void arrived(UUID id) {
        jdbc.sql("update webhook set failing_since = null, resting_until = null "
                        + "where id = :id and (failing_since is not null or resting_until is not null)")
                .param("id", id)
                .update();
    }

    /**
     * Nothing has arrived there. After days of nothing else it is switched off.
     *
     * @param rest how long it wants to be left alone
     * @return whether it was switched off
     */
    boolean failed(UUID id, String problem, @Nullable Duration rest) {
        var now = clock.instant();
        jdbc.sql("""
                        update webhook
                        set failing_since = coalesce(failing_since, :now),
                            resting_until = coalesce(:rest, resting_until)
                        where id = :id""")
                .param("id", id)
                .param("now", utc(now))
                .param("rest", rest == null ? null : utc(now.plus(rest)))
                .update();
        return jdbc.sql("""
                        update webhook
                        set active = false, disabled_because = 'nothing has arrived there since '
                            || to_char(failing_since at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC; the last time: '
                            || :problem
                        where id = :id and active and failing_since <= :before""")
                        .param("id", id)
                        .param("problem", problem)
                        .param("before", utc(now.minus(properties.disableAfter())))
                        .update()
                > 0;
    }

    /** It said that it is gone for good. */
    void gone(UUID id) {
        jdbc.sql("update webhook set active = false, disabled_because = 'it answered 410: gone for good' "
                        + "where id = :id and active")
                .param("id", id)
                .update();
    }

    private String addSecret(UUID id) {
        var secret = WebhookSignatures.newSecret();
        jdbc.sql("insert into webhook_secret (webhook_id, secret, created_at) values (:id, :secret, :now)")
                .param("id", id)
                .param("secret", secret)
                .param("now", now())
                .update();
        return secret;
    }

    private static String name(@Nullable String name) {
        if (name == null || !NAME.matcher(name).matches() || name.length() > 100) {
            throw new InvalidValueException(
                    "name", "must be in kebab-case, such as my-crm, and have at most 100 characters");
        }
        return name;
    }

    private String url(@Nullable URI url) {
        if (url == null) {
            throw new InvalidValueException("url", "is missing");
        }
        var scheme = url.getScheme();
        if (!"https".equalsIgnoreCase(scheme) && !"http".equalsIgnoreCase(scheme)) {
            throw new InvalidValueException("url", "must start with https:// or http://");
        }
        if (url.getHost() == null || url.getUserInfo() != null || url.toString().length() > LONGEST_URL) {
            throw new InvalidValueException(
                    "url", "must name a host, no user, and have at most " + LONGEST_URL + " characters");
        }
        try {
            http.check(url);
        } catch (RefusedAddressException ex) {
            throw new InvalidValueException("url", "will not do: " + ex.getMessage());
        }
        return url.toString();
    }

    private static String description(@Nullable String description) {
        var text = Text.clean(description);
        if (text != null && text.length() > LONGEST_TEXT) {
            throw new InvalidValueException("description", "must have at most " + LONGEST_TEXT + " characters");
        }
        return text == null ? "" : text;
    }

    private static String[] events(WebhookKind kind, @Nullable Set<String> events) {
        var checked = EventType.checked(events == null ? Set.of() : events);
        for (var event : checked) {
            if (kind == WebhookKind.ESPOCRM && !event.startsWith("handoff.") && !event.startsWith("deal.")) {
                throw new InvalidValueException(
                        "events", "\"" + event + "\" is nothing to EspoCRM, which hears of handoff.… and deal.…");
            }
        }
        return checked.toArray(String[]::new);
    }

    private static @Nullable String credential(WebhookKind kind, @Nullable String credential) {
        var text = Text.clean(credential);
        if (kind == WebhookKind.ESPOCRM && text == null) {
            throw new InvalidValueException("credential", "is missing: the API key of an API user of EspoCRM");
        }
        if (kind != WebhookKind.ESPOCRM && text != null) {
            throw new InvalidValueException("credential", "is for webhooks of the kind espocrm only");
        }
        if (text != null && text.length() > LONGEST_TEXT) {
            throw new InvalidValueException("credential", "must have at most " + LONGEST_TEXT + " characters");
        }
        return text;
    }

    private OffsetDateTime now() {
        return utc(clock.instant());
    }

    static Webhook toWebhook(ResultSet row, int number) throws SQLException {
        return new Webhook(
                row.getObject("id", UUID.class),
                row.getString("name"),
                URI.create(row.getString("url")),
                WebhookKind.of(row.getString("kind")),
                row.getString("description"),
                new LinkedHashSet<>(texts(row.getArray("events"))),
                row.getBoolean("active"),
                row.getString("disabled_because"),
                texts(row.getArray("secrets")),
                row.getString("credential"),
                instantOrNull(row, "failing_since"),
                instantOrNull(row, "resting_until"),
                instant(row, "created_at"));
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
