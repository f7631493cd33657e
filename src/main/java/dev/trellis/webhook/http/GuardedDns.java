package dev.trellis.webhook.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves names to addresses that may be called. The client connects to what comes from here and asks nobody again, so
 * a name cannot be answered otherwise between the check and the connection.
 */
final class GuardedDns implements DnsResolver {

    private final DnsResolver names;
    private final boolean allowPrivate;

    GuardedDns(DnsResolver names, boolean allowPrivate) {
        this.names = names;
        this.allowPrivate = allowPrivate;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        var addresses = names.resolve(host);
        if (addresses == null || addresses.length == 0) {
            throw new UnknownHostException(host);
        }
        if (!allowPrivate) {
            // One inner address among public ones is a trap, or a mistake that would be hard to find.
            for (var address : addresses) {
                if (!PublicAddresses.contain(address)) {
                    throw new RefusedAddressException(host, address.getHostAddress());
                }
            }
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
