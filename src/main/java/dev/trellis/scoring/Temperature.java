package dev.trellis.scoring;

import java.util.Locale;

/** How recently and strongly a contact has shown interest. */
public enum Temperature {
    HOT,
    WARM,
    COLD;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
