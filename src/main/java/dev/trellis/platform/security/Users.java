package dev.trellis.platform.security;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Repository;

/** The people who may sign in at the pages. */
@Repository
public class Users implements UserDetailsService {

    private final JdbcClient jdbc;
    private final PasswordEncoder encoder;
    private final Clock clock;

    Users(JdbcClient jdbc, PasswordEncoder encoder, Clock clock) {
        this.jdbc = jdbc;
        this.encoder = encoder;
        this.clock = clock;
    }

    @Override
    public UserDetails loadUserByUsername(String name) {
        return jdbc.sql("select name, password_hash, role from app_user where name = :name")
                .param("name", name.toLowerCase(Locale.ROOT))
                .query((row, number) -> User.withUsername(row.getString("name"))
                        .password(row.getString("password_hash"))
                        .roles(row.getString("role"))
                        .build())
                .optional()
                .orElseThrow(() -> new UsernameNotFoundException("No user " + name));
    }

    /** Adds the first user, unless there is one already; then nothing changes and the answer is false. */
    boolean addFirst(String name, String password, String role) {
        if (jdbc.sql("select exists (select from app_user)")
                .query(Boolean.class)
                .single()) {
            return false;
        }
        return jdbc.sql("""
                                insert into app_user (name, password_hash, role, created_at)
                                values (:name, :hash, :role, :now)
                                on conflict (name) do nothing
                                """)
                        .param("name", name.toLowerCase(Locale.ROOT))
                        .param("hash", encoder.encode(password))
                        .param("role", role)
                        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    /** Adds a user or gives the one of this name a new password. */
    public void put(String name, String password, String role) {
        jdbc.sql("""
                        insert into app_user (name, password_hash, role, created_at) values (:name, :hash, :role, :now)
                        on conflict (name) do update set password_hash = excluded.password_hash, role = excluded.role
                        """)
                .param("name", name.toLowerCase(Locale.ROOT))
                .param("hash", encoder.encode(password))
                .param("role", role)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }
}
