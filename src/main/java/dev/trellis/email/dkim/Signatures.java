package dev.trellis.email.dkim;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Signature;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;

/**
 * Where RSA signatures come from: BoringSSL where its library loads on this machine, for it is twice as fast; else
 * Java.
 */
final class Signatures {

    private static final String ALGORITHM = "SHA256withRSA";
    private static final @Nullable Provider NATIVE = provider();

    private Signatures() {}

    static Signature rsa() throws NoSuchAlgorithmException {
        return NATIVE == null ? Signature.getInstance(ALGORITHM) : Signature.getInstance(ALGORITHM, NATIVE);
    }

    private static @Nullable Provider provider() {
        try {
            return Conscrypt.isAvailable() ? Conscrypt.newProvider() : null;
        } catch (LinkageError ex) {
            return null;
        }
    }
}
