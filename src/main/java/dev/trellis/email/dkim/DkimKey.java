package dev.trellis.email.dkim;

import dev.trellis.platform.Sha256;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A private key to sign with, and the selector under which mailboxes find its public half in the DNS. */
public final class DkimKey {

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ((?:RSA )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    /** SEQUENCE { INTEGER 0, SEQUENCE { OID rsaEncryption, NULL } }, what PKCS#8 puts in front of a PKCS#1 key. */
    private static final byte[] RSA_HEADER = Base64.getDecoder().decode("AgEAMA0GCSqGSIb3DQEBAQUA");

    private static final int SHORTEST_RSA = 1024;

    private final String selector;
    private final PrivateKey key;
    private final boolean rsa;
    private final ThreadLocal<Signature> signatures;

    private DkimKey(String selector, PrivateKey key, boolean rsa) throws GeneralSecurityException {
        this.selector = selector;
        this.key = key;
        this.rsa = rsa;
        signature();
        this.signatures = ThreadLocal.withInitial(() -> {
            try {
                return signature();
            } catch (GeneralSecurityException ex) {
                throw new IllegalStateException("The DKIM key was good a moment ago", ex);
            }
        });
    }

    /**
     * Reads a key.
     *
     * @param pem RSA (PKCS#8 or PKCS#1) or Ed25519 (PKCS#8), in PEM
     * @throws InvalidKeyException if it is no such key, saying what is wrong
     */
    public static DkimKey parse(String selector, String pem) throws InvalidKeyException {
        var found = PEM.matcher(pem);
        if (!found.find()) {
            throw new InvalidKeyException("it holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)");
        }
        try {
            var bytes = Base64.getMimeDecoder().decode(found.group(2));
            var spec = new PKCS8EncodedKeySpec(found.group(1).startsWith("RSA") ? pkcs8(bytes) : bytes);
            var rsa = rsa(spec);
            if (rsa != null && rsa.getModulus().bitLength() < SHORTEST_RSA) {
                throw new InvalidKeyException("its RSA key is shorter than 1024 bits; mailboxes want 2048");
            }
            return rsa != null
                    ? new DkimKey(selector, rsa, true)
                    : new DkimKey(selector, KeyFactory.getInstance("Ed25519").generatePrivate(spec), false);
        } catch (InvalidKeyException ex) {
            throw ex;
        } catch (GeneralSecurityException | IllegalArgumentException ex) {
            throw new InvalidKeyException("its key is neither RSA nor Ed25519", ex);
        }
    }

    public String selector() {
        return selector;
    }

    String algorithm() {
        return rsa ? "rsa-sha256" : "ed25519-sha256";
    }

    /** The public half as the DNS record has it in {@code p=}, for RSA keys; null for others. */
    public @Nullable String publicKey() {
        try {
            return key instanceof RSAPrivateCrtKey pair
                    ? Base64.getEncoder().encodeToString(publicKey(pair).getEncoded())
                    : null;
        } catch (GeneralSecurityException ex) {
            throw new IllegalStateException("Every Java has RSA", ex);
        }
    }

    byte[] sign(byte[] data) throws GeneralSecurityException {
        var signature = signatures.get();
        // RFC 8463, 3: what Ed25519 signs is the hash.
        signature.update(rsa ? data : Sha256.of(data));
        return signature.sign();
    }

    private Signature signature() throws GeneralSecurityException {
        var signature = rsa ? Signatures.rsa() : Signature.getInstance("Ed25519");
        signature.initSign(key);
        return signature;
    }

    private static PublicKey publicKey(RSAPrivateCrtKey pair) throws GeneralSecurityException {
        return KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(pair.getModulus(), pair.getPublicExponent()));
    }

    private static @Nullable RSAPrivateCrtKey rsa(PKCS8EncodedKeySpec spec) {
        try {
            return (RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(spec);
        } catch (GeneralSecurityException ex) {
            return null;
        }
    }

    private static byte[] pkcs8(byte[] pkcs1) {
        return der(0x30, concat(RSA_HEADER, der(0x04, pkcs1)));
    }

    private static byte[] der(int tag, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            int bytes = content.length > 0xFFFF ? 3 : content.length > 0xFF ? 2 : 1;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(content.length >> (8 * i));
            }
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] concat(byte[] one, byte[] other) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(one);
        out.writeBytes(other);
        return out.toByteArray();
    }
}
