package dev.trellis.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.testing.Database;
import dev.trellis.testing.DatabaseTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;

@DatabaseTest
class ApiTokensTests {

    private Instant now = Instant.parse("2026-03-02T09:00:00Z");

    private final Database database;
    private final ApiTokens tokens;

    ApiTokensTests(Database database) {
        this.database = database;
        Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
        this.tokens = new ApiTokens(database.jdbc(), new Audit(database.jdbc(), clock), clock);
    }

    @Test
    void aTokenIsKnownByWhatWasShownOnce() {
        var token = tokens.make("crm", Set.of(Scope.DEALS, Scope.READ), null, "ada");

        assertThat(tokens.find(token))
                .hasValueSatisfying(found -> assertThat(found.scopes()).containsExactly(Scope.READ, Scope.DEALS));
        assertThat(tokens.find(token + "x")).isEmpty();
        assertThat(database.jdbc()
                        .sql("select row_to_json(api_token)::text || (select string_agg(audit::text, '') from audit)"
                                + " from api_token")
                        .query(String.class)
                        .single())
                .contains("crm")
                .doesNotContain(token);
    }

    @Test
    void aTokenEndsWhenItsTimeIsUp() {
        var token = tokens.make("crm", Set.of(Scope.READ), now.plus(Duration.ofDays(1)), "ada");
        assertThat(tokens.find(token)).isPresent();

        now = now.plus(Duration.ofDays(1));

        assertThat(tokens.find(token)).isEmpty();
    }

    @Test
    void aRevokedTokenDoesNotWorkAndItsNameStaysItsOwn() {
        var token = tokens.make("crm", Set.of(Scope.READ), null, "ada");
        var id = tokens.all().getFirst().id();

        assertThat(tokens.revoke(id)).isTrue();
        assertThat(tokens.revoke(id)).isFalse();

        assertThat(tokens.find(token)).isEmpty();
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> tokens.make("crm", Set.of(Scope.READ), null, "ada"));
    }

    @Test
    void itsUseIsKnownToTheMinute() {
        var token = tokens.make("crm", Set.of(Scope.READ), null, "ada");
        var first = now;
        tokens.find(token);

        now = first.plus(Duration.ofSeconds(59));
        tokens.find(token);
        assertThat(tokens.all().getFirst().lastUsedAt()).isEqualTo(first);

        now = first.plus(Duration.ofSeconds(61));
        tokens.find(token);
        assertThat(tokens.all().getFirst().lastUsedAt()).isEqualTo(now);
    }

    @Test
    void aTokenWithoutScopeOrWithATimeThatIsOverIsRefused() {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> tokens.make("crm", Set.of(), null, "ada"))
                .satisfies(problem -> assertThat(problem.field()).isEqualTo("scopes"));
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> tokens.make("crm", Set.of(Scope.READ), now, "ada"))
                .satisfies(problem -> assertThat(problem.field()).isEqualTo("expires"));
    }
}
