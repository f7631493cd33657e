package dev.trellis.console;

import dev.trellis.contact.Activities;
import dev.trellis.contact.ActivityTypes;
import dev.trellis.contact.NewActivity;
import dev.trellis.deal.Deal;
import dev.trellis.deal.DealChange;
import dev.trellis.deal.Deals;
import dev.trellis.deal.Passage;
import dev.trellis.deal.Pipeline;
import dev.trellis.handoff.CallLog;
import dev.trellis.handoff.CallOutcome;
import dev.trellis.handoff.NewTask;
import dev.trellis.handoff.TaskKind;
import dev.trellis.handoff.Tasks;
import dev.trellis.handoff.Teams;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.lifecycle.Qualification;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Lane;
import dev.trellis.platform.Text;
import dev.trellis.platform.WorkingTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Puts what somebody says about a deal where each fact belongs: on the deal, its contact, the timeline, a task. */
@Service
class DealDesk {

    private static final Set<String> TALKS = Set.of(ActivityTypes.CALL_LOGGED, "meeting-held", "demo-held");
    private static final int LONGEST_NOTE = 2000;
    private static final int MOST_DAYS = 250;

    private final Deals deals;
    private final Pipeline pipeline;
    private final Lifecycle lifecycle;
    private final Activities activities;
    private final CallLog calls;
    private final Tasks tasks;

    DealDesk(Deals deals, Pipeline pipeline, Lifecycle lifecycle, Activities activities, CallLog calls, Tasks tasks) {
        this.deals = deals;
        this.pipeline = pipeline;
        this.lifecycle = lifecycle;
        this.activities = activities;
        this.calls = calls;
        this.tasks = tasks;
    }

    /** All of it, or nothing where some of it cannot be. */
    @Transactional
    void give(UUID id, GivenFacts given, @Nullable String team, String actor) {
        var deal = deals.require(id);
        var owner = given.text(given.owner());
        if (!owner.isEmpty() || given.expectedCloseOn() != null) {
            var change = new DealChange(
                    null, null, null, given.expectedCloseOn(), owner.isEmpty() ? null : owner, null, null, null);
            deals.change(id, change, Passage.PLAIN, actor);
        }
        qualify(deal, given, actor);
        if (given.confirmed() != null) {
            given.confirmed().forEach(confirmation -> pipeline.confirm(id, confirmation, true, actor));
        }
        talk(deal, given, actor);
        plan(deal, given, team);
    }

    private void qualify(Deal deal, GivenFacts given, String actor) {
        var said = Stream.of(given.budget(), given.authority(), given.need(), given.timeline())
                .map(given::text)
                .toList();
        if (said.stream().allMatch(String::isEmpty)) {
            return;
        }
        if (said.stream().anyMatch(String::isEmpty)) {
            throw new InvalidValueException(
                    "qualification", "A qualification needs all four: budget, authority, need and timeline");
        }
        var qualification = new Qualification(said.get(0), said.get(1), said.get(2), said.get(3));
        lifecycle.qualify(deal.contactId(), qualification, actor);
    }

    private void talk(Deal deal, GivenFacts given, String actor) {
        var talk = given.text(given.talk());
        if (talk.isEmpty()) {
            return;
        }
        if (!TALKS.contains(talk)) {
            throw new InvalidValueException(
                    "talk", "must be one of " + TALKS.stream().sorted().toList());
        }
        if (talk.equals(ActivityTypes.CALL_LOGGED)) {
            calls.record(deal.contactId(), CallOutcome.REACHED, given.talkNote(), actor, Map.of("deal", deal.name()));
            return;
        }
        var properties = new LinkedHashMap<String, Object>();
        properties.put("by", actor);
        properties.put("deal", deal.name());
        var note = given.text(given.talkNote());
        if (note.length() > LONGEST_NOTE) {
            throw new InvalidValueException("talkNote", "must have at most " + LONGEST_NOTE + " characters");
        }
        if (!note.isEmpty()) {
            properties.put("note", Text.storable(note));
        }
        activities.record(List.of(new NewActivity(deal.contactId(), talk, null, null, properties)), Lane.LIVE);
    }

    private void plan(Deal deal, GivenFacts given, @Nullable String team) {
        var title = given.text(given.task());
        if (title.isEmpty()) {
            return;
        }
        var days = given.taskDays() == null ? 1 : given.taskDays();
        if (days < 0 || days > MOST_DAYS) {
            throw new InvalidValueException("taskDays", "must be from 0 to " + MOST_DAYS + " working days");
        }
        var unused = tasks.open(new NewTask(
                        deal.contactId(),
                        TaskKind.FOLLOW_UP,
                        Text.storable(title),
                        "For the deal " + deal.name(),
                        team == null ? Teams.SALES : team,
                        new WorkingTime(days, Duration.ZERO),
                        null,
                        null)
                .ofDeal(deal.id()));
    }
}
