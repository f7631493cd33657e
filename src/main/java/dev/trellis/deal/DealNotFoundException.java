package dev.trellis.deal;

import java.util.UUID;

/** There is no deal with this id. */
public class DealNotFoundException extends RuntimeException {

    DealNotFoundException(UUID id) {
        super("No deal with id " + id);
    }
}
