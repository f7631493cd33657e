package dev.trellis.email.inbound;

import java.io.IOException;
import java.net.URI;
import java.security.PublicKey;

/** The keys that Amazon SNS signs with. */
interface SnsKeys {

    /**
     * The key of the certificate at an address.
     *
     * @throws IOException if it cannot be had now
     */
    PublicKey at(URI address) throws IOException;
}
