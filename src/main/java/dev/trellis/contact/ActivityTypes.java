package dev.trellis.contact;

import java.util.Set;

/** The activity types every installation knows. Any other kebab-case name is a type of the user's own. */
public final class ActivityTypes {

    public static final String EMAIL_OPENED = "email-opened";
    public static final String LINK_CLICKED = "link-clicked";
    public static final String REPLIED = "replied";
    public static final String PREFERENCES_CHOSEN = "preferences-chosen";
    public static final String UNSUBSCRIBED = "unsubscribed";
    public static final String COMPLAINED = "complained";
    public static final String EMAIL_BOUNCED = "email-bounced";
    public static final String AUTO_REPLIED = "auto-replied";

    /** Somebody called the contact; whether it was reached says the property {@link Activity#OUTCOME}. */
    public static final String CALL_LOGGED = "call-logged";

    /** The service desk has a complaint of the contact, until {@link #COMPLAINT_CLOSED}. */
    public static final String COMPLAINT_OPENED = "complaint-opened";

    public static final String COMPLAINT_CLOSED = "complaint-closed";

    public static final Set<String> KNOWN = Set.of(
            "page-viewed",
            "price-viewed",
            "content-downloaded",
            "form-submitted",
            "contact-requested",
            "demo-requested",
            "trial-started",
            "webinar-registered",
            "webinar-attended",
            "event-attended",
            "meeting-booked",
            CALL_LOGGED,
            "quote-viewed",
            EMAIL_OPENED,
            LINK_CLICKED,
            REPLIED,
            PREFERENCES_CHOSEN,
            UNSUBSCRIBED,
            COMPLAINED,
            EMAIL_BOUNCED,
            AUTO_REPLIED,
            COMPLAINT_OPENED,
            COMPLAINT_CLOSED,
            "purchased",
            "product-used");

    private ActivityTypes() {}
}
