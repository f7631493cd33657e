package dev.trellis.platform.security;

import dev.trellis.platform.StartRefusedException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings for signing in.
 *
 * @param firstPassword what the first user, {@code admin}, signs in with; one is made where this is absent. Without
 *     effect once there is a user.
 */
@ConfigurationProperties("trellis.security")
record SecurityProperties(@Nullable String firstPassword) {

    SecurityProperties {
        firstPassword = firstPassword == null || firstPassword.isBlank() ? null : firstPassword;
        if (firstPassword != null && firstPassword.length() < Passwords.SHORTEST) {
            throw new StartRefusedException("TRELLIS_SECURITY_FIRST_PASSWORD must have at least " + Passwords.SHORTEST
                    + " characters; leave it out and one is made and printed.");
        }
    }
}
