package dev.trellis.email.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.email.doctor.DomainReport.Finding;
import dev.trellis.email.doctor.DomainReport.State;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DomainDoctorTests {

    private static final String KEY = key(2048);
    private static final MailIdentity IDENTITY =
            new MailIdentity("acme.example", "bounces.acme.example", List.of("mail.acme.example"), null, "s1", KEY);

    private final FakeDns dns = new FakeDns()
            .with(
                    "TXT",
                    "bounces.acme.example",
                    "v=spf1 ip4:192.0.2.0/28 include:_spf.acme.example ~all",
                    "other words")
            .with("TXT", "_spf.acme.example", "v=spf1 ip6:2001:db8::/32 -all")
            .with("TXT", "s1._domainkey.acme.example", "v=DKIM1; k=rsa; p=" + KEY)
            .with("TXT", "_dmarc.acme.example", "v=DMARC1; p=none; rua=mailto:dmarc@acme.example")
            .with("MX", "bounces.acme.example", "mx.acme.example")
            .with("MX", "acme.example", "mx.acme.example")
            .with("A", "mail.acme.example", "192.0.2.10", "2001:db8::10")
            .with("PTR", "192.0.2.10", "mail.acme.example")
            .with("PTR", "2001:db8::10", "mail.acme.example");

    @Test
    void aWellKeptDomainIsFine() {
        var report = new DomainDoctor(dns).examine(IDENTITY);

        assertThat(report.findings())
                .extracting(Finding::name)
                .containsExactly(
                        "SPF",
                        "DKIM",
                        "DMARC",
                        "MX of the bounce domain",
                        "MX of the sender's domain",
                        "PTR of the relay");
        assertThat(report.findings()).allSatisfy(finding -> {
            assertThat(finding.state()).isEqualTo(State.OK);
            assertThat(finding.fix()).isEmpty();
        });
        assertThat(report.isBroken()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=spf1 ip4:192.0.2.0/28 ~all            | OK",
                "v=spf1 ip4:192.0.2.10 -all              | OK",
                "v=spf1 ip4:192.0.2.11 -all              | WARNING",
                "v=spf1 a:mail.acme.example -all         | OK",
                "v=spf1 include:elsewhere.example ~all   | WARNING",
                "v=spf1 ip4:192.0.2.0/28                 | WARNING",
                "v=spf1 ip4:192.0.2.0/28 +all            | BROKEN",
                "v=spf1 ip4:192.0.2.0/28 all             | BROKEN",
                "v=spf1 a:b a:c a:d a:e a:f a:g a:h a:i a:j a:k a:l ~all | BROKEN",
                "no such thing                           | BROKEN",
            })
    void spfNamesTheRelayAndNotEverybody(String record, State state) {
        dns.without("TXT", "bounces.acme.example").with("TXT", "bounces.acme.example", record);

        assertThat(finding("SPF", IDENTITY).state()).isEqualTo(state);
    }

    @Test
    void twoSpfRecordsAreNone() {
        dns.with("TXT", "bounces.acme.example", "v=spf1 -all");

        assertThat(finding("SPF", IDENTITY).found()).contains("2 SPF records");
    }

    @Test
    void theCommonRelaysAreKnownByName() {
        var identity = new MailIdentity("acme.example", null, List.of("smtp.sendgrid.net"), null, null, null);
        assertThat(finding("SPF", identity).fix())
                .isEqualTo("Add a TXT record at acme.example: v=spf1 include:sendgrid.net ~all");

        dns.with("TXT", "acme.example", "v=spf1 include:sendgrid.net ~all");
        assertThat(finding("SPF", identity).state()).isEqualTo(State.OK);
    }

    @Test
    void theKeyInTheRecordIsOurs() {
        assertThat(dkim("v=DKIM1; p=" + key(2048)).found()).contains("is not the one we sign with");
        assertThat(dkim("v=DKIM1; p=").found()).contains("withdrawn");
        assertThat(dkim("v=DKIM1; k=rsa; p=" + KEY.substring(0, 100) + " " + KEY.substring(100))
                        .state())
                .isEqualTo(State.OK);
        dns.without("TXT", "s1._domainkey.acme.example");
        assertThat(finding("DKIM", IDENTITY).fix()).endsWith("v=DKIM1; k=rsa; p=" + KEY);
    }

    @Test
    void aShortKeyIsWarnedOf() {
        var identity = new MailIdentity("acme.example", null, List.of(), null, "s1", null);
        dns.without("TXT", "s1._domainkey.acme.example").with("TXT", "s1._domainkey.acme.example", "p=" + key(1024));

        assertThat(finding("DKIM", identity).state()).isEqualTo(State.WARNING);
    }

    @Test
    void withoutASelectorNobodyKnows() {
        assertThat(finding("DKIM", new MailIdentity("acme.example", null, List.of(), null, null, null))
                        .state())
                .isEqualTo(State.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=DMARC1; p=reject               | acme.example        | acme.example    | OK",
                "v=DMARC1; p=reject               | bounces.acme.example| acme.example    | OK",
                "v=DMARC1; p=reject               | relay.example       | acme.example    | OK",
                "v=DMARC1; p=reject               | relay.example       | relay.example   | BROKEN",
                "v=DMARC1; p=reject               | acme.example        | relay.example   | WARNING",
                "v=DMARC1; p=reject; adkim=s      | relay.example       | m.acme.example  | BROKEN",
                "v=DMARC1; p=reject; aspf=s       | bounces.acme.example| relay.example   | BROKEN",
                "v=DMARC1; rua=mailto:a@b.example | acme.example        | acme.example    | BROKEN",
                "something else                   | acme.example        | acme.example    | BROKEN",
            })
    void dmarcCountsWhatBelongsTogether(String record, String envelope, String signs, State state) {
        dns.without("TXT", "_dmarc.acme.example").with("TXT", "_dmarc.acme.example", record);

        var identity = new MailIdentity("acme.example", envelope, List.of(), signs, "s1", null);

        assertThat(finding("DMARC", identity).state()).isEqualTo(state);
    }

    @Test
    void aDomainBelowAnotherHasItsDmarc() {
        assertThat(finding("DMARC", new MailIdentity("news.acme.example", null, List.of(), null, "s1", null))
                        .state())
                .isEqualTo(State.OK);
    }

    @ParameterizedTest
    @CsvSource({
        "mail.example.co.uk, example.co.uk",
        "a.mail.example.co.uk, example.co.uk",
        "Mail.Example.CO.UK, example.co.uk",
        "example.co.uk, example.co.uk",
        "co.uk, co.uk",
        "www.city.kawasaki.jp, city.kawasaki.jp",
        "a.b.kawasaki.jp, a.b.kawasaki.jp",
        "mail.example.com.br, example.com.br",
        "mail.example.de, example.de",
        "somebody.github.io, somebody.github.io",
        "news.acme.example, acme.example",
        "acme.example, acme.example",
        "mail.corp.internal, corp.internal",
        "localhost, localhost",
    })
    void whatSomebodyRegisteredIsKnownByItsEnding(String domain, String organisation) {
        assertThat(Domains.organisation(domain)).isEqualTo(organisation);
    }

    @ParameterizedTest
    @CsvSource({
        "mail.example.co.uk, example.co.uk, false, true",
        "mail.example.co.uk, news.example.co.uk, false, true",
        "mail.example.co.uk, mail.other.co.uk, false, false",
        "example.co.uk, co.uk, false, false",
        "one.github.io, other.github.io, false, false",
        "mail.example.co.uk, example.co.uk, true, false",
        "example.co.uk, EXAMPLE.co.uk, true, true",
    })
    void whatBelongsTogetherIsAligned(String one, String other, boolean strictly, boolean aligned) {
        assertThat(Domains.aligned(one, other, strictly)).isEqualTo(aligned);
        assertThat(Domains.aligned(other, one, strictly)).isEqualTo(aligned);
    }

    @Test
    void allRelaysAreLookedAt() {
        var identity = new MailIdentity(
                "acme.example",
                "bounces.acme.example",
                List.of("mail.acme.example", "smtp.sendgrid.net", "spare.acme.example"),
                null,
                "s1",
                KEY);
        dns.with("A", "smtp.sendgrid.net", "198.51.100.1").with("A", "spare.acme.example", "198.51.100.2");

        assertThat(finding("SPF", identity).fix())
                .contains("does not name the relay smtp.sendgrid.net and the relay spare.acme.example")
                .contains("add include:sendgrid.net a:spare.acme.example,");
        assertThat(finding("PTR of the relay", identity).found()).startsWith("198.51.100.1, 198.51.100.2 has no name");
        dns.without("TXT", "bounces.acme.example");
        assertThat(finding("SPF", identity).fix())
                .endsWith("v=spf1 a:mail.acme.example include:sendgrid.net a:spare.acme.example ~all");
        dns.without("A", "spare.acme.example");
        assertThat(finding("PTR of the relay", identity).state()).isEqualTo(State.BROKEN);
    }

    @Test
    void whatComesBackNeedsSomewhereToGo() {
        dns.without("MX", "bounces.acme.example").with("MX", "bounces.acme.example", "");

        assertThat(finding("MX of the bounce domain", IDENTITY).state()).isEqualTo(State.BROKEN);
    }

    @Test
    void aRelayNeedsANameThatLeadsBackToIt() {
        dns.without("PTR", "192.0.2.10").with("PTR", "192.0.2.10", "somewhere.example");

        assertThat(finding("PTR of the relay", IDENTITY).found()).startsWith("192.0.2.10 has no name");
    }

    @Test
    void whereNobodyAnswersNothingIsBroken() {
        var report = new DomainDoctor(new FakeDns().away()).examine(IDENTITY);

        assertThat(report.state()).isEqualTo(State.UNKNOWN);
        assertThat(report.findings())
                .allSatisfy(finding -> assertThat(finding.fix()).isNotEmpty());
    }

    private Finding dkim(String record) {
        dns.without("TXT", "s1._domainkey.acme.example").with("TXT", "s1._domainkey.acme.example", record);
        return finding("DKIM", IDENTITY);
    }

    private Finding finding(String name, MailIdentity identity) {
        return new DomainDoctor(dns)
                .examine(identity).findings().stream()
                        .filter(finding -> finding.name().equals(name))
                        .findFirst()
                        .orElseThrow();
    }

    private static String key(int bits) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return Base64.getEncoder()
                    .encodeToString(generator.generateKeyPair().getPublic().getEncoded());
        } catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException(ex);
        }
    }
}
