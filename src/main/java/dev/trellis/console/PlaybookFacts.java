package dev.trellis.console;

import dev.trellis.api.ContactView;
import dev.trellis.contact.Activities;
import dev.trellis.contact.Activity;
import dev.trellis.contact.ContactId;
import dev.trellis.handoff.Handoff;
import dev.trellis.handoff.Teams;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a playbook can say about the contact whom it is read for. */
@Component
class PlaybookFacts {

    private static final int RECENT = 50;

    private final Activities activities;
    private final Teams teams;
    private final Show show = new Show();

    PlaybookFacts(Activities activities, Teams teams) {
        this.activities = activities;
        this.teams = teams;
    }

    /**
     * The facts by their names; blank where they are not known.
     *
     * @param handoff the one in which it is read; null for none
     */
    Map<String, String> of(ContactView contact, @Nullable Handoff handoff) {
        var owner = handoff == null ? contact.owner() : handoff.owner();
        var facts = new HashMap<String, String>();
        facts.put("name", contact.title());
        facts.put("firstName", orBlank(contact.firstName()));
        facts.put("lastName", orBlank(contact.lastName()));
        facts.put("company", orBlank(contact.company()));
        facts.put("jobTitle", orBlank(contact.jobTitle()));
        facts.put("country", orBlank(contact.country()));
        facts.put("phone", orBlank(contact.phone()));
        facts.put("source", orBlank(contact.source()));
        facts.put("fit", contact.fit());
        facts.put("temperature", contact.temperature());
        facts.put("points", show.points(Math.rint(contact.score())));
        facts.put("why", handoff == null ? "" : handoff.why());
        facts.put("owner", owner == null ? "" : teams.memberNames().getOrDefault(owner, owner));
        facts.put(
                "lastActivity",
                activities.timeline(new ContactId(contact.id()), null, RECENT).items().stream()
                        .filter(Activity::isHuman)
                        .findFirst()
                        .map(activity -> show.words(activity.type()))
                        .orElse(""));
        return facts;
    }

    private static String orBlank(@Nullable String text) {
        return text == null ? "" : text;
    }
}
