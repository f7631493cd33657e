package dev.trellis.email;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * With what we sign our mail; leave it all out where the relay signs.
 *
 * @param domain in whose name; the sender's where absent
 * @param selector under which the public key is found, as in {@code <selector>._domainkey.<domain>}
 * @param privateKey the file with the RSA key, PEM
 * @param ed25519Selector the selector of a second signature, which not every mailbox can read yet
 * @param ed25519PrivateKey the file with the Ed25519 key, PEM
 */
@ConfigurationProperties("trellis.email.dkim")
record DkimProperties(
        @Nullable String domain,
        @Nullable String selector,
        @Nullable Path privateKey,
        @Nullable String ed25519Selector,
        @Nullable Path ed25519PrivateKey) {}
