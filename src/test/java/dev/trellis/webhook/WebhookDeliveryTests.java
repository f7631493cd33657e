package dev.trellis.webhook;

import static dev.trellis.platform.UtcTime.utc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trellis.contact.ConsentChanged;
import dev.trellis.contact.ConsentState;
import dev.trellis.contact.ContactErased;
import dev.trellis.contact.ContactId;
import dev.trellis.deal.Deal;
import dev.trellis.deal.DealChange;
import dev.trellis.deal.Deals;
import dev.trellis.deal.Loss;
import dev.trellis.deal.NewDeal;
import dev.trellis.deal.Passage;
import dev.trellis.deal.SalesTest;
import dev.trellis.deal.SalesWorld;
import dev.trellis.lifecycle.Stage;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Tests for {@link WebhookOutbox} and {@link WebhookDispatcher} with real servers at the other end. */
@SalesTest
@Import(WebhookTestConfiguration.class)
class WebhookDeliveryTests {

    private final Webhooks webhooks;
    private final Deliveries deliveries;
    private final DeliveryStore store;
    private final WebhookDispatcher dispatcher;
    private final List<Carrier> carriers;
    private final WebhookRetention retention;
    private final WebhookRecords records;
    private final LateHandoffs late;
    private final Deals deals;
    private final SalesWorld world;
    private final ApplicationEventPublisher events;
    private final JdbcClient jdbc;
    private final PlatformTransactionManager transactionManager;
    private final TransactionTemplate transactions;
    private final JsonMapper json = JsonMapper.builder().build();
    private final List<WebhookDispatcher> started = new ArrayList<>();
    private Receiver receiver;

