package dev.trellis.webhook.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells addresses of the open internet from those of somebody's inner network, after the registries of special-purpose
 * addresses that IANA keeps (RFC 6890).
 */
final class PublicAddresses {

    private static final List<Network> INNER = Stream.of(
                    "0.0.0.0/8", // this network
                    "10.0.0.0/8", // private
                    "100.64.0.0/10", // carrier-grade NAT
                    "127.0.0.0/8", // loopback
                    "169.254.0.0/16", // link-local, where clouds keep their secrets
                    "172.16.0.0/12", // private
                    "192.0.0.0/24", // protocol assignments
                    "192.0.2.0/24", // documentation
                    "192.88.99.0/24", // 6to4 relays
                    "192.168.0.0/16", // private
                    "198.18.0.0/15", // benchmarks
                    "198.51.100.0/24", // documentation
                    "203.0.113.0/24", // documentation
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4", // reserved, and broadcast
                    "2001::/23", // protocol assignments, Teredo among them
                    "2001:db8::/32", // documentation
                    "2002::/16", // 6to4, which carries an IPv4 address
                    "3fff::/20") // documentation
            .map(Network::of)
            .toList();

    /** Everything else of IPv6 is loopback, mapped or translated IPv4, link-local, private, multicast or not in use. */
    private static final Network GLOBAL_UNICAST = Network.of("2000::/3");

    private PublicAddresses() {}

    static boolean contain(InetAddress address) {
        if (address.getAddress().length == 16 && !GLOBAL_UNICAST.contains(address)) {
            return false;
        }
        return INNER.stream().noneMatch(network -> network.contains(address));
    }

    private record Network(InetAddress prefix, int bits) {

        static Network of(String text) {
            int slash = text.indexOf('/');
            try {
                return new Network(
                        InetAddress.getByName(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
            } catch (UnknownHostException ex) {
                throw new IllegalArgumentException(text + " is no network", ex);
            }
        }

        boolean contains(InetAddress address) {
            var these = prefix.getAddress();
            var those = address.getAddress();
            if (these.length != those.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % 8;
                if ((these[bit / 8] & mask) != (those[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
