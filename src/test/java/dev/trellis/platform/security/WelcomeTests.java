package dev.trellis.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.platform.StartRefusedException;
import dev.trellis.testing.Database;
import dev.trellis.testing.DatabaseTest;
import dev.trellis.testing.QuickPasswords;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

@DatabaseTest
class WelcomeTests {

    private static final String PASSWORD = "correct horse battery";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-02T09:00:00Z"), ZoneOffset.UTC);
    private static final PasswordEncoder ENCODER = QuickPasswords.encoder();

    private final Database database;
    private final Users users;

    WelcomeTests(Database database) {
        this.database = database;
        this.users = new Users(database.jdbc(), ENCODER, new Audit(database.jdbc(), CLOCK), CLOCK);
    }

    @BeforeEach
    void oneUser() {
        database.jdbc().sql("truncate app_user").update();
        users.add("ada", "ada@example.com", Role.MARKETER, null, PASSWORD);
    }

    @Test
    void somebodyKnownKeepsTheRoleTheyHaveHere() {
        var welcome = welcome(Map.of("create-users", "true", "groups.operator", "admins"));

        var user = welcome.of(visitor("ada@example.com", Map.of("groups", List.of("admins"))));

        assertThat(user.getUsername()).isEqualTo("ada");
        assertThat(user.role()).isEqualTo(Role.MARKETER);
        assertThat(user.isProvided()).isTrue();
    }