    WebhookDeliveryTests(
            Webhooks webhooks,
            Deliveries deliveries,
            DeliveryStore store,
            WebhookDispatcher dispatcher,
            List<Carrier> carriers,
            WebhookRetention retention,
            WebhookRecords records,
            LateHandoffs late,
            Deals deals,
            SalesWorld world,
            ApplicationEventPublisher events,
            JdbcClient jdbc,
            PlatformTransactionManager transactionManager) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.store = store;
        this.dispatcher = dispatcher;
        this.carriers = carriers;
        this.retention = retention;
        this.records = records;
        this.late = late;
        this.deals = deals;
        this.world = world;
        this.events = events;
        this.jdbc = jdbc;
        this.transactionManager = transactionManager;
        this.transactions = new TransactionTemplate(transactionManager);
    }

    @BeforeEach
    void begin() throws IOException {
        dispatcher.stop();
        world.reset();
        receiver = new Receiver();
    }

    @AfterEach
    void end() {
        started.forEach(WebhookDispatcher::stop);
        receiver.close();
    }

    @Test
    void aDealIsToldSignedAndWithItsFacts() {
        var webhook = webhook("crm", receiver.url(), "deal.opened");
        var deal = deal();

        deliver();

        var call = receiver.calls().getFirst();
        assertThat(receiver.calls()).hasSize(1);
        assertThat(call.id()).startsWith("msg_");
        assertThat(call.isSignedWith(webhook.secrets().getFirst())).isTrue();
        assertThat(call.header("content-type")).startsWith("application/json");
        var body = json.readTree(call.body());
        assertThat(body.get("type").asString()).isEqualTo("deal.opened");
        assertThat(body.get("timestamp").asString()).isEqualTo("2026-03-02T09:00:00Z");
        assertThat(body.get("sequence").asLong()).isPositive();
        var data = body.get("data");
        assertThat(data.get("dealId").asString()).isEqualTo(deal.id().toString());
        assertThat(data.get("email").asString()).isEqualTo(deal.contactId() + "@example.com");
        assertThat(data.get("amount").decimalValue()).isEqualByComparingTo("1200");
        assertThat(data.get("state").asString()).isEqualTo("open");
        var told = only(webhook);
        assertThat(told.state()).isEqualTo(Delivery.State.DELIVERED);
        assertThat(told.attempts()).isEqualTo(1);
        assertThat(told.lastStatus()).isEqualTo(204);
    }

    @Test
    void whatIsRolledBackIsNotTold() {
        var webhook = webhook("crm", receiver.url(), "deal.opened");

        transactions.executeWithoutResult(status -> {
            deal();
            status.setRollbackOnly();
        });

        assertThat(deliveries.of(webhook.id(), null, null, 10)).isEmpty();
    }

    @Test
    void eachWebhookHearsWhatItAskedForAndNoMore() {
        var opened = webhook("opened", receiver.url(), "deal.opened");
        var ended = webhook("ended", receiver.url(), "deal.won", "deal.lost", "deal.changed");
        var off = webhooks.add(new WebhookDraft("off", receiver.url(), null, null, Set.of("deal.opened"), false, null));

        var deal = deal();
        deals.change(
                deal.id(),
                new DealChange(null, null, null, null, null, "demo", null, null),
                Passage.overridden("test"),
                "test");
        deals.lose(deal.id(), new Loss("budget", true, null, null), "test");

        assertThat(types(opened)).containsExactly("deal.opened");
        assertThat(types(ended)).containsExactly("deal.lost", "deal.changed");
        assertThat(types(off)).isEmpty();
    }

    @Test
    void aBatchIsWrittenDownAtOnce() {
        var webhook = webhook("crm", receiver.url(), "consent.granted", "consent.withdrawn");
        var one = world.contact();
        var other = world.contact();

        publish(new ConsentChanged(List.of(
                new ConsentChanged.Change(one, "newsletter", ConsentState.GRANTED),
                new ConsentChanged.Change(one, "offers", ConsentState.PENDING),
                new ConsentChanged.Change(other, "newsletter", ConsentState.WITHDRAWN))));

        assertThat(types(webhook)).containsExactly("consent.withdrawn", "consent.granted");
    }

    @Test
    void failuresAreTriedAgainUnderTheSameIdUntilItArrives() {
        var webhook = webhook("crm", receiver.url(), "deal.opened");
        var times = new AtomicInteger();
        receiver.replies(exchange ->
                Receiver.answer(exchange, times.incrementAndGet() < 3 ? 500 : 200, "the database is on holiday"));
        deal();

        deliver();
        assertThat(only(webhook).state()).isEqualTo(Delivery.State.WAITING);
        assertThat(only(webhook).lastAnswer()).isEqualTo("the database is on holiday");
        assertThat(webhooks.require(webhook.id()).failingSince())
                .isEqualTo(world.clock().instant());
        deliver();
        assertThat(receiver.calls()).as("not before its time").hasSize(1);
        world.pass(Duration.ofSeconds(6));
        deliver();
        world.pass(Duration.ofMinutes(6));
        deliver();

        assertThat(receiver.calls())
                .hasSize(3)
                .extracting(Receiver.Call::id)
                .containsOnly(only(webhook).messageId());
        assertThat(receiver.calls())
                .extracting(Receiver.Call::body)
                .containsOnly(receiver.calls().getFirst().body());
        assertThat(only(webhook).state()).isEqualTo(Delivery.State.DELIVERED);
        assertThat(webhooks.require(webhook.id()).failingSince()).isNull();
    }

    @Test
    void aFailureIsSeenTogetherWithWhatItMeansForTheWebhook() {
        var webhook = webhook("crm", receiver.url(), "deal.opened");
        receiver.answers(500);
        deal();
        var instance = dispatcher();

        transactions.executeWithoutResult(status -> {
            jdbc.sql("select id from webhook for update").query().listOfRows();
            instance.step();
            await().atMost(Duration.ofSeconds(10)).until(this::somebodyWaitsForALock);
            assertThat(only(webhook).lastStatus()).isNull();
        });
        await().atMost(Duration.ofSeconds(10)).until(() -> !instance.isBusy());

        assertThat(only(webhook).lastStatus()).isEqualTo(500);
        assertThat(webhooks.require(webhook.id()).failingSince()).isNotNull();
    }

    @Test
    void afterTenAttemptsItIsGivenUpAndCanBeReplayed() {
        var webhook = webhook("crm", receiver.url(), "deal.opened");
        receiver.answers(500);
        deal();

        for (int attempt = 0; attempt < 12; attempt++) {
            deliver();
            world.pass(Duration.ofHours(30));
            // So long that it would be switched off; here only the attempts are counted.
            jdbc.sql("update webhook set failing_since = null").update();
        }

        assertThat(receiver.calls()).hasSize(10);
        assertThat(only(webhook).state()).isEqualTo(Delivery.State.DEAD);
        assertThat(deliveries.standings()).containsEntry(webhook.id(), new Deliveries.Standing(webhook.id(), 0, 1));

        receiver.answers(200);
        deliveries.replay(webhook.id(), only(webhook).id());
        deliver();

        assertThat(only(webhook).state()).isEqualTo(Delivery.State.DELIVERED);
        assertThat(receiver.calls())
                .hasSize(11)
                .extracting(Receiver.Call::id)
                .containsOnly(only(webhook).messageId());
    }

    @Test
    void allSinceATimeIsReplayed() {
        var webhook = webhook("crm", receiver.url(), "deal.opened");
        deal();
        world.pass(Duration.ofHours(1));
        var since = world.clock().instant();
        deal();
        deal();
        deliver();

        assertThat(deliveries.replaySince(webhook.id(), since, false)).isZero();
        assertThat(deliveries.replaySince(webhook.id(), since, true)).isEqualTo(2);
        deliver();

        assertThat(receiver.calls()).hasSize(5);
        assertThat(new HashSet<>(
                        receiver.calls().stream().map(Receiver.Call::id).toList()))
                .hasSize(3);
    }

    @Test
    void aReceiverThatAsksForTimeGetsIt() {
        var webhook = webhook("crm", receiver.url(), "deal.opened");
        receiver.replies(exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "600");
            Receiver.answer(exchange, 429, "");
        });
        deal();
        deliver();
        deal();

        world.pass(Duration.ofMinutes(9));
        deliver();
        assertThat(receiver.calls()).as("the new one waits, too").hasSize(1);
        receiver.answers(200);
        world.pass(Duration.ofMinutes(2));
        deliver();

        assertThat(receiver.calls()).hasSize(3);
        assertThat(webhooks.require(webhook.id()).restingUntil()).isNull();
    }

    @Test
    void oneThatIsGoneForGoodIsSwitchedOff() {
        var webhook = webhook("crm", receiver.url(), "deal.opened");
        receiver.answers(410);
        deal();
        deliver();

        var gone = webhooks.require(webhook.id());
        assertThat(gone.active()).isFalse();
        assertThat(gone.standing()).isEqualTo("disabled");
        assertThat(gone.disabledBecause()).isEqualTo("it answered 410: gone for good");
        assertThat(only(webhook).state()).isEqualTo(Delivery.State.DEAD);
    }

    @Test
    void daysOfNothingButFailureSwitchItOffAndNothingThatWaitsIsLost() {
        var webhook = webhook("crm", receiver.url(), "deal.opened");
        receiver.answers(503);
        deal();
        deliver();
        world.pass(Duration.ofDays(5));
        deal();
        deliver();

        var disabled = webhooks.require(webhook.id());
        assertThat(disabled.active()).isFalse();
        assertThat(disabled.disabledBecause())
                .isEqualTo("nothing has arrived there since 2026-03-02 09:00 UTC; the last time: it answered 503");

        receiver.answers(200);
        webhooks.change(webhook.id(), new WebhookDraft(null, null, null, null, null, true, null));
        world.pass(Duration.ofHours(1));
        deliver();

        assertThat(webhooks.require(webhook.id()).standing()).isEqualTo("on");
        assertThat(deliveries.of(webhook.id(), Delivery.State.DELIVERED, null, 10))
                .hasSize(2);
    }

    @Test
    void aSlowWebhookKeepsNobodyElseWaiting() throws Exception {
        try (var quick = new Receiver()) {
            var over = new CountDownLatch(1);
            receiver.replies(exchange -> {
                hold(over);
                Receiver.answer(exchange, 200, "");
            });
            webhook("slow", receiver.url(), "deal.opened");
            webhook("quick", quick.url(), "deal.opened");
            for (int i = 0; i < 12; i++) {
                deal();
            }

            var running = dispatcher();
            running.start();

            await().atMost(Duration.ofSeconds(2)).until(() -> quick.calls().size() == 12);
            assertThat(receiver.calls()).hasSizeLessThanOrEqualTo(4);
            over.countDown();
            await().atMost(Duration.ofSeconds(5)).until(() -> receiver.calls().size() == 12);
        }
    }

    @Test
    void whatWasSentButNotNotedBeforeACrashIsSentAgainUnderTheSameId() throws IOException {
        var webhook = webhook("crm", receiver.url(), "deal.opened");
        deal();
        var lost = store.claim(webhook.id(), 4, world.clock().instant(), WebhookDispatcher.LEASE)
                .getFirst();
        carriers.stream()
                .filter(carrier -> carrier.kind() == WebhookKind.STANDARD)
                .findFirst()
                .orElseThrow()
                .carry(webhook, lost);

        deliver();
        assertThat(receiver.calls()).as("while the lease lasts").hasSize(1);
        world.pass(WebhookDispatcher.LEASE);
        deliver();

        assertThat(receiver.calls()).hasSize(2).extracting(Receiver.Call::id).containsOnly(lost.messageId());
        assertThat(only(webhook).state()).isEqualTo(Delivery.State.DELIVERED);
    }

    /** Whoever comes back late with a failure must not undo what another has brought there. */
    @Test
    void aFailureThatIsOvertakenSaysNothing() {
        var webhook = webhook("crm", receiver.url(), "deal.opened");
        deal();
        var first = store.claim(webhook.id(), 1, world.clock().instant(), WebhookDispatcher.LEASE)
                .getFirst();
        world.pass(WebhookDispatcher.LEASE);
        var second = store.claim(webhook.id(), 1, world.clock().instant(), WebhookDispatcher.LEASE)
                .getFirst();
        store.failed(first, 500, "", world.clock().instant(), world.clock().instant());

        assertThat(only(webhook).dueAt()).isEqualTo(second.dueAt());
    }

    @Test
    void twoInstancesBehaveLikeOne() {
        webhook("crm", receiver.url(), "deal.opened");
        for (int i = 0; i < 60; i++) {
            deal();
        }

        dispatcher().start();
        dispatcher().start();

        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.sql("select count(*) from webhook_delivery where state <> 'delivered'")
                                .query(Long.class)
                                .single()
                        == 0);
        assertThat(receiver.calls()).hasSize(60).extracting(Receiver.Call::id).doesNotHaveDuplicates();
    }

    @Test
    void theOldSecretSignsAlongForADay() {
        var webhook = webhook("crm", receiver.url(), "deal.opened");
        var old = webhook.secrets().getFirst();
        var rotated = webhooks.rotate(webhook.id());
        deal();
        deliver();
        world.pass(Duration.ofHours(25));
        deal();
        deliver();

        assertThat(receiver.calls().getFirst().isSignedWith(old)).isTrue();
        assertThat(receiver.calls().getFirst().isSignedWith(rotated.secret())).isTrue();
        assertThat(receiver.calls().getLast().isSignedWith(old)).isFalse();
        assertThat(receiver.calls().getLast().isSignedWith(rotated.secret())).isTrue();
    }

    @Test
    void anErasedContactIsNamedByItsIdsAndLeavesNothingElse() {
        var webhook = webhook("crm", receiver.url(), "deal.opened", "contact.erased");
        var deal = deal();
        world.set(deal.contactId(), "external_id", "crm-7");

        transactions.executeWithoutResult(status -> {
            events.publishEvent(new ContactErased(deal.contactId()));
            assertThat(records.export(deal.contactId())).hasSize(1);
            records.erase(deal.contactId());
        });
        deliver();

        assertThat(receiver.calls()).hasSize(1);
        assertThat(json.readTree(receiver.calls().getFirst().body()).get("data"))
                .isEqualTo(json.readTree(
                        "{\"contactId\": \"%s\", \"contactExternalId\": \"crm-7\"}".formatted(deal.contactId())));
        assertThat(only(webhook).contactId()).isNull();
    }

    @Test
    void aLateHandoffIsToldOnceForEachTimeItWasDue() {
        var webhook = webhook("chat", receiver.url(), "handoff.late");
        var contact = world.contact(Stage.MQL);
        insertHandoff(contact, world.clock().instant().plus(Duration.ofHours(2)));

        late.tell();
        assertThat(types(webhook)).isEmpty();
        world.pass(Duration.ofHours(3));
        late.tell();
        late.tell();
        assertThat(types(webhook)).containsExactly("handoff.late");
        jdbc.sql("update handoff set due_at = due_at + interval '30 minutes'").update();
        late.tell();
        assertThat(types(webhook)).hasSize(2);
    }

    @Test
    void whatHasArrivedIsForgottenAfterAWeek() {
        var webhook = webhook("crm", receiver.url(), "deal.opened");
        deal();
        deliver();

        world.pass(Duration.ofDays(6));
        retention.forget();
        assertThat(types(webhook)).hasSize(1);
        world.pass(Duration.ofDays(2));
        retention.forget();
        assertThat(types(webhook)).isEmpty();
    }

    private Webhook webhook(String name, URI url, String... types) {
        return webhooks.add(new WebhookDraft(name, url, null, null, Set.of(types), null, null));
    }

    private Deal deal() {
        return deals.open(
                        new NewDeal(
                                world.contact(Stage.SQL),
                                null,
                                "Forty seats",
                                new BigDecimal("1200"),
                                "EUR",
                                null,
                                "ada@example.com",
                                null,
                                null),
                        "test")
                .deal();
    }

    private void insertHandoff(ContactId contact, Instant dueAt) {
        jdbc.sql("""
                        insert into handoff (id, contact_id, kind, stage_entry, team, state, owner, why, assigned_because,
                                             priority, score, fit, temperature, opened_at, due_at, element_instance_key)
                        values (gen_random_uuid(), :contact, 'mql', 1, 'sales', 'open', 'ada@example.com', 'score reached 50',
                                'has room', 'high', 50, 'A', 'hot', :now, :due, 7)""")
                .param("contact", contact.value())
                .param("now", utc(world.clock().instant()))
                .param("due", utc(dueAt))
                .update();
    }

    private boolean somebodyWaitsForALock() {
        return jdbc.sql("""
                        select exists (select from pg_stat_activity
                                       where wait_event_type = 'Lock' and query like '%update webhook%')""").query(Boolean.class).single();
    }

    private void publish(Object event) {
        transactions.executeWithoutResult(status -> events.publishEvent(event));
    }

    /** One look at what is due, by an instance of its own. */
    private void deliver() {
        var instance = dispatcher();
        instance.step();
        await().atMost(Duration.ofSeconds(10)).until(() -> !instance.isBusy());
    }

    private WebhookDispatcher dispatcher() {
        var instance = new WebhookDispatcher(store, webhooks, carriers, transactionManager, world.clock());
        started.add(instance);
        return instance;
    }

    private Delivery only(Webhook webhook) {
        var all = deliveries.of(webhook.id(), null, null, 10);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private List<String> types(Webhook webhook) {
        return deliveries.of(webhook.id(), null, null, 10).stream()
                .map(Delivery::type)
                .toList();
    }

    private static void hold(CountDownLatch over) {
        try {
            assertThat(over.await(15, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
