package dev.trellis.lifecycle;

import static dev.trellis.platform.UtcTime.midnight;

import dev.trellis.contact.ActivitiesRecorded;
import dev.trellis.contact.Activity;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.contact.ContactsAdded;
import dev.trellis.engine.Decision;
import dev.trellis.engine.Decisions;
import dev.trellis.lifecycle.Lifecycle.Move;
import dev.trellis.lifecycle.StageEntries.Standing;
import dev.trellis.platform.Lane;
import dev.trellis.scoring.ContactScore;
import dev.trellis.scoring.LeadScored;
import dev.trellis.scoring.Scores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Asks the decision {@code lifecycle-stage} when contacts come, earn points, or ask to be contacted. */
@Component
class StageDecisions {

    private static final Duration NEWS = Duration.ofDays(7);

    private final Lifecycle lifecycle;
    private final StageEntries entries;
    private final Contacts contacts;
    private final Decisions decisions;
    private final Scores scores;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final Map<String, Boolean> handRaises = new ConcurrentHashMap<>();

    StageDecisions(
            Lifecycle lifecycle,
            StageEntries entries,
            Contacts contacts,
            Decisions decisions,
            Scores scores,
            ApplicationEventPublisher events,
            Clock clock) {
        this.lifecycle = lifecycle;
        this.entries = entries;
        this.contacts = contacts;
        this.decisions = decisions;
        this.scores = scores;
        this.events = events;
        this.clock = clock;
    }

    @EventListener
    @Order(20)
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(ContactsAdded added) {
        var byDefault = new HashMap<Boolean, Decision>();
        var actor = added.lane() == Lane.BULK ? Lifecycle.IMPORT : "api";
        var moves = new ArrayList<Move>(added.contacts().size());
        for (var contact : added.contacts()) {
            if (contact.stage() != null) {
                moves.add(new Move(contact.id(), new Stage(contact.stage()), "Given with the contact", actor));
            } else {
                var decision = byDefault.computeIfAbsent(
                        contact.topicOnly(),
                        topicOnly ->
                                decisions.decide(StageFile.MOVES, Map.of("trigger", "entry", "topicOnly", topicOnly)));
                var stage = decision.string("moveTo");
                moves.add(new Move(
                        contact.id(),
                        stage == null ? Stage.LEAD : new Stage(stage),
                        reason(decision, "New contact"),
                        actor(decision)));
            }
        }
        if (!moves.isEmpty()) {
            lifecycle.start(moves, added.lane(), added.journey());
        }
    }

