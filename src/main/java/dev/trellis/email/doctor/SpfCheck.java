package dev.trellis.email.doctor;

import static dev.trellis.email.doctor.DomainReport.Finding.broken;
import static dev.trellis.email.doctor.DomainReport.Finding.ok;
import static dev.trellis.email.doctor.DomainReport.Finding.warning;

import dev.trellis.email.doctor.Dns.DnsAwayException;
import dev.trellis.email.doctor.DomainReport.Finding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the domain of the envelope sender says that our relays may send for it (RFC 7208). */
final class SpfCheck {

    private static final String NAME = "SPF";
    private static final int MOST_LOOKUPS = 10;

    /** What the common relays want to see in the record, by the end of their host's name. */
    private static final Map<String, String> KNOWN_RELAYS = new LinkedHashMap<>();

    static {
        KNOWN_RELAYS.put("amazonaws.com", "amazonses.com");
        KNOWN_RELAYS.put("sendgrid.net", "sendgrid.net");
        KNOWN_RELAYS.put("mailgun.org", "mailgun.org");
        KNOWN_RELAYS.put("postmarkapp.com", "spf.mtasv.net");
        KNOWN_RELAYS.put("brevo.com", "spf.brevo.com");
        KNOWN_RELAYS.put("sendinblue.com", "spf.brevo.com");
        KNOWN_RELAYS.put("mailjet.com", "spf.mailjet.com");
        KNOWN_RELAYS.put("google.com", "_spf.google.com");
        KNOWN_RELAYS.put("gmail.com", "_spf.google.com");
        KNOWN_RELAYS.put("outlook.com", "spf.protection.outlook.com");
        KNOWN_RELAYS.put("office365.com", "spf.protection.outlook.com");
    }

    private final Dns dns;
    private final Set<String> included = new HashSet<>();
    private final List<String> mechanisms = new ArrayList<>();
    private int lookups;

    SpfCheck(Dns dns) {
        this.dns = dns;
    }

    Finding look(MailIdentity identity) throws DnsAwayException {
        var domain = identity.envelopeDomain();
        var records = records(domain);
        if (records.isEmpty()) {
            return broken(
                    NAME,
                    domain + " has no SPF record",
                    "Add a TXT record at " + domain + ": v=spf1 " + wanted(identity.relayHosts()) + " ~all");
        }
        if (records.size() > 1) {
            return broken(
                    NAME,
                    domain + " has " + records.size() + " SPF records, which counts as none",
                    "Put everything into one TXT record that begins with v=spf1 and delete the others.");
        }
        var record = records.getFirst();
        collect(domain, record);
        if (lookups > MOST_LOOKUPS) {
            return broken(
                    NAME,
                    record + " (needs " + lookups + " lookups)",
                    "Receivers stop after 10 lookups: take includes out that are not used any more.");
        }
        var words = record.toLowerCase(Locale.ROOT);
        if (words.matches(".*(^|\\s)\\+?all\\b.*")) {
            return broken(NAME, record, "\"+all\" lets everybody send in your name: end the record with ~all or -all.");
        }
        var missing = missing(identity.relayHosts());
        if (!missing.isEmpty()) {
            return warning(
                    NAME,
                    record,
                    "It does not name the relay " + String.join(" and the relay ", missing) + ": add " + wanted(missing)
                            + ", or what the relay's own instructions say.");
        }
        return words.contains("all") || words.contains("redirect=")
                ? ok(NAME, record)
                : warning(NAME, record, "It does not say what holds for everybody else: end it with ~all.");
    }

    private List<String> records(String domain) throws DnsAwayException {
        return dns.texts(domain).stream()
                .filter(text -> text.toLowerCase(Locale.ROOT).matches("v=spf1(\\s.*)?"))
                .toList();
    }

    /** Goes through the record and what it includes, as receivers do. */
    private void collect(String domain, String record) throws DnsAwayException {
        for (var term : record.toLowerCase(Locale.ROOT).split("\\s+", -1)) {
            var plain = term.replaceFirst("^[+?~-]", "");
            if (plain.startsWith("include:")) {
                follow(plain.substring("include:".length()));
            } else if (plain.startsWith("redirect=")) {
                follow(plain.substring("redirect=".length()));
            } else if (plain.matches("(a|mx|ptr|exists)([:/].*)?")) {
                lookups++;
                mechanisms.add(plain.contains(":") ? plain : plain.replaceFirst("^(a|mx)", "$1:" + domain));
            } else if (plain.startsWith("ip")) {
                mechanisms.add(plain);
            }
        }
    }

    private void follow(String other) throws DnsAwayException {
        lookups++;
        if (lookups <= MOST_LOOKUPS + 1 && included.add(other)) {
            for (var record : records(other)) {
                collect(other, record);
            }
        }
    }

    private List<String> missing(List<String> relays) throws DnsAwayException {
        var missing = new ArrayList<String>();
        for (var relay : relays) {
            if (!allows(relay)) {
                missing.add(relay);
            }
        }
        return missing;
    }

    private boolean allows(String relay) throws DnsAwayException {
        var known = known(relay);
        if (known.isPresent()) {
            return included.contains(known.get());
        }
        for (var address : dns.addresses(relay)) {
            if (coveredBy(address)) {
                return true;
            }
        }
        return false;
    }

    private boolean coveredBy(String address) throws DnsAwayException {
        for (var mechanism : mechanisms) {
            var value = mechanism.substring(mechanism.indexOf(':') + 1);
            if (mechanism.startsWith("ip")) {
                if (Addresses.contains(value, address)) {
                    return true;
                }
            } else if (mechanism.startsWith("a:")
                    && dns.addresses(withoutMask(value)).contains(address)) {
                return true;
            } else if (mechanism.startsWith("mx:")) {
                for (var host : dns.mailHosts(withoutMask(value))) {
                    if (dns.addresses(host).contains(address)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static String withoutMask(String name) {
        return name.replaceFirst("/.*", "");
    }

    private static Optional<String> known(String relay) {
        return KNOWN_RELAYS.entrySet().stream()
                .filter(entry -> relay.toLowerCase(Locale.ROOT).endsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static String wanted(List<String> relays) {
        return relays.isEmpty()
                ? "a mx"
                : relays.stream()
                        .map(relay ->
                                known(relay).map(name -> "include:" + name).orElse("a:" + relay))
                        .distinct()
                        .collect(Collectors.joining(" "));
    }
}
