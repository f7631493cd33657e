package dev.trellis.feedback;

import dev.trellis.contact.Activities;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.contact.NewActivity;
import dev.trellis.handoff.NewTask;
import dev.trellis.handoff.TaskKind;
import dev.trellis.handoff.Tasks;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Lane;
import dev.trellis.platform.SignedTokens;
import dev.trellis.platform.Text;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.platform.WorkingTime;
import dev.trellis.platform.web.Page;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Questions to contacts and their answers.
 *
 * <p>A link in a mail only shows the question: machines open links too. What counts is the answer sent from that page.
 */
@Service
public class Feedbacks {

    private static final String PURPOSE = "feedback";
    private static final String TEAM = "success";
    private static final int LONGEST_COMMENT = 4_000;

    private final FeedbackStore store;
    private final Contacts contacts;
    private final Activities activities;
    private final Tasks tasks;
    private final SignedTokens tokens;
    private final FeedbackProperties properties;
    private final TrellisProperties trellis;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Feedbacks(
            FeedbackStore store,
            Contacts contacts,
            Activities activities,
            Tasks tasks,
            SignedTokens tokens,
            FeedbackProperties properties,
            TrellisProperties trellis,
            ApplicationEventPublisher events,
            Clock clock) {
        this.store = store;
        this.contacts = contacts;
        this.activities = activities;
        this.tasks = tasks;
        this.tokens = tokens;
        this.properties = properties;
        this.trellis = trellis;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Asks a contact, once for each visit to a step.
     *
     * @param elementInstanceKey the visit; null where no step asks
     */
    @Transactional
    public Feedback request(ContactId contact, FeedbackKind kind, @Nullable Long elementInstanceKey) {
        contacts.require(contact);
        return store.add(contact, kind, elementInstanceKey, clock.instant());
    }

    /** The link to the page with the question; {@code ?score=9} appended to it preselects an answer. */
    public String linkOf(Feedback feedback) {
        return trellis.publicUrl() + "/t/feedback/" + tokens.sign(PURPOSE, feedback.id());
    }

    /** The question that a link leads to; empty for a link that is not ours, or whose contact was erased. */
    public Optional<Feedback> findByToken(String token) {
        return tokens.verifyId(PURPOSE, token).flatMap(store::find);
    }

    public Optional<Feedback> find(UUID id) {
        return store.find(id);
    }

    /** What the contact was asked, oldest first. */
    public List<Feedback> of(ContactId contact) {
        return store.of(contact);
    }

    /** What the contact is by its last answer; empty if it never gave one. */
    public Optional<NpsCategory> category(ContactId contact) {
        return store.lastAnswer(contact, FeedbackKind.NPS).map(Feedback::category);
    }

    /** Questions in the order they were asked. */
    public Page<Feedback> page(@Nullable ContactId contact, boolean answeredOnly, @Nullable String after, int limit) {
        return store.page(contact, answeredOnly, after, limit);
    }

    /**
     * The contact answers, or corrects its answer. The same answer again changes nothing.
     *
     * @throws AnswerRefusedException if it is too late, or was corrected too often
     */
    @Transactional
    public Feedback answer(UUID id, int score, @Nullable String comment) {
        if (score < 0 || score > 10) {
            throw new InvalidValueException("score", "must be a whole number from 0 to 10, not " + score);
        }
        contacts.lock(List.of(require(id).contactId()));
        var before = require(id);
        var said = text(comment);
        if (before.isAnswered() && Objects.equals(before.score(), score) && Objects.equals(said, before.comment())) {
            return before;
        }
        refuseIfTooLate(before);
        var answered = store.answer(id, score, said, clock.instant());
        if (!before.isAnswered()) {
            recordActivity(answered, score);
        }
        if (answered.category() == NpsCategory.DETRACTOR) {
            askSomebodyToCall(answered, score);
        }
        events.publishEvent(new FeedbackGiven(List.of(new FeedbackGiven.Given(answered, before.isAnswered()))));
        return answered;
    }

    private Feedback require(UUID id) {
        return find(id).orElseThrow(() -> new FeedbackNotFoundException(id));
    }

    private void refuseIfTooLate(Feedback feedback) {
        var now = clock.instant();
        var answeredAt = feedback.answeredAt();
        if (answeredAt == null) {
            if (feedback.requestedAt()
                    .plus(Duration.ofDays(properties.answerDays()))
                    .isBefore(now)) {
                throw new AnswerRefusedException("This question was asked more than " + properties.answerDays()
                        + " days ago and is closed by now.");
            }
            return;
        }
        if (answeredAt.plus(Duration.ofDays(properties.correctionDays())).isBefore(now)
                || feedback.corrections() >= properties.corrections()) {
            throw new AnswerRefusedException("Your answer is in, thank you; it can no longer be changed.");
        }
    }

    private void recordActivity(Feedback feedback, int score) {
        activities.record(
                List.of(new NewActivity(
                        feedback.contactId(),
                        "feedback-given",
                        clock.instant(),
                        "feedback:" + feedback.id(),
                        Map.of(
                                "score",
                                score,
                                "kind",
                                feedback.kind().label(),
                                "category",
                                NpsCategory.of(score).label()))),
                Lane.LIVE);
    }

    private void askSomebodyToCall(Feedback feedback, int score) {
        var mayBeCalled = !contacts.require(feedback.contactId()).doNotCall();
        tasks.open(new NewTask(
                        feedback.contactId(),
                        mayBeCalled ? TaskKind.CALL : TaskKind.FOLLOW_UP,
                        "Unhappy customer: answered " + score + " of 10",
                        feedback.comment(),
                        TEAM,
                        WorkingTime.parse(properties.followUpWithin()),
                        null,
                        "feedback:" + feedback.id())
                .asCare());
    }

    private static @Nullable String text(@Nullable String comment) {
        if (comment == null || comment.isBlank()) {
            return null;
        }
        if (comment.length() > LONGEST_COMMENT) {
            throw new InvalidValueException("comment", "must have at most " + LONGEST_COMMENT + " characters");
        }
        return Text.storable(comment.strip());
    }
}
