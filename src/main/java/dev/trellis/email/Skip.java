package dev.trellis.email;

import java.util.Locale;

/** Why a contact of a segment is not sent a mailing. */
public enum Skip {
    /** The address may not be written to: it bounced, complained, unsubscribed, was erased or we said so. */
    SUPPRESSED("may not be written to"),
    NEVER_AGREED("never agreed to the topic"),
    WITHDREW("withdrew their agreement"),
    NOT_CONFIRMED("have not confirmed by email yet"),
    HAD_IT("had this email within 12 months"),
    CAPPED("have enough mail on that day or week"),
    TOO_LATE("could get it only after it is of use");

    private final String words;

    Skip(String words) {
        this.words = words;
    }

    /** The word that the database and the API use. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What these contacts have in common, for people. */
    public String words() {
        return words;
    }

    public static Skip of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
