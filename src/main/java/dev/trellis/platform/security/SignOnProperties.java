package dev.trellis.platform.security;

import dev.trellis.platform.StartRefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Signing in at a provider of one's own by OpenID Connect. Without an issuer there is none of it.
 *
 * @param issuer the provider, as it calls itself
 * @param clientId what the provider calls Trellis
 * @param clientSecret what Trellis shows to the provider
 * @param clientSecretFile the file that holds the secret, instead of the setting
 * @param name what people call the provider; its host where this is absent
 * @param passwords whose passwords still count: {@code everybody}'s, or only those of {@code operators}
 * @param help whom somebody who is not let in may ask, such as an address
 * @param createUsers whether somebody nobody has added becomes a user by signing in
 * @param newRole what somebody new is here for who is in none of the groups; without it they are refused
 * @param groupsClaim where the provider says in which groups somebody is
 * @param groups the groups whose people get a role when they are new
 */
@ConfigurationProperties("trellis.security.oidc")
record SignOnProperties(
        @Nullable String issuer,
        @Nullable String clientId,
        @Nullable String clientSecret,
        @Nullable Path clientSecretFile,
        @Nullable String name,
        @DefaultValue("everybody") Passwords passwords,
        @Nullable String help,
        boolean createUsers,
        @Nullable Role newRole,
        @DefaultValue("groups") String groupsClaim,
        @DefaultValue Groups groups) {

    private static final String SETTING = "TRELLIS_SECURITY_OIDC_";

    SignOnProperties {
        issuer = blankToNull(issuer);
        clientId = blankToNull(clientId);
        clientSecret = clientSecretFile == null ? blankToNull(clientSecret) : read(clientSecretFile);
        name = blankToNull(name);
        help = blankToNull(help);
        if (issuer != null) {
            var host = host(issuer);
            name = name == null ? host : name;
            if (clientId == null || clientSecret == null) {
                throw new StartRefusedException(SETTING + "ISSUER is set, so " + SETTING + "CLIENT_ID and " + SETTING
                        + "CLIENT_SECRET (or " + SETTING + "CLIENT_SECRET_FILE) must be, too: the provider gives both"
                        + " when Trellis is registered there.");
            }
        }
    }

    /** In which groups somebody new gets which role. Who is in several gets the role that may most. */
    record Groups(
            @DefaultValue List<String> operator,
            @DefaultValue List<String> salesManager,
            @DefaultValue List<String> marketer,
            @DefaultValue List<String> sales) {}

    /** Whose passwords count beside the provider. */
    enum Passwords {
        EVERYBODY,
        OPERATORS
    }

    private static String host(String issuer) {
        URI address;
        try {
            address = URI.create(issuer);
        } catch (IllegalArgumentException ex) {
            throw refused(issuer);
        }
        var host = address.getHost();
        var isGenuine = "https".equals(address.getScheme()) || ("http".equals(address.getScheme()) && isHere(host));
        if (host == null || !isGenuine) {
            throw refused(issuer);
        }
        return host;
    }

    private static StartRefusedException refused(String issuer) {
        return new StartRefusedException(SETTING + "ISSUER is '" + issuer
                + "' but must be the provider's https address, such as https://login.example.com/realms/company;"
                + " http only on this machine.");
    }

    private static boolean isHere(@Nullable String host) {
        try {
            return host != null && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException ex) {
            return false;
        }
    }

    private static String read(Path file) {
        try {
            var secret = Files.readString(file).strip();
            if (!secret.isEmpty()) {
                return secret;
            }
        } catch (IOException ex) {
            throw new StartRefusedException(
                    SETTING + "CLIENT_SECRET_FILE names " + file + ", which cannot be read: " + ex.getMessage(), ex);
        }
        throw new StartRefusedException(SETTING + "CLIENT_SECRET_FILE names " + file + ", which is empty.");
    }

    private static @Nullable String blankToNull(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }
}
