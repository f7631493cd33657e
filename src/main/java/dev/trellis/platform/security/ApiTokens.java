package dev.trellis.platform.security;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.instantOrNull;
import static dev.trellis.platform.UtcTime.utc;
import static dev.trellis.platform.UtcTime.utcOrNull;

import dev.trellis.platform.Ids;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Sha256;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The tokens that operators make for programs, each good for its scopes until it ends. */
@Repository
public class ApiTokens {

    /** What every token begins with, so that people and scanners know one when they see it. */
    private static final String PREFIX = "trellis_";

    private static final String NAME = "[a-z0-9]+(-[a-z0-9]+)*";
    private static final int LONGEST_NAME = 60;

    /** A token's use is written down again after this long only: a busy program is not to write at every call. */
    private static final Duration USE_KNOWN_FOR = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final Audit audit;
    private final Clock clock;

    ApiTokens(JdbcClient jdbc, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    /** All of them, those that still work first. */
    public List<Token> all() {
        return jdbc.sql("select * from api_token order by revoked_at is not null, name")
                .query(ApiTokens::toToken)
                .list();
    }

    /** Makes a token. The answer is the only place where it can be seen. */
    @Transactional
    public String make(String name, Set<Scope> scopes, @Nullable Instant expiresAt, String maker) {
        if (!name.matches(NAME) || name.length() > LONGEST_NAME) {
            throw new InvalidValueException("name", "must be in kebab case, such as crm or website-forms");
        }
        if (scopes.isEmpty()) {
            throw new InvalidValueException("scopes", "must have at least one, or the token is good for nothing");
        }
        if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
            throw new InvalidValueException("expires", "must be in the future");
        }
        var token = PREFIX + Secrets.token();
        var labels = EnumSet.copyOf(scopes).stream().map(Scope::label).toArray(String[]::new);
        var added = jdbc.sql("""
                        insert into api_token (id, name, hash, scopes, created_at, created_by, expires_at)
                        values (:id, :name, :hash, :scopes, :now, :maker, :expiresAt)
                        on conflict (name) do nothing""")
                .param("id", Ids.next())
                .param("name", name)
                .param("hash", Sha256.of(token))
                .param("scopes", labels)
                .param("now", utc(clock.instant()))
                .param("maker", maker)
                .param("expiresAt", utcOrNull(expiresAt))
                .update();
        if (added == 0) {
            throw new InvalidValueException("name", "is another token's already, perhaps one that was revoked");
        }
        audit.record("token made", "tokens/" + name, "scopes " + String.join(", ", labels));
        return token;
    }

    /** The token does not work any more. Whether it did until now. */
    @Transactional
    public boolean revoke(UUID id) {
        var name = jdbc.sql("""
                        update api_token set revoked_at = :now where id = :id and revoked_at is null returning name""")
                .param("now", utc(clock.instant()))
                .param("id", id)
                .query(String.class)
                .optional();
        name.ifPresent(revoked -> audit.record("token revoked", "tokens/" + revoked, null));
        return name.isPresent();
    }

    /** The token that was sent, if it is one that works, and notes that it was used. */
    Optional<Token> find(String sent) {
        if (!sent.startsWith(PREFIX)) {
            return Optional.empty();
        }
        var now = clock.instant();
        var found = jdbc.sql("""
                        select * from api_token
                        where hash = :hash and revoked_at is null and (expires_at is null or expires_at > :now)""")
                .param("hash", Sha256.of(sent))
                .param("now", utc(now))
                .query(ApiTokens::toToken)
                .optional();
        found.filter(token -> token.lastUsedAt() == null
                        || token.lastUsedAt().plus(USE_KNOWN_FOR).isBefore(now))
                .ifPresent(token -> jdbc.sql("update api_token set last_used_at = :now where id = :id")
                        .param("now", utc(now))
                        .param("id", token.id())
                        .update());
        return found;
    }

    private static Token toToken(ResultSet row, int number) throws SQLException {
        var scopes = EnumSet.noneOf(Scope.class);
        Arrays.stream(strings(row.getArray("scopes"))).map(Scope::of).forEach(scopes::add);
        return new Token(
                row.getObject("id", UUID.class),
                row.getString("name"),
                scopes,
                instant(row, "created_at"),
                row.getString("created_by"),
                instantOrNull(row, "expires_at"),
                instantOrNull(row, "last_used_at"),
                instantOrNull(row, "revoked_at"));
    }

    private static String[] strings(Array array) throws SQLException {
        return (String[]) array.getArray();
    }

    /** What is known of a token, which is not the token. */
    public record Token(
            UUID id,
            String name,
            Set<Scope> scopes,
            Instant createdAt,
            String createdBy,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt,
            @Nullable Instant revokedAt) {

        public boolean worksAt(Instant at) {
            return revokedAt == null && (expiresAt == null || at.isBefore(expiresAt));
        }
    }
}
