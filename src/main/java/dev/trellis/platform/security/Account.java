package dev.trellis.platform.security;

import java.util.Objects;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/**
 * An account at a provider. Addresses are given on to others there; this never is.
 *
 * @param issuer the provider, as it calls itself
 * @param subject what the provider calls the account
 */
public record Account(String issuer, String subject) {

    static Account of(OidcUser visitor) {
        var token = visitor.getIdToken();
        return new Account(
                Objects.requireNonNull(token.getClaimAsString("iss")),
                Objects.requireNonNull(token.getClaimAsString("sub")));
    }
}
