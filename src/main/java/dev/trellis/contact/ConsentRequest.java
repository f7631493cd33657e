package dev.trellis.contact;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Text;
import org.jspecify.annotations.Nullable;

/**
 * What somebody with a token says about a contact's consent.
 *
 * @param evidence how the caller knows; required for a grant
 * @param askedByContact whether the contact itself asked for this just now. Only then is a withdrawal lifted, and the
 *     caller's word for it is kept with the evidence.
 */
record ConsentRequest(
        @Nullable String topic,
        @Nullable String state,
        @Nullable String evidence,
        @Nullable Boolean askedByContact) {

    void apply(Consents consents, ContactId contact, String teller) {
        var known = Text.clean(evidence);
        switch (state == null ? "" : state) {
            case "granted" -> grant(consents, contact, known, teller);
            case "withdrawn" -> withdraw(consents, contact, (known == null ? "no reason given" : known) + by(teller));
            default ->
                throw new InvalidValueException(
                        "state",
                        state == null
                                ? "is missing; it must be granted or withdrawn"
                                : "must be granted or withdrawn, not '" + state + "'");
        }
    }

    private void grant(Consents consents, ContactId contact, @Nullable String known, String teller) {
        if (known == null) {
            throw new InvalidValueException(
                    "evidence", "is missing; say how you know that the contact agreed: where, when and to what");
        }
        var name = name();
        if (Boolean.TRUE.equals(askedByContact)) {
            consents.grant(contact, name, known + " (the contact itself asked for it," + by(teller) + ")");
        } else if (!consents.grantOnBehalf(contact, name, known + by(teller))) {
            throw new ContactConflictException("The contact has withdrawn its consent or was asked to confirm it and"
                    + " has not; only the contact itself can grant '" + name
                    + "' now. If it has just asked you for that, say so with \"askedByContact\": true");
        }
    }

    private void withdraw(Consents consents, ContactId contact, String known) {
        if (Consents.EVERYTHING.equals(topic)) {
            consents.withdrawAll(contact, known);
        } else {
            consents.withdraw(contact, name(), known);
        }
    }

    private String name() {
        if (topic == null) {
            throw new InvalidValueException("topic", "is missing");
        }
        return ProfileValues.name("topic", topic);
    }

    private static String by(String teller) {
        return " said by " + teller;
    }
}
