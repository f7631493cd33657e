package dev.trellis.email.doctor;

import static dev.trellis.email.doctor.DomainReport.Finding.broken;
import static dev.trellis.email.doctor.DomainReport.Finding.ok;
import static dev.trellis.email.doctor.DomainReport.Finding.unknown;
import static dev.trellis.email.doctor.DomainReport.Finding.warning;

import dev.trellis.email.doctor.Dns.DnsAwayException;
import dev.trellis.email.doctor.DomainReport.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Examines a domain that mail is sent from. */
public final class DomainDoctor {

    private static final String COMES_BACK = "MX of the bounce domain";
    private static final String ANSWERS = "MX of the sender's domain";
    private static final String REVERSE = "PTR of the relay";

    private final Dns dns;

    public DomainDoctor(Dns dns) {
        this.dns = dns;
    }

    public DomainReport examine(MailIdentity identity) {
        var findings = new ArrayList<Finding>();
        findings.add(look("SPF", () -> new SpfCheck(dns).look(identity)));
        findings.add(look("DKIM", () -> new DkimCheck(dns).look(identity)));
        findings.add(look("DMARC", () -> new DmarcCheck(dns).look(identity)));
        findings.add(look(COMES_BACK, () -> bounceHosts(identity)));
        if (!identity.envelopeDomain().equalsIgnoreCase(identity.domain())) {
            findings.add(look(ANSWERS, () -> answerHosts(identity)));
        }
        findings.add(look(REVERSE, () -> reverse(identity)));
        return new DomainReport(identity.domain(), List.copyOf(findings));
    }

    private Finding bounceHosts(MailIdentity identity) throws DnsAwayException {
        var domain = identity.envelopeDomain();
        var hosts = takers(domain);
        return hosts.isEmpty()
                ? broken(
                        COMES_BACK,
                        "No server takes mail for " + domain,
                        "What comes back gets lost: add an MX record for " + domain
                                + ", or set TRELLIS_BOUNCE_ADDRESS to an address that can be written to.")
                : ok(COMES_BACK, domain + ": " + String.join(", ", hosts));
    }

    private Finding answerHosts(MailIdentity identity) throws DnsAwayException {
        var hosts = takers(identity.domain());
        return hosts.isEmpty()
                ? warning(
                        ANSWERS,
                        "No server takes mail for " + identity.domain(),
                        "Who answers the sender gets an error: add an MX record, or set TRELLIS_REPLY_TO.")
                : ok(ANSWERS, identity.domain() + ": " + String.join(", ", hosts));
    }

    private List<String> takers(String domain) throws DnsAwayException {
        return dns.mailHosts(domain).stream().filter(host -> !host.isEmpty()).toList();
    }

    private Finding reverse(MailIdentity identity) throws DnsAwayException {
        if (identity.relayHosts().isEmpty()) {
            return unknown(REVERSE, "No relay is set", "Set TRELLIS_SMTP_URL; until then no mail leaves this machine.");
        }
        var all = new ArrayList<String>();
        for (var relay : identity.relayHosts()) {
            var addresses = dns.addresses(relay);
            if (addresses.isEmpty()) {
                return broken(
                        REVERSE, relay + " has no address", "Look at TRELLIS_SMTP_URL and at trellis.email.relays.");
            }
            all.addAll(addresses);
        }
        var without = new ArrayList<String>();
        for (var address : all) {
            if (!isConfirmed(address)) {
                without.add(address);
            }
        }
        return without.isEmpty()
                ? ok(REVERSE, String.join(", ", all))
                : warning(
                        REVERSE,
                        String.join(", ", without) + " has no name that leads back to it",
                        "If mail goes out from there, ask whoever runs it for a PTR record; large providers refuse mail without.");
    }

    private boolean isConfirmed(String address) throws DnsAwayException {
        for (var name : dns.namesOf(address)) {
            if (dns.addresses(name.toLowerCase(Locale.ROOT)).contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static Finding look(String name, Look look) {
        try {
            return look.look();
        } catch (DnsAwayException ex) {
            return unknown(name, "It cannot be told: " + ex.getMessage(), "Try again from where name servers answer.");
        }
    }

    @FunctionalInterface
    private interface Look {

        Finding look() throws DnsAwayException;
    }
}
