package dev.trellis.email.inbound;

import dev.trellis.email.SendView;

/**
 * The mail that something is about.
 *
 * @param proven whether a sign says so that nobody but the mail's own readers can have; anybody can know an address
 */
record Match(SendView send, boolean proven) {

    static Match proven(SendView send) {
        return new Match(send, true);
    }

    static Match supposed(SendView send) {
        return new Match(send, false);
    }
}
