package dev.trellis.broadcast;

import static dev.trellis.platform.UtcTime.utc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import dev.trellis.broadcast.NewBroadcast.Step;
import dev.trellis.contact.Consents;
import dev.trellis.contact.ContactId;
import dev.trellis.email.Cancellations;
import dev.trellis.email.EmailInstance;
import dev.trellis.email.EmailRequest.OnCap;
import dev.trellis.email.EmailTestDatabase;
import dev.trellis.email.Holds;
import dev.trellis.email.Mailings;
import dev.trellis.email.Reconciliation;
import dev.trellis.email.SendWindows;
import dev.trellis.email.Skip;
import dev.trellis.email.Sums;
import dev.trellis.email.Suppressions;
import dev.trellis.email.Templates;
import dev.trellis.email.Topics;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.lifecycle.Stage;
import dev.trellis.lifecycle.StageDefinition;
import dev.trellis.platform.InvalidValueException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class BroadcastsTests {

    private static final JdbcClient JDBC = EmailTestDatabase.jdbc();

    private EmailInstance instance;
    private Broadcasts broadcasts;
    private TransactionTemplate transaction;
    private MockMvcTester mvc;

    @BeforeEach
    void start() {
        EmailTestDatabase.clear();
        instance = EmailInstance.options().configuration(Beans.class).start();
        broadcasts = instance.get(Broadcasts.class);
        transaction = instance.get(TransactionTemplate.class);
        mvc = MockMvcTester.create(MockMvcBuilders.standaloneSetup(
                        new BroadcastController(broadcasts, instance.get(Segments.class)),
                        new SegmentController(instance.get(Segments.class), broadcasts))
                .build());
    }

    @AfterEach
    void stop() {
        instance.close();
    }

    @Test
    void aSegmentIsEverybodyWithOneOfTheValuesInEachPart() {
        var ada = reader("ada", "lead", "DE", "VIP; fair 2026");
        reader("bob", "lead", "DE", "vips");
        reader("cleo", "lead", "FR", "vip");
        reader("dan", "mql", "AT", "beta, Vip");
        reader("eve", "customer", "DE", "vip");
        reader("fay", "lead", "DE", null);

        assertThat(size(null, null, null)).isEqualTo(6);
        assertThat(size("lead", null, null)).isEqualTo(4);
        assertThat(size("lead,mql", "Germany,AT", "vip")).isEqualTo(2);
        assertThat(size("lead", "DE", "fair 2026")).isOne();

        instance.get(Consents.class).grant(ada, "offers", "test");
        var readsOffers = instance.get(Segments.class).of(null, List.of("offers"), null, null);
        assertThat(broadcasts.forecast(readsOffers, "newsletter").size()).isOne();
    }

    @Test
    void whoIsPlannedAndWhoIsNotAddUpToTheSegment() {
        reader("ada", "lead", "DE", null);
        reader("bob", "lead", "DE", null);
        reader("other", "customer", "DE", null);
        stand(instance.stranger("cleo@example.com", "Cleo"), "lead", "DE", null);
        instance.get(Suppressions.class)
                .add("bob@example.com", Suppressions.ALL, Suppressions.Reason.BOUNCE, "550 5.1.1");
        var wish = wish("lead").build();
        var forecast = broadcasts.forecast(wish);
        var broadcast = broadcasts.begin(wish);

        planAll();

        var now = broadcasts.require(broadcast.id());
        assertThat(now.state()).isEqualTo(BroadcastState.SENDING);
        assertThat(now.planned()).isOne();
        assertThat(broadcasts.skipped(broadcast.id()))
                .isEqualTo(Map.of(Skip.NEVER_AGREED, 1L, Skip.SUPPRESSED, 1L))
                .isEqualTo(forecast.skipped());
        assertThat(forecast.size()).isEqualTo(3);
        assertThat(forecast.reachable()).isOne();
        assertThat(sums(broadcast).planned()).isOne();
    }

    @Test
    void thousandsWhoMayNotBeWrittenToAreNotTakenForTheEnd() {
        crowd(2_500);
        var suppressions = instance.get(Suppressions.class);
        JDBC.sql("select email from contact order by id limit 2000")
                .query(String.class)
                .list()
                .forEach(address ->
                        suppressions.add(address, Suppressions.ALL, Suppressions.Reason.BOUNCE, "550 5.1.1"));
        var broadcast = broadcasts.begin(wish(null).build());

        planAll();

        assertThat(broadcasts.require(broadcast.id()).state()).isEqualTo(BroadcastState.SENDING);
        assertThat(sums(broadcast).planned()).isEqualTo(500);
        assertThat(broadcasts.skipped(broadcast.id())).isEqualTo(Map.of(Skip.SUPPRESSED, 2_000L));
    }

    @Test
    void anotherPlannerGoesOnWhereTheOneThatDiedHadCommitted() {
        crowd(120);
        var broadcast = broadcasts.begin(wish(null).build());
        assertThat(broadcasts.planSlice()).isTrue();
        transaction.executeWithoutResult(status -> {
            assertThat(broadcasts.planSlice()).isTrue();
            status.setRollbackOnly();
        });

        planAll();

        assertThat(broadcasts.require(broadcast.id()).planned()).isEqualTo(120);
        assertThat(JDBC.sql("select count(distinct contact_id) from send")
                        .query(Long.class)
                        .single())
                .isEqualTo(120);
        assertThat(JDBC.sql("select count(*) from send").query(Long.class).single())
                .isEqualTo(120);
    }

    @Test
    void twoPlannersTakeTurns() throws InterruptedException {
        crowd(110);
        var broadcast = broadcasts.begin(wish(null).build());
        var planners = Stream.generate(() -> Thread.ofPlatform().unstarted(this::planAll))
                .limit(2)
                .toList();

        planners.forEach(Thread::start);
        for (var planner : planners) {
            planner.join();
        }
        planAll();

        assertThat(broadcasts.require(broadcast.id()).planned()).isEqualTo(110);
        assertThat(sums(broadcast).planned()).isEqualTo(110);
    }

    @Test
    void whatIsScheduledIsPlannedWhenItsTimeHasComeForWhoIsInTheSegmentThen() {
        var broadcast = broadcasts.begin(
                wish(null).at(EmailInstance.NOW.plus(Duration.ofHours(1))).build());
        planAll();
        assertThat(broadcasts.require(broadcast.id()).state()).isEqualTo(BroadcastState.SCHEDULED);

        reader("late", "lead", "DE", null);
        instance.clock().advance(Duration.ofHours(1));
        planAll();

        assertThat(broadcasts.require(broadcast.id()).planned()).isOne();
    }

    @Test
    void aPausedBroadcastKeepsItsPlace() {
        crowd(60);
        var broadcast = broadcasts.begin(wish(null).build());
        broadcasts.planSlice();

        assertThat(broadcasts.pause(broadcast.id(), "ada").standing()).isEqualTo("paused");
        planAll();
        assertThat(broadcasts.require(broadcast.id()).planned()).isEqualTo(50);

        assertThat(broadcasts.resume(broadcast.id()).standing()).isEqualTo("planning");
        planAll();
        assertThat(broadcasts.require(broadcast.id()).planned()).isEqualTo(60);
    }

    @Test
    void aCancelledBroadcastSendsNothingMoreAndIsOver() {
        reader("ada", "lead", "DE", null);
        reader("bob", "lead", "DE", null);
        var broadcast = broadcasts.begin(wish(null).build());
        planAll();

        broadcasts.cancel(broadcast.id(), "ada");
        broadcasts.tidyUp();

        assertThat(sums(broadcast).cancelled()).isEqualTo(2);
        assertThat(broadcasts.require(broadcast.id()).standing()).isEqualTo("cancelled");
        assertThat(broadcasts.require(broadcast.id()).finishedAt()).isNotNull();
        assertThatExceptionOfType(BroadcastOverException.class)
                .isThrownBy(() -> broadcasts.resume(broadcast.id()))
                .withMessageContaining("is cancelled");
    }

    @Test
    void aBroadcastIsDoneWhenNothingOfItIsLeft() {
        reader("ada", "lead", "DE", null);
        var broadcast = broadcasts.begin(wish(null).build());
        planAll();
        broadcasts.tidyUp();
        assertThat(broadcasts.require(broadcast.id()).state()).isEqualTo(BroadcastState.SENDING);

        settleAll("SENT");
        broadcasts.tidyUp();

        assertThat(broadcasts.require(broadcast.id()).state()).isEqualTo(BroadcastState.DONE);
    }

    @Test
    void whatBecameOfItIsCountedOnceItIsOverForAnHour() {
        reader("ada", "lead", "DE", null);
        var broadcast = broadcasts.begin(wish(null).build());
        planAll();
        settleAll("UNKNOWN");
        broadcasts.tidyUp();

        settleAll("SENT");
        broadcasts.tidyUp();
        assertThat(Reconciliation.total(broadcasts.accounts(broadcast.id())).sent())
                .isOne();

        JDBC.sql("update broadcast set finished_at = finished_at - interval '2 hours'")
                .update();
        broadcasts.tidyUp();
        JDBC.sql("delete from send").update();
        assertThat(broadcasts.accounts(broadcast.id())).singleElement().satisfies(account -> {
            assertThat(account.broadcast()).isEqualTo(broadcast.id());
            assertThat(account.sums().sent()).isOne();
        });
    }

    @Test
    void theJobOfADiagramIsCompletedOnceWithTheCounts() {
        reader("ada", "lead", "DE", null);
        stand(instance.stranger("bob@example.com", "Bob"), "lead", "DE", null);
        var first = broadcasts.begin(wish("lead").step(41L).build());
        assertThat(instance.outbox().completed()).isEmpty();

        var again = broadcasts.begin(wish("lead").step(42L).build());
        planAll();

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(instance.outbox().completed()).isEqualTo(Map.of(42L, Map.of("planned", 1L, "skipped", 1L)));
        assertThat(broadcasts.begin(wish("lead").step(43L).build()).isPlanned()).isTrue();
        assertThat(broadcasts.lastStart("newsletter")).contains(EmailInstance.NOW);
        assertThat(broadcasts.lastStart("other")).isEmpty();
        assertThat(JDBC.sql("select count(*) from send").query(Long.class).single())
                .isOne();
    }

    @Test
    void cancellingLetsTheDiagramGoOn() {
        var broadcast = broadcasts.begin(wish("lead").step(41L).build());

        broadcasts.cancel(broadcast.id(), "ada");

        assertThat(instance.outbox().completed()).isEqualTo(Map.of(41L, Map.of("planned", 0L, "skipped", 0L)));
    }

    @Test
    void whatABroadcastNamesMustExist() {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> size("led", null, null))
                .withMessageContaining("lead");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(
                        () -> broadcasts.begin(wish(null).template("receipt").build()))
                .withMessageContaining("marketing");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() ->
                        broadcasts.begin(wish(null).template("no-such-mail").build()))
                .withMessageContaining("marketing-hello");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() ->
                        broadcasts.begin(wish(null).notAfter(EmailInstance.NOW).build()))
                .withMessageContaining("later");
    }

    @Test
    void theApiBeginsShowsAndStopsABroadcast() {
        reader("ada", "lead", "DE", "vip");
        stand(instance.stranger("bob@example.com", "Bob"), "lead", "DE", "vip");
        var json = """
                {"name": "March news", "template": "marketing-hello", "segment": {"stage": ["lead"], "tag": "vip"}%s}""";

        assertThat(post("/api/broadcasts", json.formatted(", \"dryRun\": true")))
                .hasStatus(200)
                .bodyJson()
                .isEqualTo("""
                        {"topic": "newsletter", "size": 2, "reachable": 1, "skipped": {"never-agreed": 1}}""");
        assertThat(mvc.get()
                        .uri("/api/segments/count?stage=lead&topic=newsletter&tag=vip")
                        .exchange())
                .bodyJson()
                .extractingPath("$.reachable")
                .isEqualTo(1);
        assertThat(post("/api/broadcasts", json.formatted("")))
                .hasStatus(201)
                .bodyJson()
                .extractingPath("$.state")
                .isEqualTo("planning");
        planAll();
        var id = broadcasts.page(null, 1).items().getFirst().id();
        var shown = mvc.get().uri("/api/broadcasts/" + id).exchange();
        assertThat(shown).bodyJson().extractingPath("$.emails.waiting").isEqualTo(1);
        assertThat(shown).bodyJson().extractingPath("$.skipped.never-agreed").isEqualTo(1);
        assertThat(shown).bodyJson().extractingPath("$.segment.tag[0]").isEqualTo("vip");

        assertThat(post("/api/broadcasts/" + id + "/pause", ""))
                .bodyJson()
                .extractingPath("$.state")
                .isEqualTo("paused");
        assertThat(post("/api/broadcasts/" + id + "/resume", ""))
                .bodyJson()
                .extractingPath("$.state")
                .isEqualTo("sending");
        assertThat(post("/api/broadcasts/" + id + "/cancel", "")).hasStatus(200);
        assertThat(post("/api/broadcasts/" + id + "/pause", "")).hasStatus(409);
        assertThat(mvc.get().uri("/api/broadcasts").exchange())
                .bodyJson()
                .extractingPath("$.items[0].state")
                .isEqualTo("cancelled");
    }

    private static void settleAll(String state) {
        JDBC.sql("select id from send").query(UUID.class).list().forEach(send -> EmailTestDatabase.settle(send, state));
    }

    private MvcTestResult post(String uri, String json) {
        return mvc.post()
                .uri(uri)
                .contentType(MediaType.APPLICATION_JSON)
                .content(json)
                .exchange();
    }

    private void planAll() {
        while (broadcasts.planSlice()) {
            // Slice by slice.
        }
    }

    private long size(@Nullable String stage, @Nullable String country, @Nullable String tag) {
        var segment = instance.get(Segments.class).of(list(stage), null, list(country), list(tag));
        return broadcasts.forecast(segment, "newsletter").size();
    }

    private Sums sums(Broadcast broadcast) {
        return Reconciliation.total(instance.get(Reconciliation.class).of(broadcast.id()));
    }

    private static @Nullable List<String> list(@Nullable String value) {
        return value == null ? null : List.of(value);
    }

    private ContactId reader(String name, String stage, String country, @Nullable String tags) {
        return stand(instance.reader(name + "@example.com"), stage, country, tags);
    }

    private static ContactId stand(ContactId contact, String stage, String country, @Nullable String tags) {
        JDBC.sql("""
                        update contact set country = :country,
                               attributes = case when cast(:tags as text) is null then '{}'
                                                 else jsonb_build_object('tags', cast(:tags as text)) end
                        where id = :id
                        """)
                .param("country", country)
                .param("tags", tags)
                .param("id", contact.value())
                .update();
        JDBC.sql("""
                        insert into lifecycle (contact_id, stage, entry, entered_at, journey)
                        select id, :stage, 1, created_at, false from contact where id = :id
                        """).param("stage", stage).param("id", contact.value()).update();
        return contact;
    }

    /** So many contacts who agreed to the newsletter. */
    private static void crowd(int size) {
        JDBC.sql("""
                        with n as (
                            insert into contact (id, email, email_key, created_at, updated_at)
                            select gen_random_uuid(), 'reader-' || i || '@example.com', 'reader-' || i || '@example.com',
                                   :now, :now
                            from generate_series(1, :size) as i
                            returning id)
                        insert into consent (contact_id, topic, state, evidence, changed_at)
                        select id, 'newsletter', 'granted', 'test', :now from n
                        """).param("now", utc(EmailInstance.NOW)).param("size", size).update();
    }

    private Wish wish(@Nullable String stage) {
        return new Wish(instance.get(Segments.class).of(list(stage), null, null, null));
    }

    /** A broadcast for a test to wish. */
    private static final class Wish {

        private final Segment segment;
        private String template = "marketing-hello";
        private @Nullable Instant at;
        private @Nullable Instant notAfter;
        private @Nullable Step step;

        Wish(Segment segment) {
            this.segment = segment;
        }

        Wish template(String name) {
            this.template = name;
            return this;
        }

        Wish at(Instant instant) {
            this.at = instant;
            return this;
        }

        Wish notAfter(Instant instant) {
            this.notAfter = instant;
            return this;
        }

        Wish step(long jobKey) {
            this.step = new Step(7, jobKey, "newsletter", "send");
            return this;
        }

        NewBroadcast build() {
            return new NewBroadcast(
                    "News", template, null, segment, "any-time", OnCap.DELAY, false, at, notAfter, "test", step);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import({BroadcastStore.class, Segments.class})
    static class Beans {

        @Bean
        Broadcasts broadcasts(
                BroadcastStore store,
                Mailings mailings,
                Holds holds,
                Cancellations cancellations,
                Reconciliation reconciliation,
                Templates templates,
                Topics topics,
                SendWindows windows,
                EngineOutbox outbox,
                TransactionTemplate transaction,
                Clock clock) {
            return new Broadcasts(
                    store,
                    mailings,
                    holds,
                    cancellations,
                    reconciliation,
                    templates,
                    topics,
                    windows,
                    outbox,
                    transaction,
                    clock,
                    50);
        }

        @Bean
        TransactionTemplate transactionTemplate(PlatformTransactionManager manager) {
            return new TransactionTemplate(manager);
        }

        @Bean
        Lifecycle lifecycle() {
            var lifecycle = mock(Lifecycle.class);
            given(lifecycle.stages())
                    .willReturn(Stream.of("lead", "mql", "customer")
                            .map(name -> new StageDefinition(new Stage(name), name, 1, Set.of(), ""))
                            .toList());
            return lifecycle;
        }
    }
}
