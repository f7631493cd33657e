package dev.trellis.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTests {

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, false",
        "0.1.2.3, false",
        "1.1.1.1, true",
        "9.255.255.255, true",
        "10.0.0.0, false",
        "10.255.255.255, false",
        "11.0.0.0, true",
        "100.63.255.255, true",
        "100.64.0.0, false",
        "100.127.255.255, false",
        "100.128.0.0, true",
        "126.255.255.255, true",
        "127.0.0.1, false",
        "127.255.255.254, false",
        "128.0.0.1, true",
        "169.253.255.255, true",
        "169.254.169.254, false",
        "169.255.0.0, true",
        "172.15.255.255, true",
        "172.16.0.1, false",
        "172.31.255.255, false",
        "172.32.0.0, true",
        "192.0.0.1, false",
        "192.0.1.1, true",
        "192.0.2.1, false",
        "192.88.99.1, false",
        "192.167.255.255, true",
        "192.168.0.1, false",
        "192.169.0.0, true",
        "198.17.255.255, true",
        "198.18.0.1, false",
        "198.19.255.255, false",
        "198.20.0.0, true",
        "198.51.100.7, false",
        "203.0.113.7, false",
        "223.255.255.255, true",
        "224.0.0.1, false",
        "239.255.255.255, false",
        "240.0.0.1, false",
        "255.255.255.255, false",
        "::, false",
        "::1, false",
        "::127.0.0.1, false",
        "64:ff9b::a00:1, false",
        "64:ff9b:1::1, false",
        "100::1, false",
        "2000::1, true",
        "2001::1, false",
        "2001:1ff:ffff::1, false",
        "2001:200::1, true",
        "2001:db8::1, false",
        "2001:4860:4860::8888, true",
        "2002:7f00:1::1, false",
        "2003::1, true",
        "2606:4700:4700::1111, true",
        "3fff::1, false",
        "3fff:1000::1, true",
        "4000::1, false",
        "5f00::1, false",
        "fc00::1, false",
        "fd12:3456::1, false",
        "fe80::1, false",
        "fec0::1, false",
        "ff02::1, false"
    })
    void onlyTheOpenInternetIsPublic(String address, boolean isPublic) throws UnknownHostException {
        assertThat(PublicAddresses.contain(InetAddress.getByName(address))).isEqualTo(isPublic);
    }

    /** Java makes IPv4 of the mapped form itself; what it makes is judged. */
    @ParameterizedTest
    @CsvSource({
        "00000000000000000000ffff7f000001, false",
        "00000000000000000000ffff0a000001, false",
        "00000000000000000000ffffa9fea9fe, false",
        "00000000000000000000ffff01010101, true"
    })
    void mappedAddressesAreJudgedByWhatTheyCarry(String bytes, boolean isPublic) throws UnknownHostException {
        var address = InetAddress.getByAddress(HexFormat.of().parseHex(bytes));

        assertThat(PublicAddresses.contain(address)).isEqualTo(isPublic);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "2130706433", "0x7f.1", "::1", "::ffff:10.0.0.1"})
    void innerAddressesAreRefusedHoweverTheyAreWritten(String host) {
        var dns = new GuardedDns(system(), false);

        assertThatExceptionOfType(UnknownHostException.class).isThrownBy(() -> dns.resolve(host));
    }

    @Test
    void aNameWithOneInnerAddressAmongPublicOnesIsRefused() throws UnknownHostException {
        var both = new InetAddress[] {InetAddress.getByName("1.1.1.1"), InetAddress.getByName("10.0.0.1")};

        assertThatExceptionOfType(RefusedAddressException.class)
                .isThrownBy(() -> new GuardedDns(fixed(both), false).resolve("two.example.com"))
                .withMessage("two.example.com is in an inner network (10.0.0.1), where webhooks may not go. If it is "
                        + "yours, set trellis.webhooks.allow-private-networks=true "
                        + "(TRELLIS_WEBHOOKS_ALLOW_PRIVATE_NETWORKS)");
        assertThatNoException().isThrownBy(() -> new GuardedDns(fixed(both), true).resolve("two.example.com"));
    }

    private static DnsResolver system() {
        return fixed(InetAddress::getAllByName);
    }

    private static DnsResolver fixed(InetAddress[] addresses) {
        return fixed(host -> addresses);
    }

    private static DnsResolver fixed(Names names) {
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                return names.of(host);
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
    }

    private interface Names {
        InetAddress[] of(String host) throws UnknownHostException;
    }
}
