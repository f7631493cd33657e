package dev.trellis.handoff;

import java.util.Locale;

/**
 * The salesperson who looks after a contact.
 *
 * @param email the address, which also names the person everywhere
 */
public record Owner(String email, String name) {

    /** The one spelling of an address that names a person. */
    static String spelling(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }
}
