package dev.trellis.handoff;

import dev.trellis.contact.Activities;
import dev.trellis.contact.Activity;
import dev.trellis.contact.ActivityTypes;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.NewActivity;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Lane;
import dev.trellis.platform.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Puts calls on contacts' timelines, whoever made them and wherever they were logged. */
@Service
public class CallLog {

    private static final int LONGEST_NOTE = 2_000;

    private final Activities activities;

    CallLog(Activities activities) {
        this.activities = activities;
    }

    /**
     * Somebody called the contact.
     *
     * @param note what was said; null or blank for nothing to note
     * @param by who called
     * @param about what else there is to say, such as the deal that it was about
     */
    public void record(
            ContactId contact, CallOutcome outcome, @Nullable String note, String by, Map<String, Object> about) {
        var properties = new LinkedHashMap<String, Object>();
        properties.put(Activity.OUTCOME, outcome.label());
        properties.put("by", by);
        properties.putAll(about);
        var said = note == null ? "" : Text.storable(note.strip());
        if (said.length() > LONGEST_NOTE) {
            throw new InvalidValueException("note", "must have at most " + LONGEST_NOTE + " characters");
        }
        if (!said.isEmpty()) {
            properties.put("note", said);
        }
        activities.record(
                List.of(new NewActivity(contact, ActivityTypes.CALL_LOGGED, null, null, properties)), Lane.LIVE);
    }
}
