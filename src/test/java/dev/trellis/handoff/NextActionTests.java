package dev.trellis.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.contact.Activity;
import dev.trellis.contact.ContactId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NextActionTests {

    private static final Instant NOW = Instant.parse("2026-03-12T10:00:00Z");
    private static final ContactId CONTACT = new ContactId(new UUID(0, 1));

    private final Handoff open = handoff(HandoffState.OPEN, NOW.plusSeconds(60), null);

    @Test
    void whatIsOverdueComesBeforeEverythingElse() {
        var late = handoff(HandoffState.OPEN, NOW.minusSeconds(60), null);

        var next = next(late, activity("price-viewed", 1, Map.of()));

        assertThat(next.what()).isEqualTo("Call now");
        assertThat(next.urgent()).isTrue();
        assertThat(next(handoff(HandoffState.OPEN, NOW, null)).urgent()).isFalse();
    }

    @Test
    void whoAskedIsCalledToday() {
        assertThat(next(open, activity("demo-requested", 6, Map.of())).what()).isEqualTo("Call today");
        assertThat(next(open, activity("contact-requested", 6, Map.of())).what())
                .isEqualTo("Call today");
        assertThat(next(open, activity("demo-requested", 8, Map.of())).what()).isEqualTo("Make the first call");
    }

    @Test
    void whoAskedNotToBeCalledIsWrittenTo() {
        var late = handoff(HandoffState.OPEN, NOW.minusSeconds(60), null);

        for (var handoff : List.of(open, late)) {
            var next = NextAction.of(handoff, true, List.of(activity("link-clicked", 1, Map.of())), NOW);
            assertThat(Objects.requireNonNull(next).what()).startsWith("Write").doesNotContain("all");
        }
    }

    @Test
    void whoLookedAtThePricesIsOfferedADemoForAWeek() {
        var page = Map.<String, Object>of("page", "https://www.example.com/pricing?from=mail");

        assertThat(next(open, activity("price-viewed", 6, Map.of())).what()).isEqualTo("Offer a demo");
        assertThat(next(open, activity("page-viewed", 6, page)).what()).isEqualTo("Offer a demo");
        assertThat(next(open, activity("page-viewed", 8, page)).what()).isEqualTo("Make the first call");
        assertThat(next(open, activity("page-viewed", 1, Map.of("page", "/blog")))
                        .what())
                .isEqualTo("Make the first call");
    }

    @Test
    void aMailIsAnsweredBeforeADemoIsOffered() {
        var next = next(open, activity("price-viewed", 1, Map.of()), activity("replied", 2, Map.of()));

        assertThat(next.what()).isEqualTo("Answer the mail");
    }

    @Test
    void clicksOfProgramsCountForNothing() {
        assertThat(next(open, activity("link-clicked", 1, Map.of("verdict", "human")))
                        .what())
                .isEqualTo("Call about what they read");
        assertThat(next(open, activity("link-clicked", 1, Map.of("verdict", "machine")))
                        .what())
                .isEqualTo("Make the first call");
    }

    @Test
    void whoWasTalkedToAfterAcceptingIsQualifiedOrReturned() {
        var accepted = handoff(HandoffState.ACCEPTED, NOW, NOW.minus(Duration.ofDays(3)));

        assertThat(next(accepted, activity("call-logged", 1, Map.of("outcome", "reached")))
                        .what())
                .startsWith("Qualify");
        assertThat(next(accepted, activity("call-logged", 5, Map.of("outcome", "reached")))
                        .urgent())
                .isTrue();
        assertThat(next(accepted, activity("call-logged", 1, Map.of("outcome", "no-answer")))
                        .urgent())
                .isTrue();
        assertThat(next(handoff(HandoffState.ACCEPTED, NOW, NOW.minus(Duration.ofDays(1))))
                        .urgent())
                .isFalse();
    }

    @Test
    void nothingIsToBeDoneOnceSalesHasDecided() {
        var rejected = handoff(HandoffState.REJECTED, NOW.minusSeconds(60), null);

        assertThat(NextAction.of(rejected, false, List.of(), NOW)).isNull();
    }

    private static NextAction next(Handoff handoff, Activity... recent) {
        return Objects.requireNonNull(NextAction.of(handoff, false, List.of(recent), NOW));
    }

    @Test
    void aCustomerSomebodyHasTalkedToNeedsNoVerdict() {
        var accepted = NOW.minus(Duration.ofDays(1));
        var talk = List.of(activity("call-logged", 0, Map.of("outcome", "reached")));

        assertThat(NextAction.of(handoff(HandoffState.ACCEPTED, NOW, accepted), false, talk, NOW))
                .extracting(NextAction::what)
                .isEqualTo("Qualify, or return to nurture");
        assertThat(NextAction.of(handoff(HandoffKind.CUSTOMER, HandoffState.ACCEPTED, NOW, accepted), false, talk, NOW))
                .isNull();
    }

    private static Activity activity(String type, int daysAgo, Map<String, Object> properties) {
        var at = NOW.minus(Duration.ofDays(daysAgo));
        return new Activity(new UUID(0, 2), CONTACT, type, at, at, properties);
    }

    private static Handoff handoff(HandoffState state, Instant dueAt, @Nullable Instant acceptedAt) {
        return handoff(HandoffKind.MQL, state, dueAt, acceptedAt);
    }

    private static Handoff handoff(HandoffKind kind, HandoffState state, Instant dueAt, @Nullable Instant acceptedAt) {
        return new Handoff(
                new UUID(0, 3),
                CONTACT,
                kind,
                1,
                "sales",
                state,
                "sam@example.com",
                "",
                "",
                HandoffPriority.NORMAL,
                null,
                50,
                "A",
                "warm",
                NOW.minus(Duration.ofDays(4)),
                dueAt,
                acceptedAt,
                null,
                null,
                null,
                null,
                null);
    }
}
