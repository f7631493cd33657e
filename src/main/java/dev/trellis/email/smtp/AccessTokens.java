package dev.trellis.email.smtp;

import java.io.IOException;

/**
 * What proves who we are when we sign in to a relay: the password of its address, or an access token that does not
 * last.
 */
@FunctionalInterface
public interface AccessTokens {

    AccessTokens PASSWORDS = address -> address.password() == null ? "" : address.password();

    /**
     * The secret to sign in with.
     *
     * @throws IOException if none can be had now
     */
    String secret(RelayAddress address) throws IOException;
}
