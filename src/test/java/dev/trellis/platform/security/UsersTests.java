package dev.trellis.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.testing.Database;
import dev.trellis.testing.DatabaseTest;
import dev.trellis.testing.QuickPasswords;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder;

@DatabaseTest
class UsersTests {

    private static final String PASSWORD = "correct horse battery";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-02T09:00:00Z"), ZoneOffset.UTC);

    private final Database database;
    private final Audit audit;
    private final Users users;

    UsersTests(Database database) {
        this.database = database;
        this.audit = new Audit(database.jdbc(), CLOCK);
        this.users = new Users(database.jdbc(), QuickPasswords.encoder(), audit, CLOCK);
    }

    @BeforeEach
    void nobody() {
        database.jdbc().sql("truncate app_user").update();
    }

    @Test
    void somebodyAddedSignsInByAnySpellingOfTheirName() {
        users.add("Ada.King ", "Ada@Example.com", Role.SALES, "sales", PASSWORD);

        var user = (SignedInUser) users.loadUserByUsername("ADA.KING");

        assertThat(user.getUsername()).isEqualTo("ada.king");
        assertThat(user.getAuthorities()).extracting(String::valueOf).containsExactly("ROLE_SALES");
        assertThat(user.sight()).isEqualTo(Sight.ofOwner("ada@example.com", "sales"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "ada.king", "Ada.King2026", "elevenchars"})
    void aPasswordMustBeLongAndNotTheName(String password) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> users.add("ada.king", null, Role.SALES, null, password))
                .satisfies(problem -> assertThat(problem.field()).isEqualTo("password"));
        assertThat(users.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "ada@example.com", "../ada", "-ada"})
    void aNameIsOneThatFitsIntoAnAddress(String name) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> users.add(name, null, Role.SALES, null, PASSWORD))
                .satisfies(problem -> assertThat(problem.field()).isEqualTo("name"));
    }

    @Test
    void nobodyTakesAnothersNameOrAddress() {
        users.add("ada", "ada@example.com", Role.SALES, null, PASSWORD);

        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> users.add("ADA", null, Role.SALES, null, PASSWORD))
                .withMessage("is somebody else's already");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> users.add("bob", "ADA@example.com", Role.SALES, null, PASSWORD))
                .withMessage("is another user's already");
    }

    @Test
    void theLastOperatorStaysOne() {
        users.add("ada", null, Role.OPERATOR, null, PASSWORD);
        users.add("bob", null, Role.OPERATOR, null, PASSWORD);

        users.lock("bob");
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> users.lock("ada"));
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> users.change("ada", null, Role.MARKETER, null));

        users.unlock("bob");
        users.change("ada", null, Role.MARKETER, null);
        assertThat(users.find("ada"))
                .hasValueSatisfying(ada -> assertThat(ada.role()).isEqualTo(Role.MARKETER));
    }

    @Test
    void whateverChangesTheirRightsEndsTheirSessionsAndNothingElseDoes() {
        users.add("ada", null, Role.OPERATOR, null, PASSWORD);
        users.add("bob", null, Role.SALES, "sales", PASSWORD);

        for (var change : List.<Runnable>of(
                () -> users.change("bob", null, Role.SALES_MANAGER, "sales"),
                () -> users.change("bob", null, Role.SALES_MANAGER, "customer-success"),
                () -> users.setPassword("bob", "another long password"),
                () -> users.lock("bob"))) {
            var session = (SignedInUser) users.loadUserByUsername("bob");
            assertThat(users.isCurrent(session)).isTrue();
            change.run();
            assertThat(users.isCurrent(session)).isFalse();
        }
        users.unlock("bob");
        var session = (SignedInUser) users.loadUserByUsername("bob");
        users.change("bob", null, Role.SALES_MANAGER, "customer-success");
        users.signedIn("bob");
        assertThat(users.isCurrent(session)).isTrue();
    }

    @Test
    void somebodyChangesTheirOwnPasswordIfTheyKnowIt() {
        users.add("ada", null, Role.SALES, null, PASSWORD);

        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> users.changeOwnPassword("ada", "wrong", "another long password"))
                .withMessage("is not your password");
        users.changeOwnPassword("ada", PASSWORD, "another long password");

        assertThat(signIn("ada", "another long password")).isTrue();
        assertThat(signIn("ada", PASSWORD)).isFalse();
    }

    @Test
    void aLockedUserDoesNotSignInWithTheRightPassword() {
        users.add("ada", null, Role.SALES, null, PASSWORD);

        users.lock("ada");

        assertThat(signIn("ada", PASSWORD)).isFalse();
    }

    @Test
    void aPasswordHashedInAnOlderWayIsHashedAnewAtTheNextSignIn() {
        users.add("ada", null, Role.SALES, null, PASSWORD);
        database.jdbc()
                .sql("update app_user set password_hash = :hash")
                .param(
                        "hash",
                        "{pbkdf2@SpringSecurity_v5_8}"
                                + Pbkdf2PasswordEncoder.defaultsForSpringSecurity_v5_8()
                                        .encode(PASSWORD))
                .update();

        assertThat(signIn("ada", PASSWORD)).isTrue();

        assertThat(database.jdbc()
                        .sql("select password_hash from app_user")
                        .query(String.class)
                        .single())
                .startsWith("{bcrypt}");
        assertThat(signIn("ada", PASSWORD)).isTrue();
    }

    @Test
    void whatIsDoneToUsersIsInTheAuditLogWithoutTheirPasswordsAndAddresses() {
        users.add("ada", null, Role.OPERATOR, null, PASSWORD);
        users.add("bob", "bob@example.com", Role.SALES, "sales", PASSWORD);
        users.change("bob", "robert@example.com", Role.SALES_MANAGER, "sales");
        users.setPassword("bob", "another long password");
        users.lock("bob");

        var entries = audit.page(new AuditFilter(null, "users/bob", null, null), null, 10)
                .items();

        assertThat(entries.reversed())
                .extracting(AuditEntry::action)
                .containsExactly("user added", "user changed", "password set", "user locked");
        assertThat(entries.reversed().get(1).detail())
                .isEqualTo("role sales, team sales became role sales-manager, team sales; another address");
        assertThat(entries.toString()).doesNotContain("horse", "another long", "example.com");
    }

    private boolean signIn(String name, String password) {
        var provider = new DaoAuthenticationProvider(users);
        provider.setPasswordEncoder(QuickPasswords.encoder());
        provider.setUserDetailsPasswordService(users);
        try {
            return new ProviderManager(provider)
                    .authenticate(UsernamePasswordAuthenticationToken.unauthenticated(name, password))
                    .isAuthenticated();
        } catch (AuthenticationException ex) {
            return false;
        }
    }
}
