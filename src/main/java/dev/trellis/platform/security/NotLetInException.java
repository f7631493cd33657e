package dev.trellis.platform.security;

import dev.trellis.platform.security.SignOn.Reason;
import dev.trellis.platform.security.SignOn.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;

/** Somebody has signed in at the provider and is not let in here. */
class NotLetInException extends OAuth2AuthenticationException {

    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final @Nullable String address;
    private final @Nullable String user;

    NotLetInException(Reason reason, @Nullable String address, @Nullable String user) {
        super(new OAuth2Error("not-let-in"), reason.words());
        this.reason = reason;
        this.address = address;
        this.user = user;
    }

    Refusal refusal() {
        return new Refusal(reason, address);
    }

    /** Who they are here, if they are anybody. */
    @Nullable
    String user() {
        return user;
    }
}
