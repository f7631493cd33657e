package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.contact.ContactId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HoldsTests {

    private static final UUID BROADCAST = UUID.fromString("01900000-0000-7000-8000-000000000001");
    private static final AtomicLong KEYS = new AtomicLong(5000);

    private EmailInstance instance;
    private Holds holds;
    private ContactId ada;

    @BeforeEach
    void start() {
        EmailTestDatabase.clear();
        instance = EmailInstance.options().start();
        holds = instance.get(Holds.class);
        ada = instance.reader("ada@example.com");
    }

    @AfterEach
    void stop() {
        instance.close();
    }

    @ParameterizedTest
    @CsvSource({
        "STREAM, marketing",
        "JOURNEY, lead",
        "TEMPLATE, marketing-hello",
        "BROADCAST, 01900000-0000-7000-8000-000000000001"
    })
    void whatIsHeldNeitherLeavesNorExpiresAndKeepsItsPlace(HoldKind kind, String name) {
        var planned = planned("lead", "marketing-hello");
        if (kind == HoldKind.BROADCAST) {
            belongsToBroadcast(planned);
        }
        holds.place(kind, name, "ada", "a wrong link");

        assertThat(claim()).isEmpty();
        instance.clock().advance(Duration.ofDays(40));
        instance.get(SendDesk.class).expire();
        assertThat(instance.state(planned)).isEqualTo(SendState.PLANNED);

        assertThat(holds.release(kind, name)).isTrue();
        instance.clock().set(EmailInstance.NOW);
        assertThat(claim()).containsExactly(planned.sendId());
    }

    @ParameterizedTest
    @CsvSource({"STREAM, transactional", "JOURNEY, mql", "TEMPLATE, other", "RELAY, backup"})
    void aHoldStopsNothingElse(HoldKind kind, String name) {
        var planned = planned("lead", "marketing-hello");

        holds.place(kind, name, "ada", null);

        assertThat(claim()).containsExactly(planned.sendId());
    }

    @Test
    void aMailGoesOnlyWhenNothingHoldsItAnyMore() {
        planned("lead", "marketing-hello");
        holds.place(HoldKind.JOURNEY, "lead", "ada", null);
        holds.place(HoldKind.TEMPLATE, "marketing-hello", "bob", null);

        holds.release(HoldKind.JOURNEY, "lead");

        assertThat(claim()).isEmpty();
    }

    @Test
    void whoeverHeldItFirstIsRemembered() {
        holds.place(HoldKind.RELAY, "main", "ada", "on fire");

        var hold = holds.place(HoldKind.RELAY, "main", "bob", null);

        assertThat(hold.by()).isEqualTo("ada");
        assertThat(hold.reason()).isEqualTo("on fire");
        assertThat(holds.heldRelays()).containsExactly("main");
        assertThat(holds.release(HoldKind.RELAY, "other")).isFalse();
    }

    @Test
    void mailOfJourneysGoesBeforeThatOfBroadcasts() {
        var bob = instance.reader("bob@example.com");
        var bulk = planned("", "marketing-hello");
        belongsToBroadcast(bulk);
        instance.clock().advance(Duration.ofSeconds(1));
        var mail = instance.emails()
                .plan(EmailRequest.of(KEYS.incrementAndGet(), bob, "marketing-hello")
                        .step("lead", "mail")
                        .build());

        assertThat(instance.get(SendDesk.class).claim("main", 0, 1, Instant.now()))
                .extracting(ready -> ready.send().id())
                .containsExactly(mail.sendId());
        assertThat(claim()).containsExactly(bulk.sendId());
    }

    @Test
    void cancellingAJourneyCompletesItsJobsAndLeavesTheOthersAlone() {
        var bob = instance.reader("bob@example.com");
        var given = instance.emails()
                .plan(EmailRequest.of(KEYS.incrementAndGet(), ada, "marketing-hello")
                        .step("lead", "mail")
                        .job(71L)
                        .build());
        var other = instance.emails()
                .plan(EmailRequest.of(KEYS.incrementAndGet(), bob, "marketing-hello")
                        .step("mql", "mail")
                        .job(72L)
                        .build());

        var cancelled = instance.get(Cancellations.class).cancel(HoldKind.JOURNEY, "lead", "Cancelled by ada");

        assertThat(cancelled).isOne();
        assertThat(instance.state(given)).isEqualTo(SendState.CANCELLED);
        assertThat(instance.state(other)).isEqualTo(SendState.PLANNED);
        assertThat(instance.outbox().completed())
                .isEqualTo(Map.of(
                        71L,
                        Map.of("outcome", "cancelled", "sendId", given.sendId().toString())));
    }

    @Test
    void whatASenderHasTakenIsCancelledUntilItIsHandedOver() {
        var planned = planned("lead", "marketing-hello");
        assertThat(claim()).containsExactly(planned.sendId());

        assertThat(instance.get(Cancellations.class).cancel(HoldKind.TEMPLATE, "marketing-hello", "a wrong link"))
                .isOne();

        assertThat(instance.state(planned)).isEqualTo(SendState.CANCELLED);
    }

    private PlannedSend planned(String journey, String template) {
        return instance.emails()
                .plan(EmailRequest.of(KEYS.incrementAndGet(), ada, template)
                        .step(journey, "mail")
                        .build());
    }

    private static void belongsToBroadcast(PlannedSend planned) {
        EmailTestDatabase.belongsTo(BROADCAST, planned.sendId());
    }

    private List<UUID> claim() {
        return instance.get(SendDesk.class).claim("main", 0, 10, Instant.now()).stream()
                .map(ready -> ready.send().id())
                .toList();
    }
}
