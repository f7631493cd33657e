package dev.trellis.email.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.email.doctor.Dns.DnsAwayException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class JndiDnsTests {

    @Test
    void textsInPiecesAreOne() {
        assertThat(JndiDns.joined("\"v=DKIM1; k=rsa; \" \"p=AB\" CD")).isEqualTo("v=DKIM1; k=rsa; p=ABCD");
        assertThat(JndiDns.joined("\"he said \\\"no\\\"\"")).isEqualTo("he said \"no\"");
        assertThat(JndiDns.joined("bare")).isEqualTo("bare");
    }

    @Test
    void addressesHaveNames() {
        assertThat(Addresses.reversed("192.0.2.10")).contains("10.2.0.192.in-addr.arpa");
        assertThat(Addresses.reversed("2001:db8::1"))
                .contains("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
        assertThat(Addresses.reversed("acme.example")).isEmpty();
    }

    @Test
    void theRealOneAnswersAsTheFakeDoes() throws DnsAwayException {
        assumeThatSomebodyAnswers();
        var dns = new JndiDns();

        assertThat(dns.texts("gmail.com")).anyMatch(text -> text.startsWith("v=spf1"));
        assertThat(dns.mailHosts("gmail.com")).isNotEmpty().noneMatch(host -> host.endsWith("."));
        assertThat(dns.addresses("gmail.com")).isNotEmpty();
        assertThat(dns.texts("there-is-no-such-name.invalid")).isEmpty();
    }

    private static void assumeThatSomebodyAnswers() {
        try {
            InetAddress.getAllByName("gmail.com");
        } catch (UnknownHostException ex) {
            System.out.println("Skipped: no name server answers here, so the real DNS cannot be tried.");
            Assumptions.abort("no name server answers here");
        }
    }
}
