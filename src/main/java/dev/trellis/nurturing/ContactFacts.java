package dev.trellis.nurturing;

import dev.trellis.contact.Activities;
import dev.trellis.contact.ActivityTypes;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.deal.DealFacts;
import dev.trellis.deal.Deals;
import dev.trellis.feedback.Feedbacks;
import dev.trellis.feedback.NpsCategory;
import dev.trellis.handoff.Owner;
import dev.trellis.handoff.Owners;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.lifecycle.LifecycleState;
import dev.trellis.referral.Referrals;
import dev.trellis.scoring.ContactScore;
import dev.trellis.scoring.Scores;
import dev.trellis.scoring.Temperature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds out about a contact what a diagram asks. */
@Component
public class ContactFacts {

    private static final long NEVER = 9999;
    private static final List<String> FIRST_CONTACTS = List.of(ActivityTypes.CALL_LOGGED, "meeting-booked");
    private static final List<String> HAND_RAISES = List.of("contact-requested", "demo-requested");
    private static final Duration ASKED_LATELY = Duration.ofDays(7);
    private static final String PREFERENCE = "preference";

    private final Contacts contacts;
    private final Activities activities;
    private final Scores scores;
    private final Lifecycle lifecycle;
    private final Deals deals;
    private final Owners owners;
    private final Feedbacks feedbacks;
    private final Referrals referrals;
    private final Clock clock;

    ContactFacts(
            Contacts contacts,
            Activities activities,
            Scores scores,
            Lifecycle lifecycle,
            Deals deals,
            Owners owners,
            Feedbacks feedbacks,
            Referrals referrals,
            Clock clock) {
        this.contacts = contacts;
        this.activities = activities;
        this.scores = scores;
        this.lifecycle = lifecycle;
        this.deals = deals;
        this.owners = owners;
        this.feedbacks = feedbacks;
        this.referrals = referrals;
        this.clock = clock;
    }

    /**
     * Gets ready to answer about one contact. What is asked for is looked up, and only once.
     *
     * @param dealId the deal that the asking process accompanies; null where it accompanies none
     */
    public Answers about(ContactId contact, @Nullable UUID dealId) {
        return new Answers(contact, dealId);
    }

    /** What is known of one contact at one instant. */
    public final class Answers {

        private final ContactId contactId;
        private final @Nullable UUID dealId;
        private final Instant now = clock.instant();
        private final Supplier<LifecycleState> state;
        private final Supplier<ContactScore> score;
        private final Supplier<DealFacts> dealFacts;

        private Answers(ContactId contactId, @Nullable UUID dealId) {
            this.contactId = contactId;
            this.dealId = dealId;
            this.state = Lazy.of(() -> lifecycle.find(contactId).orElseThrow());
            this.score = Lazy.of(() -> scores.of(contactId));
            this.dealFacts = Lazy.of(() -> deals.facts(contactId));
        }

        public Temperature temperature() {
            return score.get().temperature();
        }

        /** The fact, as a process variable holds it. */
        public @Nullable Object get(ContactFact fact) {
            return switch (fact) {
                case STAGE -> state.get().stage().name();
                case TEMPERATURE -> temperature().label();
                case FIT -> score.get().fit().label();
                case SCORE -> Math.round(score.get().points());
                case COUNTRY -> contacts.require(contactId).country();
                case LANGUAGE -> contacts.require(contactId).language();
                case ENGAGED_DAYS -> days(score.get().lastActivityAt());
                case QUIET_DAYS ->
                    Math.min(
                            days(score.get().lastActivityAt()), days(state.get().enteredAt()));
                case CLICKED -> sinceEntry(score.get().lastActivityAt());
                case CONTACTED -> sinceEntry(activities.last(contactId, FIRST_CONTACTS));
                case HAND_RAISED -> hasAskedForUs();
                case RETURNING -> wasHereBefore();
                case HAS_OPEN_DEAL -> dealFacts.get().hasOpenDeal();
                case DEAL_ID ->
                    dealFacts.get().dealId() == null
                            ? null
                            : String.valueOf(dealFacts.get().dealId());
                case RECYCLES -> dealFacts.get().recycles();
                case RECYCLE_ON -> morning(dealFacts.get().recycleOn());
                case NPS_CATEGORY ->
                    feedbacks.category(contactId).map(NpsCategory::label).orElse("none");
                case REFERRALS -> referrals.convertedBy(contactId);
                case RENEWS_ON -> morning(renewsOn());
                case OWNER -> owners.of(contactId).map(Owner::email).orElse("");
                case PREFERENCE -> contacts.require(contactId).attributes().getOrDefault(PREFERENCE, "");
            };
        }

        private @Nullable LocalDate renewsOn() {
            return dealId == null
                    ? dealFacts.get().renewsOn()
                    : deals.find(dealId).map(deal -> deal.renewsOn()).orElse(null);
        }

        private boolean wasHereBefore() {
            var current = state.get();
            return lifecycle.history(contactId).stream()
                    .anyMatch(entry -> entry.stage().equals(current.stage()) && entry.number() < current.entry());
        }

        private boolean hasAskedForUs() {
            var asked = activities.last(contactId, HAND_RAISES);
            return asked != null && asked.isAfter(state.get().enteredAt().minus(ASKED_LATELY));
        }

        private boolean sinceEntry(@Nullable Instant at) {
            return at != null && !at.isBefore(state.get().enteredAt());
        }

        private long days(@Nullable Instant since) {
            return since == null
                    ? NEVER
                    : Math.max(0, Duration.between(since, now).toDays());
        }

        private static @Nullable String morning(@Nullable LocalDate day) {
            return day == null ? null : DealMessages.morning(day);
        }
    }

    /** Looks something up when it is first asked for and remembers it. */
    private static final class Lazy<T> implements Supplier<T> {

        private final Supplier<T> source;
        private @Nullable T value;

        private Lazy(Supplier<T> source) {
            this.source = source;
        }

        static <T> Supplier<T> of(Supplier<T> source) {
            return new Lazy<>(source);
        }

        @Override
        public T get() {
            var known = value;
            if (known == null) {
                known = source.get();
                value = known;
            }
            return known;
        }
    }
}
