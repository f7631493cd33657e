package dev.trellis.platform.security;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.instantOrNull;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.platform.InvalidValueException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsPasswordService;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The people who may sign in at the pages. Somebody who can do everything is always among them: the last operator
 * cannot be locked nor become something else.
 */
@Repository
public class Users implements UserDetailsService, UserDetailsPasswordService {

    private static final String NAME = "[a-z0-9]+([._-][a-z0-9]+)*";
    private static final int LONGEST_NAME = 60;
    private static final String EMAIL = "[^@\\s]+@[^@\\s]+";
    private static final String END_SESSIONS = ", version = version + 1 where name = :name";

    private final JdbcClient jdbc;
    private final PasswordEncoder encoder;
    private final Audit audit;
    private final Clock clock;

    Users(JdbcClient jdbc, PasswordEncoder encoder, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.encoder = encoder;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public UserDetails loadUserByUsername(String name) {
        return jdbc.sql("select * from app_user where name = :name")
                .param("name", spelling(name))
                .query((row, number) -> new SignedInUser(toUser(row, number), row.getString("password_hash")))
                .optional()
                .orElseThrow(() -> new UsernameNotFoundException("No user " + name));
    }

    /** Keeps the password hashed as passwords are hashed today. It is the same one, so sessions go on. */
    @Override
    public UserDetails updatePassword(UserDetails user, @Nullable String hash) {
        jdbc.sql("update app_user set password_hash = :hash where name = :name")
                .param("hash", Objects.requireNonNull(hash))
                .param("name", user.getUsername())
                .update();
        return user;
    }

    public List<AppUser> all() {
        return jdbc.sql("select * from app_user order by name")
                .query(Users::toUser)
                .list();
    }

    public Optional<AppUser> find(String name) {
        return jdbc.sql("select * from app_user where name = :name")
                .param("name", spelling(name))
                .query(Users::toUser)
                .optional();
    }

    Optional<AppUser> withAddress(String email) {
        return jdbc.sql("select * from app_user where email = :email")
                .param("email", emailSpelling(email))
                .query(Users::toUser)
                .optional();
    }

    Optional<AppUser> withAccount(Account account) {
        return jdbc.sql("select * from app_user where pinned_issuer = :issuer and pinned_subject = :subject")
                .param("issuer", account.issuer())
                .param("subject", account.subject())
                .query(Users::toUser)
                .optional();
    }

    /**
     * Only this account of the provider is the user from now on.
     *
     * @return the user; with another account where somebody else was quicker
     */
    @Transactional
    AppUser pin(String name, Account account) {
        var before = forChange(name).account();
        if (before == null || !before.issuer().equals(account.issuer())) {
            jdbc.sql("""
                            update app_user
                            set pinned_issuer = :issuer, pinned_subject = :subject, pinned_at = :now
                            where name = :name""")
                    .param("issuer", account.issuer())
                    .param("subject", account.subject())
                    .param("now", now())
                    .param("name", name)
                    .update();
            audit.record(name, "account pinned", object(name), account.subject() + " at " + account.issuer(), null);
        }
        return require(name);
    }

    /** Whoever next comes from the provider with the user's address is the user; their sessions end. */
    @Transactional
    public void unpin(String name) {
        var user = forChange(name);
        var account = user.account();
        if (account == null) {
            return;
        }
        jdbc.sql("update app_user set pinned_issuer = null, pinned_subject = null, pinned_at = null" + END_SESSIONS)
                .param("name", user.name())
                .update();
        audit.record("account forgotten", object(user.name()), account.subject() + " at " + account.issuer());
    }

    /** A password that cannot be guessed, to be shown once. */
    public String newPassword() {
        return Secrets.password();
    }

    /** Adds somebody who may sign in from now on. */
    @Transactional
    public AppUser add(String name, @Nullable String email, Role role, @Nullable String team, String password) {
        var spelled = spelling(name);
        if (!spelled.matches(NAME) || spelled.length() > LONGEST_NAME) {
            throw new InvalidValueException(
                    "name", "must be letters and digits, with dots, dashes or underscores between, such as ada.king");
        }
        Passwords.check(spelled, password);
        checkEmail(spelled, email);
        var added = jdbc.sql("""
                        insert into app_user (name, email, role, team, password_hash, created_at)
                        values (:name, :email, :role, :team, :hash, :now)
                        on conflict (name) do nothing
                        returning *""")
                .param("name", spelled)
                .param("email", emailSpelling(email))
                .param("role", role.label())
                .param("team", team)
                .param("hash", encoder.encode(password))
                .param("now", now())
                .query(Users::toUser)
                .optional()
                .orElseThrow(() -> new InvalidValueException("name", "is somebody else's already"));
        audit.record("user added", object(spelled), added.summary());
        return added;
    }

    /** Somebody is here for something else, or in another team, from now on; their sessions end. */
    @Transactional
    public void change(String name, @Nullable String email, Role role, @Nullable String team) {
        var before = forChange(name);
        if (role != Role.OPERATOR) {
            refuseForLastOperator(before, "must stay operator: nobody else is one");
        }
        checkEmail(before.name(), email);
        var address = emailSpelling(email);
        if (before.role() == role && Objects.equals(before.team(), team) && Objects.equals(before.email(), address)) {
            return;
        }
        jdbc.sql("update app_user set email = :email, role = :role, team = :team" + END_SESSIONS)
                .param("email", address)
                .param("role", role.label())
                .param("team", team)
                .param("name", before.name())
                .update();
        var after = require(before.name());
        audit.record(
                "user changed",
                object(before.name()),
                before.summary() + " became " + after.summary()
                        + (Objects.equals(before.email(), after.email()) ? "" : "; another address"));
    }

    /** Somebody may not sign in any more; their sessions end. */
    @Transactional
    public void lock(String name) {
        var user = forChange(name);
        refuseForLastOperator(user, "cannot be locked: nobody else is operator");
        setLocked(user, true);
        audit.record("user locked", object(user.name()), null);
    }

    @Transactional
    public void unlock(String name) {
        var user = forChange(name);
        setLocked(user, false);
        audit.record("user unlocked", object(user.name()), null);
    }

    /** Somebody has another password from now on; their sessions end. */
    @Transactional
    public void setPassword(String name, String password) {
        var user = forChange(name);
        Passwords.check(user.name(), password);
        jdbc.sql("update app_user set password_hash = :hash" + END_SESSIONS)
                .param("hash", encoder.encode(password))
                .param("name", user.name())
                .update();
        audit.record("password set", object(user.name()), null);
    }

    /** Somebody gives themselves another password, and shows that it is them. */
    @Transactional
    public void changeOwnPassword(String name, String current, String password) {
        var hash = jdbc.sql("select password_hash from app_user where name = :name")
                .param("name", name)
                .query(String.class)
                .single();
        if (!encoder.matches(current, hash)) {
            throw new InvalidValueException("current", "is not your password");
        }
        setPassword(name, password);
    }

    /** Whether a session of the user that began with that version may go on. */
    boolean isCurrent(SignedInUser user) {
        return jdbc.sql("select exists (select from app_user where name = :name and version = :version and not locked)")
                .param("name", user.getUsername())
                .param("version", user.version())
                .query(Boolean.class)
                .single();
    }

    void signedIn(String name) {
        jdbc.sql("update app_user set signed_in_at = :now where name = :name")
                .param("now", now())
                .param("name", name)
                .update();
    }

    /** Adds the first user, unless there is one already; then nothing changes and the answer is false. */
    boolean addFirst(String name, String password) {
        if (jdbc.sql("select exists (select from app_user)")
                .query(Boolean.class)
                .single()) {
            return false;
        }
        return jdbc.sql("""
                                insert into app_user (name, password_hash, role, created_at)
                                values (:name, :hash, 'operator', :now)
                                on conflict (name) do nothing
                                """)
                        .param("name", spelling(name))
                        .param("hash", encoder.encode(password))
                        .param("now", now())
                        .update()
                == 1;
    }

    /** Adds a user or gives the one of this name a new password and role. */
    @Transactional
    public void put(String name, String password, Role role) {
        if (find(name).isEmpty()) {
            var unused = add(name, null, role, null, password);
        } else {
            setPassword(name, password);
            change(name, null, role, null);
        }
    }

    private AppUser require(String name) {
        return find(name).orElseThrow(() -> new InvalidValueException("name", "is nobody's here"));
    }

    /** Operators are kept as they are meanwhile, so that of two who stop being one the second is refused. */
    private AppUser forChange(String name) {
        jdbc.sql("select name from app_user where role = 'operator' or name = :name order by name for update")
                .param("name", spelling(name))
                .query(row -> {});
        return require(name);
    }

    private void refuseForLastOperator(AppUser user, String why) {
        var others =
                jdbc.sql("""
                        select exists (select from app_user where role = 'operator' and not locked and name <> :name)""").param("name", user.name()).query(Boolean.class).single();
        if (user.role() == Role.OPERATOR && !user.locked() && !others) {
            throw new InvalidValueException(user.name(), why);
        }
    }

    private void checkEmail(String name, @Nullable String email) {
        var address = emailSpelling(email);
        if (address == null) {
            return;
        }
        if (!address.matches(EMAIL)) {
            throw new InvalidValueException("email", "must be an address such as ada@example.com");
        }
        var taken = jdbc.sql("select exists (select from app_user where email = :email and name <> :name)")
                .param("email", address)
                .param("name", name)
                .query(Boolean.class)
                .single();
        if (taken) {
            throw new InvalidValueException("email", "is another user's already");
        }
    }

    private void setLocked(AppUser user, boolean locked) {
        jdbc.sql("update app_user set locked = :locked" + END_SESSIONS)
                .param("locked", locked)
                .param("name", user.name())
                .update();
    }

    private OffsetDateTime now() {
        return utc(clock.instant());
    }

    private static String object(String name) {
        return "users/" + name;
    }

    private static String spelling(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String emailSpelling(@Nullable String email) {
        return email == null || email.isBlank() ? null : email.strip().toLowerCase(Locale.ROOT);
    }

    private static AppUser toUser(ResultSet row, int number) throws SQLException {
        return new AppUser(
                row.getString("name"),
                row.getString("email"),
                Role.of(row.getString("role")),
                row.getString("team"),
                row.getBoolean("locked"),
                row.getInt("version"),
                instant(row, "created_at"),
                instantOrNull(row, "signed_in_at"),
                account(row));
    }

    private static @Nullable Account account(ResultSet row) throws SQLException {
        var issuer = row.getString("pinned_issuer");
        var subject = row.getString("pinned_subject");
        return issuer == null || subject == null ? null : new Account(issuer, subject);
    }
}
