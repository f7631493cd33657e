package dev.trellis.webhook.http;

import java.net.UnknownHostException;

/** An address that users typed in leads into an inner network. The message says how to allow that. */
public class RefusedAddressException extends UnknownHostException {

    private static final long serialVersionUID = 1L;

    RefusedAddressException(String host, String address) {
        super(host + " is in an inner network (" + address + "), where webhooks may not go. If it is yours, "
                + "set trellis.webhooks.allow-private-networks=true (TRELLIS_WEBHOOKS_ALLOW_PRIVATE_NETWORKS)");
    }
}
