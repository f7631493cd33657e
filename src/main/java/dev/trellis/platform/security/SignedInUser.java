package dev.trellis.platform.security;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.userdetails.User;

/** A user as their session knows them. What they may do is as it was when they signed in, or the session ends. */
public class SignedInUser extends User {

    private static final long serialVersionUID = 1;

    private final Role role;
    private final int version;
    private final Sight sight;

    SignedInUser(AppUser user, @Nullable String passwordHash) {
        super(
                user.name(),
                passwordHash == null ? "" : passwordHash,
                true,
                true,
                true,
                !user.locked(),
                List.of(new SimpleGrantedAuthority(user.role().authority())));
        this.role = user.role();
        this.version = user.version();
        this.sight = user.sight();
    }

    public Role role() {
        return role;
    }

    /** Whose leads they see. */
    public Sight sight() {
        return sight;
    }

    /** Whether the provider said who they are, and no password. */
    public boolean isProvided() {
        return false;
    }

    int version() {
        return version;
    }
}
