package dev.trellis.tracking;

import dev.trellis.platform.StartRefusedException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The networks from which only machines follow links: those of mail scanners and data centres, as they are set. */
@Component
class MachineNetworks {

    private static final String SETTING = "trellis.tracking.machine-networks";

    private final List<Network> networks;

    MachineNetworks(TrackingProperties properties) {
        this.networks = properties.machineNetworks().stream()
                .map(MachineNetworks::parse)
                .toList();
    }

    boolean contain(String address) {
        if (networks.isEmpty() || !isNumeric(address)) {
            return false;
        }
        try {
            var bytes = InetAddress.getByName(address).getAddress();
            return networks.stream().anyMatch(network -> network.contains(bytes));
        } catch (UnknownHostException ex) {
            return false;
        }
    }

    private static Network parse(String text) {
        int slash = text.indexOf('/');
        var address = slash < 0 ? text.strip() : text.substring(0, slash).strip();
        try {
            if (isNumeric(address)) {
                var bytes = InetAddress.getByName(address).getAddress();
                int bits = slash < 0
                        ? bytes.length * 8
                        : Integer.parseInt(text.substring(slash + 1).strip());
                if (bits >= 0 && bits <= bytes.length * 8) {
                    return new Network(bytes, bits);
                }
            }
        } catch (UnknownHostException | NumberFormatException ex) {
            throw refused(text, ex);
        }
        throw refused(text, null);
    }

    private static StartRefusedException refused(String text, @Nullable Exception cause) {
        return new StartRefusedException(
                SETTING + " has '" + text + "' but must have networks such as 192.0.2.0/24 or 2001:db8::/32.", cause);
    }

    /** Whether it needs no name server. */
    private static boolean isNumeric(String address) {
        return address.matches("[0-9.]{7,15}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    }

    private static final class Network {

        private final byte[] address;
        private final int bits;

        Network(byte[] address, int bits) {
            this.address = address;
            this.bits = bits;
        }

        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % 8;
                if ((address[bit / 8] & mask) != (other[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