    // Before the points are given: who asks to be contacted moves because of that.
    @EventListener
    @Order(10)
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(ActivitiesRecorded recorded) {
        var raised = new LinkedHashMap<ContactId, Activity>();
        for (var activity : recorded.activities()) {
            if (isNews(activity) && isHandRaise(activity.type())) {
                raised.putIfAbsent(activity.contactId(), activity);
            }
        }
        if (raised.isEmpty()) {
            return;
        }
        contacts.lock(new TreeSet<>(raised.keySet()));
        var standings = entries.findAll(raised.keySet());
        var current = scores.of(raised.keySet());
        var moves = new ArrayList<Move>();
        raised.forEach((contact, activity) -> {
            var standing = standings.get(contact);
            var score = current.get(contact);
            if (standing == null || score == null) {
                return;
            }
            var inputs = inputs("hand-raise", standing, score, Map.of(), clock.instant());
            inputs.put("activity", activity.type());
            var decision = decisions.decide(StageFile.MOVES, inputs);
            var stage = decision.string("moveTo");
            if (stage != null) {
                moves.add(new Move(contact, new Stage(stage), reason(decision, activity.type()), actor(decision)));
            } else if (Boolean.TRUE.equals(decision.get("tellOwner"))) {
                events.publishEvent(new HandRaised(contact, standing.state().stage(), activity.type(), activity.at()));
            }
        });
        lifecycle.moveAll(moves, standings, recorded.lane());
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(LeadScored scored) {
        judge(scored.scores(), scored.lane());
    }

    /** Moves those whose points are enough by now. */
    void judge(Collection<ContactScore> found, Lane lane) {
        var byContact = new HashMap<ContactId, ContactScore>();
        found.forEach(score -> byContact.put(score.contactId(), score));
        contacts.lock(new TreeSet<>(byContact.keySet()));
        var standings = entries.findAll(byContact.keySet());
        var earned = earnedSinceRejection(standings);
        var now = clock.instant();
        var moves = new ArrayList<Move>();
        standings.forEach((contact, standing) -> {
            var score = byContact.get(contact);
            if (score == null) {
                return;
            }
            var decision = decisions.decide(StageFile.MOVES, inputs("score", standing, score, earned, now));
            var stage = decision.string("moveTo");
            if (stage != null) {
                moves.add(new Move(contact, new Stage(stage), reason(decision, "Score"), actor(decision)));
            }
        });
        lifecycle.moveAll(moves, standings, lane);
    }

    private static boolean isNews(Activity activity) {
        return activity.at().isAfter(activity.recordedAt().minus(NEWS));
    }

    private boolean isHandRaise(String activityType) {
        return handRaises.computeIfAbsent(
                activityType,
                type -> Boolean.TRUE.equals(
                        decisions.decide("hand-raise", Map.of("activity", type)).get("handRaise")));
    }

    private Map<ContactId, Double> earnedSinceRejection(Map<ContactId, Standing> standings) {
        var since = new HashMap<ContactId, Instant>();
        standings.forEach((contact, standing) -> {
            if (standing.rejectedAt() != null) {
                since.put(contact, standing.rejectedAt());
            }
        });
        return since.isEmpty() ? Map.of() : scores.pointsSince(since);
    }

    private Map<String, Object> inputs(
            String trigger, Standing standing, ContactScore score, Map<ContactId, Double> earned, Instant now) {
        var inputs = inputs(trigger, standing.state().stage(), standing.state().closedLost(), score);
        long sinceRejection = Math.round(earned.getOrDefault(score.contactId(), 0.0));
        if (standing.rejectedAt() != null) {
            inputs.put("pointsSinceRejection", sinceRejection);
        }
        inputs.put("coolDownPassed", coolDownPassed(standing, sinceRejection, now));
        return inputs;
    }

    /** What the decision is asked about anybody; what sales said of them before comes on top. */
    static Map<String, Object> inputs(String trigger, Stage stage, boolean closedLost, ContactScore score) {
        var inputs = new HashMap<String, Object>();
        inputs.put("trigger", trigger);
        inputs.put("stage", stage.name());
        inputs.put("closedLost", closedLost);
        inputs.put("points", Math.round(score.points()));
        inputs.put("pointsWithoutClicks", Math.round(score.pointsWithoutClicks()));
        inputs.put("fit", score.fit().label());
        inputs.put("temperature", score.temperature().label());
        return inputs;
    }

    private boolean coolDownPassed(Standing standing, long earned, Instant now) {
        var rejectedAt = standing.rejectedAt();
        if (rejectedAt == null) {
            return true;
        }
        var until = standing.nurtureUntil();
        if (until != null) {
            return !now.isBefore(midnight(until));
        }
        var inputs = new HashMap<String, Object>();
        if (standing.rejectionReason() != null) {
            inputs.put("reason", standing.rejectionReason());
        }
        var coolDown = decisions.decide("rejection-cool-down", inputs);
        var days = Duration.ofDays(number(coolDown.number("days"), 30));
        return !now.isBefore(rejectedAt.plus(days)) && earned >= number(coolDown.number("pointsNeeded"), 0);
    }

    private static long number(@Nullable Number value, long otherwise) {
        return value == null ? otherwise : value.longValue();
    }

    private static String reason(Decision decision, String otherwise) {
        var reason = decision.string("reason");
        return reason == null ? otherwise : reason;
    }

    private static String actor(Decision decision) {
        return "rule:" + StageFile.MOVES + "#" + decision.rule();
    }
}
