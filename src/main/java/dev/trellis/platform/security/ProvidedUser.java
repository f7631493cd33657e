package dev.trellis.platform.security;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/** A user who has signed in at the provider. Who they are and what they may do is what we know of them. */
final class ProvidedUser extends SignedInUser implements OidcUser {

    private static final long serialVersionUID = 1;

    private final OidcUser there;

    ProvidedUser(AppUser user, OidcUser there) {
        super(user, null);
        this.there = there;
    }

    @Override
    public boolean isProvided() {
        return true;
    }

    @Override
    public String getName() {
        return getUsername();
    }

    @Override
    public Map<String, Object> getAttributes() {
        return there.getAttributes();
    }

    @Override
    public Map<String, Object> getClaims() {
        return there.getClaims();
    }

    @Override
    public @Nullable OidcUserInfo getUserInfo() {
        return there.getUserInfo();
    }

    @Override
    public OidcIdToken getIdToken() {
        return there.getIdToken();
    }
}
