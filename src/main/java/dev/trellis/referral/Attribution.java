package dev.trellis.referral;

import java.util.Locale;

/** What came of saying that a contact came through a referral code. */
public enum Attribution {
    ATTRIBUTED,
    /** It was attributed to the same code before. */
    REPEATED,
    UNKNOWN_CODE,
    /** The code is the contact's own, under this or another spelling of its address or phone number. */
    SELF,
    /** It came through somebody else's code before; the first one counts. */
    REFERRED_BEFORE,
    /** It recommended us itself to whom it says it heard from. */
    CIRCULAR,
    /** It had bought before. */
    CUSTOMER_BEFORE,
    /** It has been known for longer than a referral may take. */
    KNOWN_BEFORE;

    public boolean isSuccess() {
        return this == ATTRIBUTED || this == REPEATED;
    }

    /** The word that the API uses. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
