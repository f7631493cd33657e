package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

/** What people are told when mail goes slower than they expect. */
class MailPaceTests {

    private @Nullable EmailInstance instance;

    @BeforeEach
    void clear() {
        EmailTestDatabase.clear();
    }

    @AfterEach
    void stop() {
        if (instance != null) {
            instance.close();
        }
    }

    @Test
    void oneRelayThatTakesWhatItGetsIsNothingToSpeakOf() {
        instance = EmailInstance.options().start();

        assertThat(pace().nothingSlows()).isTrue();
        assertThat(pace().relays()).extracting(MailPace.Way::name).containsExactly("main");
    }

    @Test
    void aHeldRelayIsSaidToBeHeld() {
        instance = EmailInstance.options().start();
        instance().get(Holds.class).place(HoldKind.RELAY, "main", "ada", null);

        assertThat(pace().relays().getFirst().held()).isTrue();
        assertThat(pace().nothingSlows()).isFalse();
    }

    @Test
    void theRelaysShareByWeightAndASpareHasNoShare() {
        instance = EmailInstance.options()
                .maxPerSecond(50)
                .relay("other", 2, 3)
                .relay("spare", 3, 0)
                .start();

        var pace = pace();

        assertThat(pace.relays()).extracting(MailPace.Way::share).containsExactly(0.25, 0.75, 0.0);
        assertThat(pace.relays()).extracting(MailPace.Way::maxPerSecond).containsOnly(50);
        assertThat(pace.relays()).extracting(MailPace.Way::inUse).containsOnly(0);
        assertThat(pace.nothingSlows()).isFalse();
    }

    @Test
    void whoAskedForAPauseIsAwayForAMoment() {
        instance = EmailInstance.options().start();
        var line = instance().get(Relays.class).all().getFirst();
        for (int i = 0; i < line.sessions(); i++) {
            line.occupy();
        }

        line.askedForPause();

        var relay = pace().relays().getFirst();
        assertThat(relay.inUse()).isEqualTo(relay.sessions());
        assertThat(relay.awayUntil()).isBetween(EmailInstance.NOW, EmailInstance.NOW.plusSeconds(3));
        assertThat(relay.awayBecause()).isEqualTo("It asked for a pause");
    }

    @Test
    void aDomainThatSaidTooFastIsShownWithItsWordsUntilItIsTrustedAgain() {
        instance = EmailInstance.options().start();
        var paces = instance().get(DomainPaces.class);
        paces.took(
                "main",
                Collections.nCopies(600, "ada@busy.example"),
                instance().clock().instant());
        instance()
                .get(SendDesk.class)
                .settle("main", List.of(), Map.of(), Map.of("busy.example", "421 4.7.28 too many"));

        assertThat(pace().slowed()).singleElement().satisfies(slowed -> {
            assertThat(slowed.domain()).isEqualTo("busy.example");
            assertThat(slowed.told()).isEqualTo("421 4.7.28 too many");
            assertThat(slowed.nothingUntil()).isEqualTo(EmailInstance.NOW.plus(DomainPaces.DOMAIN_COOL_DOWN));
            assertThat(slowed.usual()).isEqualTo(60);
            assertThat(slowed.perMinute()).isEqualTo(30);
        });

        var over = pace().slowed().getFirst().overAt();
        for (int i = 0; i < 2; i++) {
            pass(Duration.ofMinutes(16));
            assertThat(pace().slowed().getFirst().nothingUntil()).isNull();
        }
        assertThat(over)
                .isBetween(
                        instance().clock().instant(),
                        instance().clock().instant().plus(Duration.ofMinutes(16)));
        pass(Duration.ofMinutes(16));
        assertThat(pace().slowed()).isEmpty();
    }

    @Test
    void theWarmUpTellsItsDayWhatIsGoneAndWhatComesNext() {
        instance = EmailInstance.options().warmUp(4, 2).start();
        var warmUp = instance().get(WarmUp.class);
        assertThat(pace().warmUp()).isNotNull().satisfies(day -> {
            assertThat(day.day()).isEqualTo(1);
            assertThat(day.allowed()).isEqualTo(4);
            assertThat(day.tomorrow()).isEqualTo(8);
        });
        warmUp.left(instance().clock().instant());
        warmUp.take(3, instance().clock().instant());
        assertThat(pace().warmUp())
                .isNotNull()
                .satisfies(day -> assertThat(day.sent()).isEqualTo(3));

        instance().clock().advance(Duration.ofDays(1));

        assertThat(pace().warmUp()).isNotNull().satisfies(day -> {
            assertThat(day.day()).isEqualTo(2);
            assertThat(day.allowed()).isEqualTo(8);
            assertThat(day.sent()).isZero();
            assertThat(day.tomorrow()).isEqualTo(16);
        });
    }

    @Test
    void aWarmUpThatIsOverIsNotSpokenOf() {
        instance = EmailInstance.options().warmUp(50_000, 2).start();

        assertThat(pace().warmUp()).isNull();
    }

    @Test
    void theApiTellsTheSame() {
        instance = EmailInstance.options().warmUp(4, 2).relay("spare", 3, 0).start();
        var mvc = MockMvcTester.create(MockMvcBuilders.standaloneSetup(new PaceController(instance.get(MailPace.class)))
                .build());

        assertThat(mvc.get().uri("/api/emails/pace").exchange()).bodyJson().isLenientlyEqualTo("""
                {"relays": [{"name": "main", "weight": 1, "share": 1.0, "maxPerSecond": null, "held": false},
                            {"name": "spare", "weight": 0, "share": 0.0}],
                 "slowed": [], "warmUp": {"day": 1, "date": "2026-03-02", "allowed": 4, "sent": 0, "tomorrow": 8}}
                """);
    }

    private MailPace.Now pace() {
        return instance().get(MailPace.class).now();
    }

    private void pass(Duration duration) {
        instance().clock().advance(duration);
        instance().get(DomainPaces.class).speedUp(instance().clock().instant());
    }

    private EmailInstance instance() {
        return Objects.requireNonNull(instance, "Not started yet");
    }
}
