package dev.trellis.nurturing.worker;

import dev.trellis.contact.Activities;
import dev.trellis.contact.Activity;
import dev.trellis.contact.ContactId;
import dev.trellis.deal.Deal;
import dev.trellis.deal.Deals;
import dev.trellis.feedback.Feedback;
import dev.trellis.feedback.Feedbacks;
import dev.trellis.feedback.NpsCategory;
import dev.trellis.handoff.AnswerLinks;
import dev.trellis.handoff.Handoff;
import dev.trellis.handoff.Handoffs;
import dev.trellis.handoff.Owner;
import dev.trellis.handoff.Owners;
import dev.trellis.handoff.Teams;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.scoring.ScoreReason;
import dev.trellis.scoring.Scores;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a mail may say besides the contact's own data: to the contact about its deal, to us about the contact. */
@Component
class MailFacts {

    private static final int ACTIVITIES = 8;
    private static final int SCORE_PARTS = 5;
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("EEE d MMM, HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);

    private final Activities activities;
    private final Scores scores;
    private final Lifecycle lifecycle;
    private final Deals deals;
    private final Feedbacks feedbacks;
    private final Handoffs handoffs;
    private final Owners owners;
    private final Teams teams;
    private final AnswerLinks answers;
    private final TrellisProperties properties;

    MailFacts(
            Activities activities,
            Scores scores,
            Lifecycle lifecycle,
            Deals deals,
            Feedbacks feedbacks,
            Handoffs handoffs,
            Owners owners,
            Teams teams,
            AnswerLinks answers,
            TrellisProperties properties) {
        this.activities = activities;
        this.scores = scores;
        this.lifecycle = lifecycle;
        this.deals = deals;
        this.feedbacks = feedbacks;
        this.handoffs = handoffs;
        this.owners = owners;
        this.teams = teams;
        this.answers = answers;
        this.properties = properties;
    }

    /** What the contact may read. */
    Map<String, Object> forContact(ContactId contact, @Nullable UUID dealId) {
        var facts = new HashMap<String, Object>();
        deal(contact, dealId).ifPresent(deal -> {
            facts.put("dealName", deal.name());
            put(facts, "renewsOn", day(deal.renewsOn()));
        });
        lastAnswer(contact).ifPresent(answer -> {
            put(facts, "npsScore", answer.score());
            put(facts, "comment", answer.comment());
        });
        return facts;
    }

    /** What the people who look after the contact need to see in one look. */
    Map<String, Object> forUs(ContactId contact, @Nullable UUID dealId) {
        var facts = new HashMap<>(forContact(contact, dealId));
        var score = scores.of(contact);
        facts.put("score", String.valueOf(Math.round(score.points())));
        facts.put("fit", score.fit().label());
        facts.put("temperature", score.temperature().label());
        facts.put("scoreParts", scoreParts(contact));
        facts.put(
                "activities",
                activities.timeline(contact, null, ACTIVITIES).items().stream()
                        .map(MailFacts::line)
                        .toList());
        lifecycle
                .find(contact)
                .ifPresent(state -> facts.put("stage", state.stage().name()));
        lifecycle.history(contact).stream()
                .max(Comparator.comparingInt(entry -> entry.number()))
                .ifPresent(entry -> facts.put("reason", entry.reason()));
        deal(contact, dealId).ifPresent(deal -> {
            put(facts, "recurringAmount", deal.recurringAmount());
            put(facts, "lostOn", day(deal.lostOn()));
            put(facts, "competitor", deal.competitor());
            put(facts, "reason", deal.lostReason());
        });
        feedbacks.category(contact).map(NpsCategory::label).ifPresent(label -> facts.put("npsCategory", label));
        handoff(contact).ifPresent(handoff -> about(handoff, facts));
        return facts;
    }

    /** Where the people who look after the contact go from the mail. */
    Map<String, String> linksForUs(ContactId contact) {
        var url = properties.publicUrl().toString();
        var links = new HashMap<String, String>();
        links.put("contact", url + "/contacts/" + contact);
        links.put("task", url + "/handoffs#tasks");
        links.put(
                "handoff",
                handoff(contact)
                        .map(handoff -> url + "/handoffs/" + handoff.id())
                        .orElse(url + "/handoffs"));
        return links;
    }

    /** The same for one of us: where the contact's hand-off is theirs to answer, with the link that answers it. */
    Map<String, String> linksForUs(ContactId contact, @Nullable String reader) {
        var links = linksForUs(contact);
        if (reader != null) {
            handoff(contact)
                    .filter(handoff -> handoff.isAnswerable() && reader.equals(handoff.owner()))
                    .ifPresent(handoff -> links.put("answer", answers.of(handoff.id(), reader)));
        }
        return links;
    }

    private void about(Handoff handoff, Map<String, Object> facts) {
        facts.put("kind", handoff.kind().label());
        facts.put("state", handoff.state().label());
        facts.put("dueAt", moment(handoff.dueAt(), handoff.team()));
        put(facts, "note", handoff.note());
        previousOwner(handoff).ifPresent(name -> facts.put("previousOwner", name));
        var last = handoffs.history(handoff.id()).getLast();
        if (last.isGivenByPerson()) {
            facts.put("givenBy", nameOf(last.actor()));
            put(facts, "note", last.note());
        }
    }

    private Optional<String> previousOwner(Handoff handoff) {
        return handoffs.history(handoff.id()).stream()
                .map(event -> event.owner())
                .filter(owner -> owner != null && !owner.equals(handoff.owner()))
                .reduce((first, second) -> second)
                .map(this::nameOf);
    }

    private String nameOf(String person) {
        return teams.findMember(person).map(member -> member.name()).orElse(person);
    }

    /** The contact's latest hand-off. */
    Optional<Handoff> handoff(ContactId contact) {
        return handoffs.of(contact).stream().max(Comparator.comparing(Handoff::openedAt));
    }

    private Optional<Deal> deal(ContactId contact, @Nullable UUID dealId) {
        return dealId != null
                ? deals.find(dealId)
                : deals.of(contact).stream().max(Comparator.comparing(Deal::openedAt));
    }

    private Optional<Feedback> lastAnswer(ContactId contact) {
        return feedbacks.of(contact).stream().filter(Feedback::isAnswered).reduce((first, second) -> second);
    }

    private List<Map<String, Object>> scoreParts(ContactId contact) {
        return scores.explain(contact).stream()
                .filter(part -> Math.round(part.pointsNow()) != 0)
                .sorted(Comparator.comparingDouble(ScoreReason::pointsNow).reversed())
                .limit(SCORE_PARTS)
                .map(part -> Map.<String, Object>of(
                        "label",
                        part.why().isEmpty() ? part.type() : part.why(),
                        "points",
                        Math.round(part.pointsNow())))
                .toList();
    }

    private static Map<String, Object> line(Activity activity) {
        return Map.of("at", MOMENT.format(activity.at().atZone(ZoneOffset.UTC)), "type", activity.type());
    }

    /** A time as a team's people read it. */
    String moment(Instant at, String team) {
        ZoneId zone = teams.find(team).map(known -> known.zone()).orElse(ZoneOffset.UTC);
        return MOMENT.format(at.atZone(zone));
    }

    private static @Nullable String day(@Nullable LocalDate day) {
        return day == null ? null : DAY.format(day);
    }

    private static void put(Map<String, Object> facts, String name, @Nullable Object value) {
        if (value != null) {
            facts.put(name, value);
        }
    }

    /** The contact's salesperson, if it has one. */
    Optional<Owner> owner(ContactId contact) {
        return owners.of(contact);
    }
}
