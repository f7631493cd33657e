package dev.trellis.email;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where access tokens for relays with {@code auth=xoauth2} come from; without it the password in the relay's address is
 * the token.
 *
 * @param tokenUrl the token endpoint
 * @param refreshToken with which access tokens are renewed; without it we ask in our own name (client credentials)
 * @param scope what to ask for, as the provider names it
 */
@ConfigurationProperties("trellis.email.oauth")
record OauthProperties(
        @Nullable URI tokenUrl,
        @Nullable String clientId,
        @Nullable String clientSecret,
        @Nullable String refreshToken,
        @Nullable String scope) {}
