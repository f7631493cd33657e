package dev.trellis.deal;

import java.util.UUID;

/** The deal has no quote with this id. */
public class QuoteNotFoundException extends RuntimeException {

    QuoteNotFoundException(UUID deal, UUID id) {
        super("Deal " + deal + " has no quote with id " + id);
    }
}
