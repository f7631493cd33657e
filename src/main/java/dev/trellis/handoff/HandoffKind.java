package dev.trellis.handoff;

import java.util.Locale;

/** What is handed off: a lead to qualify, a qualified one to close, or a customer to look after. */
public enum HandoffKind {
    MQL,
    SQL,
    CUSTOMER;

    /** Whether it is about selling; looking after a customer is not. */
    public boolean isSale() {
        return this != CUSTOMER;
    }

    /** The word that diagrams and the API use. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The kind that diagrams and the API call so.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static HandoffKind of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
