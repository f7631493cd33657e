package dev.trellis.email.doctor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/** IPv4 and IPv6 addresses and networks, as text. */
final class Addresses {

    private static final String LITERAL = "\\d+(\\.\\d+){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*";

    private Addresses() {}

    /** Whether a network, as SPF writes it, holds the address. */
    static boolean contains(String network, String address) {
        int slash = network.indexOf('/');
        var net = bytes(slash < 0 ? network : network.substring(0, slash));
        var ip = bytes(address);
        if (net.isEmpty() || ip.isEmpty() || net.get().length != ip.get().length) {
            return false;
        }
        var prefix = slash < 0 ? "" : network.substring(slash + 1);
        int bits = prefix.matches("\\d{1,3}") ? Integer.parseInt(prefix) : ip.get().length * 8;
        for (int bit = 0; bit < Math.min(bits, ip.get().length * 8); bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((net.get()[bit / 8] & mask) != (ip.get()[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** The name under which an address's own name is found; empty where it is no address. */
    static Optional<String> reversed(String address) {
        return bytes(address).map(bytes -> {
            var name = new StringBuilder();
            for (int i = bytes.length - 1; i >= 0; i--) {
                int value = bytes[i] & 0xFF;
                name.append(
                        bytes.length == 4 ? value + "." : String.format(Locale.ROOT, "%x.%x.", value & 15, value >> 4));
            }
            return name + (bytes.length == 4 ? "in-addr.arpa" : "ip6.arpa");
        });
    }

    /** Only what is an address already is turned into one: nothing is looked up. */
    private static Optional<byte[]> bytes(String text) {
        if (!text.matches(LITERAL)) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException ex) {
            return Optional.empty();
        }
    }
}
