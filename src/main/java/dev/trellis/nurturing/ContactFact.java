package dev.trellis.nurturing;

import java.util.Arrays;
import java.util.Optional;

/** What a diagram can ask about a contact; each becomes a process variable of that name. */
public enum ContactFact {
    STAGE("stage"),
    TEMPERATURE("temperature"),
    FIT("fit"),
    SCORE("score"),
    COUNTRY("country"),
    LANGUAGE("language"),
    /** Days since the contact last did something itself; 9999 if it never did. */
    ENGAGED_DAYS("engagedDays"),
    /** Days since the contact last did something itself or, if that is longer ago, entered the stage. */
    QUIET_DAYS("quietDays"),
    /** Whether sales has reached the contact by phone, or a meeting was booked, since it entered the stage. */
    CONTACTED("contacted"),
    /** Whether the contact asked to be contacted, at most a week before it entered the stage or since. */
    HAND_RAISED("handRaised"),
    /** Whether the contact clicked or did more since it entered the stage. */
    CLICKED("clicked"),
    /** Whether the contact was in this stage before. */
    RETURNING("returning"),
    HAS_OPEN_DEAL("hasOpenDeal"),
    DEAL_ID("dealId"),
    /** Whether a closed lost contact comes back to nurture by itself. */
    RECYCLES("recycles"),
    /** When it does, as a date and time; null where it does not. */
    RECYCLE_ON("recycleOn"),
    /** What the contact is by its last answer: promoter, passive, detractor or none. */
    NPS_CATEGORY("npsCategory"),
    /** How many people who came through the contact became customers. */
    REFERRALS("referrals"),
    /** When the contact's contract renews, as a date and time; null where none does. */
    RENEWS_ON("renewsOn"),
    OWNER("owner"),
    /** The topics the contact chose on its preference page, by commas; empty where it did not say. */
    PREFERENCE("preference");

    private final String variable;

    ContactFact(String variable) {
        this.variable = variable;
    }

    /** The fact's name in headers and as a process variable. */
    public String variable() {
        return variable;
    }

    /** The fact of this name, if there is one. */
    public static Optional<ContactFact> of(String variable) {
        return Arrays.stream(values())
                .filter(fact -> fact.variable.equals(variable))
                .findFirst();
    }
}