    @ParameterizedTest(name = "in {0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "sellers | SALES",
                "writers | MARKETER",
                "sellers,leads | SALES_MANAGER",
                "admins,sellers | OPERATOR",
                "nothing | NO_ROLE"
            })
    void somebodyNewGetsTheRoleOfTheirGroupThatMayMost(String groups, String expected) {
        var welcome = welcome(Map.of(
                "create-users", "true",
                "groups-claim", "roles",
                "groups.operator", "admins,root",
                "groups.sales-manager", "leads",
                "groups.marketer", "writers",
                "groups.sales", "sellers"));
        var visitor = visitor("grace@example.com", Map.of("roles", List.of(groups.split(","))));

        if (expected.equals("NO_ROLE")) {
            refused(welcome, visitor, SignOn.Reason.NO_ROLE);
            assertThat(users.all()).hasSize(1);
        } else {
            assertThat(welcome.of(visitor).role()).isEqualTo(Role.valueOf(expected));
            assertThat(welcome.of(visitor).getUsername()).isEqualTo("grace");
            assertThat(users.all()).hasSize(2);
        }
    }

    @Test
    void somebodyNewInNoGroupGetsTheRoleForSuchIfThereIsOne() {
        var welcome = welcome(Map.of("create-users", "true", "new-role", "sales-manager"));

        assertThat(welcome.of(visitor("grace@example.com", Map.of())).role()).isEqualTo(Role.SALES_MANAGER);
    }

    @Test
    void whoHasSignedInOnceIsTheirAccountAndNotWhoeverElseHasTheirAddress() {
        var welcome = welcome(Map.of());
        welcome.of(visitor("ada@example.com", Map.of()));

        refused(welcome, visitor("ada@example.com", Map.of("sub", "2")), SignOn.Reason.ANOTHER_ACCOUNT);

        assertThat(welcome.of(visitor("ada.king@example.com", Map.of())).getUsername())
                .isEqualTo("ada");
        assertThat(users.find("ada").orElseThrow().account()).isEqualTo(new Account("https://login.example.com", "1"));
    }

    @Test
    void anOperatorHasAnAccountForgottenAndTheNextIsTheirs() {
        var welcome = welcome(Map.of());
        welcome.of(visitor("ada@example.com", Map.of()));
        var before = users.find("ada").orElseThrow().version();

        users.unpin("ada");

        assertThat(users.find("ada").orElseThrow().version()).isGreaterThan(before);
        assertThat(welcome.of(visitor("ada@example.com", Map.of("sub", "2"))).getUsername())
                .isEqualTo("ada");
        refused(welcome, visitor("ada@example.com", Map.of()), SignOn.Reason.ANOTHER_ACCOUNT);
        assertThat(database.jdbc().sql("""
                                select actor || ' ' || action || ' ' || detail from audit
                                where object = 'users/ada' and detail is not null order by at, id""").query(String.class).list())
                .endsWith(
                        "ada account pinned 1 at https://login.example.com",
                        "trellis account forgotten 1 at https://login.example.com",
                        "ada account pinned 2 at https://login.example.com");
    }

    @Test
    void anotherProviderBeginsAnew() {
        var welcome = welcome(Map.of());
        welcome.of(visitor("ada@example.com", Map.of("iss", "https://old.example.com", "sub", "7")));

        assertThat(welcome.of(visitor("ada@example.com", Map.of())).getUsername())
                .isEqualTo("ada");
        assertThat(users.find("ada").orElseThrow().account()).isEqualTo(new Account("https://login.example.com", "1"));
    }

    @Test
    void aLockedUserIsNotPinned() {
        users.lock("ada");

        refused(welcome(Map.of()), visitor("ada@example.com", Map.of()), SignOn.Reason.LOCKED);

        assertThat(users.find("ada").orElseThrow().account()).isNull();
    }

    @Test
    void nobodyIsCreatedByDefault() {
        refused(
                welcome(Map.of("groups.operator", "admins")),
                visitor("grace@example.com", Map.of("groups", List.of("admins"))),
                SignOn.Reason.UNKNOWN);
    }

    @ParameterizedTest(name = "{0} with {1} becomes {2}")
    @CsvSource({
        "grace.hopper, grace@example.com, grace.hopper",
        "'', Grace.Hopper+news@example.com, grace.hopper.news",
        "'', ada@example.org, ada-2",
        "ÆØÅ, x@example.com, user",
        "'', ----@example.com, user",
        "ada, ada@example.net, ada-2",
    })
    void somebodyNewGetsANameThatIsFree(String preferred, String address, String name) {
        var welcome = welcome(Map.of("create-users", "true", "new-role", "sales"));
        Map<String, Object> claims = preferred.isEmpty() ? Map.of() : Map.of("preferred_username", preferred);

        assertThat(welcome.of(visitor(address, claims)).getUsername()).isEqualTo(name);
    }

    @Test
    void whereTheProviderTookThePlaceOfPasswordsThoseOfOperatorsStillCount() {
        users.add("root", null, Role.OPERATOR, null, PASSWORD);

        assertThat(signIn("operators", "root").isAuthenticated()).isTrue();
        assertThatExceptionOfType(DisabledException.class).isThrownBy(() -> signIn("operators", "ada"));
        assertThat(signIn("everybody", "ada").isAuthenticated()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://login.example.com", "login.example.com", "https://", "not an address"})
    void anIssuerThatAnybodyCouldPretendToBeIsRefusedAtTheStart(String issuer) {
        assertThatException()
                .isThrownBy(() -> SignOnTestSettings.of(Map.of("issuer", issuer)))
                .havingRootCause()
                .isInstanceOf(StartRefusedException.class)
                .withMessageContaining("https");
    }

    @Test
    void aProviderWithoutASecretIsRefusedAtTheStart() {
        assertThatException()
                .isThrownBy(
                        () -> SignOnTestSettings.of(Map.of("issuer", "https://login.example.com", "client-secret", "")))
                .havingRootCause()
                .isInstanceOf(StartRefusedException.class)
                .withMessageContaining("TRELLIS_SECURITY_OIDC_CLIENT_SECRET_FILE");
    }

    @Test
    void theSecretMayBeInAFile(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("secret"), "from the file\n");

        assertThat(SignOnTestSettings.of(Map.of("client-secret-file", file.toString()))
                        .clientSecret())
                .isEqualTo("from the file");
    }

    private static void refused(Welcome welcome, OidcUser visitor, SignOn.Reason reason) {
        assertThatExceptionOfType(NotLetInException.class)
                .isThrownBy(() -> welcome.of(visitor))
                .satisfies(problem -> assertThat(problem.refusal().reason()).isEqualTo(reason));
    }

    private Authentication signIn(String passwords, String name) {
        var provider = SignOnTestSettings.signOn(Map.of("issuer", "https://login.example.com", "passwords", passwords));
        return Objects.requireNonNull(new SecurityConfiguration.Doors()
                .passwords(users, ENCODER, provider)
                .authenticate(UsernamePasswordAuthenticationToken.unauthenticated(name, PASSWORD)));
    }

    private Welcome welcome(Map<String, String> settings) {
        return new Welcome(users, SignOnTestSettings.of(settings));
    }

    private static OidcUser visitor(String address, Map<String, Object> more) {
        var claims = new HashMap<String, Object>();
        claims.put("iss", "https://login.example.com");
        claims.put("sub", "1");
        claims.putAll(more);
        claims.put("email", address);
        claims.put("email_verified", true);
        return new DefaultOidcUser(List.of(), new OidcIdToken("token", CLOCK.instant(), null, claims));
    }
}
