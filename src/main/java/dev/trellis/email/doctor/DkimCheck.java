package dev.trellis.email.doctor;

import static dev.trellis.email.doctor.DomainReport.Finding.broken;
import static dev.trellis.email.doctor.DomainReport.Finding.ok;
import static dev.trellis.email.doctor.DomainReport.Finding.unknown;
import static dev.trellis.email.doctor.DomainReport.Finding.warning;

import dev.trellis.email.doctor.Dns.DnsAwayException;
import dev.trellis.email.doctor.DomainReport.Finding;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Whether receivers find the key that our signatures are checked with, and whether it is ours (RFC 6376). */
final class DkimCheck {

    private static final String NAME = "DKIM";

    private final Dns dns;

    DkimCheck(Dns dns) {
        this.dns = dns;
    }

    Finding look(MailIdentity identity) throws DnsAwayException {
        var selector = identity.dkimSelector();
        if (selector == null) {
            return unknown(
                    NAME,
                    "No selector is known",
                    "If your relay signs, its own pages say under which selector; look at it with check-domain <domain> <selector>.");
        }
        var place = selector + "._domainkey." + identity.signingDomain();
        var records = dns.texts(place).stream()
                .filter(text -> Tags.of(text).containsKey("p"))
                .toList();
        if (records.isEmpty()) {
            return broken(
                    NAME, "There is no key at " + place, "Add a TXT record at " + place + ": " + wanted(identity));
        }
        if (records.size() > 1) {
            return broken(
                    NAME,
                    "There are " + records.size() + " keys at " + place,
                    "Keep one of them, and use a selector of its own for each key.");
        }
        return look(identity, place, records.getFirst());
    }

    private static Finding look(MailIdentity identity, String place, String record) {
        var published = Tags.of(record).getOrDefault("p", "");
        var ours = identity.dkimPublicKey();
        if (published.isEmpty()) {
            return broken(NAME, "The key at " + place + " has been withdrawn", "Put the key back: " + wanted(identity));
        }
        if (ours != null && !published.equals(ours.replaceAll("\\s+", ""))) {
            return broken(
                    NAME,
                    "The key at " + place + " is not the one we sign with",
                    "Every signature fails until the TXT record at " + place + " is: " + wanted(identity));
        }
        int bits = bits(record, published);
        if (bits < 1024) {
            return broken(
                    NAME, "The key at " + place + " cannot be used (" + bits + " bits)", "Make a key of 2048 bits.");
        }
        return bits < 2048
                ? warning(NAME, "The key at " + place + " has " + bits + " bits", "Make a key of 2048 bits.")
                : ok(NAME, "The key at " + place + " is there" + (ours == null ? "" : " and is ours"));
    }

    /** How strong it is; a key of an elliptic curve counts as long enough. */
    private static int bits(String record, String key) {
        if (Tags.of(record).getOrDefault("k", "rsa").equalsIgnoreCase("ed25519")) {
            return 4096;
        }
        try {
            var decoded = new X509EncodedKeySpec(Base64.getDecoder().decode(key));
            return KeyFactory.getInstance("RSA").generatePublic(decoded) instanceof RSAPublicKey rsa
                    ? rsa.getModulus().bitLength()
                    : 0;
        } catch (GeneralSecurityException | IllegalArgumentException ex) {
            return 0;
        }
    }

    private static String wanted(MailIdentity identity) {
        var ours = identity.dkimPublicKey();
        return ours == null
                ? "v=DKIM1; k=rsa; p=<your public key, or what the relay's own instructions say>"
                : "v=DKIM1; k=rsa; p=" + ours.replaceAll("\\s+", "");
    }
}
