package dev.trellis.email.doctor;

import static dev.trellis.email.doctor.DomainReport.Finding.broken;
import static dev.trellis.email.doctor.DomainReport.Finding.ok;
import static dev.trellis.email.doctor.DomainReport.Finding.warning;

import dev.trellis.email.doctor.Dns.DnsAwayException;
import dev.trellis.email.doctor.DomainReport.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Whether receivers know what to do with forgeries, and whether our own mail is not taken for one (RFC 7489). */
final class DmarcCheck {

    private static final String NAME = "DMARC";
    private static final Set<String> POLICIES = Set.of("none", "quarantine", "reject");

    private final Dns dns;

    DmarcCheck(Dns dns) {
        this.dns = dns;
    }

    Finding look(MailIdentity identity) throws DnsAwayException {
        var domain = identity.domain();
        var records = records(domain);
        if (records.isEmpty()) {
            records = records(Domains.organisation(domain));
        }
        var place = "_dmarc." + Domains.organisation(domain);
        if (records.isEmpty()) {
            return broken(
                    NAME,
                    domain + " has no DMARC record, which the large mailbox providers ask of bulk senders",
                    "Add a TXT record at " + place + ": v=DMARC1; p=none; rua=mailto:dmarc@" + domain);
        }
        if (records.size() > 1) {
            return broken(NAME, "There are " + records.size() + " DMARC records, which counts as none", "Keep one.");
        }
        return look(identity, records.getFirst());
    }

    private static Finding look(MailIdentity identity, String record) {
        var tags = Tags.of(record);
        var policy = tags.getOrDefault("p", "").toLowerCase(Locale.ROOT);
        if (!POLICIES.contains(policy)) {
            return broken(NAME, record, "It needs p=none, p=quarantine or p=reject.");
        }
        boolean signature = identity.dkimSelector() != null
                && Domains.aligned(
                        identity.signingDomain(),
                        identity.domain(),
                        tags.getOrDefault("adkim", "r").equals("s"));
        boolean envelope = Domains.aligned(
                identity.envelopeDomain(),
                identity.domain(),
                tags.getOrDefault("aspf", "r").equals("s"));
        if (!signature && !envelope) {
            return broken(
                    NAME,
                    record + " (neither the signature of " + identity.signingDomain() + " nor the envelope sender of "
                            + identity.envelopeDomain() + " counts for " + identity.domain() + ")",
                    "Sign with " + identity.domain() + ", or let mail come back to an address below it.");
        }
        if (!signature) {
            return warning(
                    NAME,
                    record + " (only the envelope sender counts, which does not survive forwarding)",
                    "Sign with " + identity.domain() + " too.");
        }
        return ok(NAME, record);
    }

    private List<String> records(String domain) throws DnsAwayException {
        return dns.texts("_dmarc." + domain).stream()
                .filter(text -> text.toLowerCase(Locale.ROOT).replace(" ", "").startsWith("v=dmarc1"))
                .toList();
    }
}
