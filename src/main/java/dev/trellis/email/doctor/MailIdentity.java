package dev.trellis.email.doctor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who mail says it is from, and by which ways it goes.
 *
 * @param domain the one in the From header
 * @param bounceDomain the one of the envelope sender; null where it is the same
 * @param relayHosts the relays that mail is handed to; none where it stays on this machine
 * @param dkimDomain the domain that signs; null where it is the same
 * @param dkimSelector under which its key is found; null where the relay signs
 * @param dkimPublicKey the key that ours is the counterpart of, as Base64 of its X.509 form; null where it is unknown
 */
public record MailIdentity(
        String domain,
        @Nullable String bounceDomain,
        List<String> relayHosts,
        @Nullable String dkimDomain,
        @Nullable String dkimSelector,
        @Nullable String dkimPublicKey) {

    String envelopeDomain() {
        return bounceDomain == null ? domain : bounceDomain;
    }

    String signingDomain() {
        return dkimDomain == null ? domain : dkimDomain;
    }
}
