package dev.trellis.email.dkim;

import dev.trellis.platform.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Set;

/**
 * Puts DKIM signatures on top of finished messages, relaxed/relaxed. What mailboxes act on is covered: who it is from,
 * to and about, and how to leave the list. From, To, Subject and Date are named once more than they are there, so that
 * nobody can add another one.
 */
public final class DkimSigner {

    private static final List<String> SIGNED = List.of(
            "from",
            "to",
            "subject",
            "date",
            "reply-to",
            "message-id",
            "mime-version",
            "content-type",
            "list-unsubscribe",
            "list-unsubscribe-post",
            "list-id",
            "feedback-id",
            "auto-submitted",
            "in-reply-to",
            "references");
    private static final Set<String> SEALED = Set.of("from", "to", "subject", "date");
    private static final int LONGEST_LINE = 70;

    private final String domain;
    private final List<DkimKey> keys;

    /**
     * Signs for a domain.
     *
     * @param keys with which, the one that all mailboxes know last: then it stands on top
     */
    public DkimSigner(String domain, List<DkimKey> keys) {
        this.domain = domain;
        this.keys = List.copyOf(keys);
    }

    /** The message with its signatures on top; nothing else is changed in it. */
    public byte[] sign(byte[] message, Instant at) {
        var canonical = Canonical.of(message);
        var bodyHash = Base64.getEncoder().encodeToString(Sha256.of(canonical.body()));
        var out = new ByteArrayOutputStream(message.length + 1024 * keys.size());
        for (int i = keys.size() - 1; i >= 0; i--) {
            out.writeBytes(signature(canonical, bodyHash, keys.get(i), at).getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes(message);
        return out.toByteArray();
    }

    private String signature(Canonical message, String bodyHash, DkimKey key, Instant at) {
        var names = new ArrayList<String>();
        var signed = new StringBuilder(2048);
        var fields = message.fields();
        var seen = new HashMap<String, Integer>();
        for (var name : SIGNED) {
            // From the bottom up, as RFC 6376, 5.4.2, counts them.
            for (int i = fields.size() - 1; i >= 0; i--) {
                var field = fields.get(i);
                if (field.name().equals(name)) {
                    names.add(name);
                    seen.merge(name, 1, Integer::sum);
                    signed.append(name).append(':').append(field.value()).append("\r\n");
                }
            }
            if (SEALED.contains(name) && seen.containsKey(name)) {
                names.add(name);
            }
        }
        var tags =
                "v=1; a=" + key.algorithm() + "; c=relaxed/relaxed; d=" + domain + "; s=" + key.selector() + ";\r\n\tt="
                        + at.getEpochSecond() + "; h=" + folded(String.join(":", names), ':') + ";\r\n\tbh=" + bodyHash
                        + ";\r\n\tb=";
        signed.append("dkim-signature:").append(Canonical.relaxed(tags));
        try {
            var value = Base64.getEncoder()
                    .encodeToString(key.sign(signed.toString().getBytes(StandardCharsets.UTF_8)));
            return "DKIM-Signature: " + tags + folded(value) + "\r\n";
        } catch (GeneralSecurityException ex) {
            throw new IllegalStateException(
                    "The DKIM key " + key.selector() + " signs nothing: " + ex.getMessage(), ex);
        }
    }

    private static String folded(String names, char at) {
        var result = new StringBuilder();
        int line = 20;
        for (var name : names.split(String.valueOf(at), -1)) {
            if (line + name.length() > LONGEST_LINE) {
                result.append("\r\n\t ");
                line = 2;
            }
            result.append(name).append(at);
            line += name.length() + 1;
        }
        result.setLength(result.length() - 1);
        return result.toString();
    }

    private static String folded(String base64) {
        var result = new StringBuilder();
        for (int i = 0; i < base64.length(); i += LONGEST_LINE) {
            result.append(i == 0 ? "" : "\r\n\t ").append(base64, i, Math.min(base64.length(), i + LONGEST_LINE));
        }
        return result.toString();
    }
}
