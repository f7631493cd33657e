package dev.trellis.backtest;

import dev.trellis.contact.Activity;
import dev.trellis.contact.ContactId;
import dev.trellis.lifecycle.Stage;
import dev.trellis.scoring.Profile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A contact with what it had done before anybody could know its outcome.
 *
 * @param stage where it began
 * @param profile as it is today; nobody keeps what it was
 * @param activities oldest first
 */
record PastLead(
        ContactId contact,
        Past past,
        Stage stage,
        Profile profile,
        String emailDomain,
        @Nullable String timeZone,
        List<Activity> activities)
        implements Lead {

    @Override
    public String id() {
        return contact.toString();
    }
}
