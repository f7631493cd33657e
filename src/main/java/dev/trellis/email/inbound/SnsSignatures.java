package dev.trellis.email.inbound;

import static dev.trellis.email.inbound.RelayFormat.text;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Tells whether Amazon SNS wrote a notice. Its certificate is fetched from the address that the very notice names,
 * which is why only one of Amazon's own will do. Any topic of anybody's can have it signed: whose topic it is, others
 * look at.
 */
@Component
class SnsSignatures {

    private static final Pattern CERTIFICATE =
            Pattern.compile("https://sns\\.[a-z0-9-]+\\.amazonaws\\.com(\\.cn)?/[A-Za-z0-9_-]+\\.pem");

    private static final List<String> OF_NOTICE =
            List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type");
    private static final List<String> OF_SUBSCRIPTION =
            List.of("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type");

    private final SnsKeys keys;

    SnsSignatures(SnsKeys keys) {
        this.keys = keys;
    }

    /**
     * Whether the notice is signed by Amazon.
     *
     * @throws IOException if its certificate cannot be had now
     */
    boolean isValid(JsonNode notice) throws IOException {
        var address = text(notice.path("SigningCertURL"));
        var algorithm = algorithm(text(notice.path("SignatureVersion")));
        if (algorithm == null || !CERTIFICATE.matcher(address).matches()) {
            return false;
        }
        var key = keys.at(URI.create(address));
        try {
            var verifier = Signature.getInstance(algorithm);
            verifier.initVerify(key);
            verifier.update(signed(notice).getBytes(StandardCharsets.UTF_8));
            return verifier.verify(Base64.getDecoder().decode(text(notice.path("Signature"))));
        } catch (GeneralSecurityException | IllegalArgumentException ex) {
            return false;
        }
    }

    private static @Nullable String algorithm(String version) {
        return switch (version) {
            case "1" -> "SHA1withRSA";
            case "2" -> "SHA256withRSA";
            default -> null;
        };
    }

    /** What was signed: names and values line by line, in this order, without those that are not there. */
    private static String signed(JsonNode notice) {
        var names = text(notice.path("Type")).equals("Notification") ? OF_NOTICE : OF_SUBSCRIPTION;
        var lines = new StringBuilder();
        for (var name : names) {
            if (notice.hasNonNull(name)) {
                lines.append(name).append('\n').append(text(notice.path(name))).append('\n');
            }
        }
        return lines.toString();
    }
}
