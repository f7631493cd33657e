package dev.trellis.email;

import dev.trellis.email.dkim.DkimKey;
import dev.trellis.email.dkim.DkimSigner;
import dev.trellis.email.doctor.Domains;
import dev.trellis.platform.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Signs what we send, if we were given a key to do so. */
@Component
class MailSignatures {

    private static final String SETTING = "trellis.email.dkim.";

    private final @Nullable DkimSigner signer;

    MailSignatures(DkimProperties properties, MailSettings settings) {
        var domain = properties.domain() == null ? settings.domain() : properties.domain();
        var key = key(properties).orElse(null);
        var second = key(
                "ed25519-selector",
                properties.ed25519Selector(),
                "ed25519-private-key",
                properties.ed25519PrivateKey());
        if (key == null && second != null) {
            throw new StartRefusedException(SETTING
                    + "ed25519-private-key is an extra beside an RSA key, which all mailboxes can read; set " + SETTING
                    + "private-key and " + SETTING + "selector too.");
        }
        if (key != null && !Domains.aligned(settings.domain(), domain, false)) {
            throw new StartRefusedException(SETTING + "domain is '" + domain + "', but mail comes from "
                    + settings.domain() + ": mailboxes would not accept the signature as the sender's.");
        }
        var keys = new ArrayList<DkimKey>();
        if (second != null) {
            keys.add(second);
        }
        if (key != null) {
            keys.add(key);
        }
        this.signer = keys.isEmpty() ? null : new DkimSigner(domain, keys);
    }

    byte[] sign(byte[] message, Instant at) {
        return signer == null ? message : signer.sign(message, at);
    }

    /** What we sign with, whose public half the world must find in the DNS; empty where the relay signs. */
    static Optional<DkimKey> key(DkimProperties properties) {
        return Optional.ofNullable(key("selector", properties.selector(), "private-key", properties.privateKey()));
    }

    private static @Nullable DkimKey key(
            String selectorSetting, @Nullable String selector, String fileSetting, @Nullable Path file) {
        if (file == null && selector == null) {
            return null;
        }
        if (file == null || selector == null || !selector.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")) {
            throw new StartRefusedException(SETTING + selectorSetting + " and " + SETTING + fileSetting
                    + " belong together: a name such as 'trellis2026' and a file with the private key.");
        }
        try {
            return DkimKey.parse(selector, Files.readString(file));
        } catch (IOException | InvalidKeyException ex) {
            throw new StartRefusedException(
                    SETTING + fileSetting + " is '" + file + "', but "
                            + (ex instanceof IOException ? "that file cannot be read" : ex.getMessage())
                            + ". Make one with: openssl genrsa -out dkim.pem 2048",
                    ex);
        }
    }
}
