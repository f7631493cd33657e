package dev.trellis.engine;

import static dev.trellis.engine.EngineRig.worker;
import static dev.trellis.platform.UtcTime.utc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trellis.platform.Lane;
import dev.trellis.testing.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EngineOutboxTests {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** A key of the first partition, which the upper bits name, that the engine has not given out. */
    private static final long UNKNOWN = (1L << 51) + (1L << 40);

    @BeforeEach
    void clear() {
        Database.get().clear();
    }

    @Test
    void whatIsWrittenIsDeliveredAfterTheCommitAndNotBefore() {
        var seen = new ConcurrentLinkedQueue<String>();
        try (var rig = EngineRig.start(RealEngine.shared(), List.of(seeing("told", seen)), EngineRig.oneTask("told"))) {
            Database.get().transactions().executeWithoutResult(status -> {
                rig.outbox.publish(List.of(EngineRig.message("told", "rolled-back")), Lane.LIVE);
                status.setRollbackOnly();
            });
            Database.get()
                    .transactions()
                    .executeWithoutResult(
                            status -> rig.outbox.publish(List.of(EngineRig.message("told", "committed")), Lane.LIVE));

            await().atMost(PATIENCE).until(() -> seen.contains("committed") && isEmpty(rig));

            assertThat(seen).containsExactly("committed");
        }
    }

    @Test
    void thousandsArriveThoughTheEngineRefusesWhatIsTooMuch() {
        var seen = ConcurrentHashMap.<String>newKeySet();
        var keys = keys(1_000);
        try (var rig = EngineRig.start(RealEngine.shared(), List.of(seeing("many", seen)), EngineRig.oneTask("many"))) {
            var start = System.nanoTime();
            publish(rig, "many", keys, Lane.BULK);

            await().atMost(Duration.ofMinutes(3)).until(() -> isEmpty(rig) && seen.size() == keys.size());

            var seconds = (System.nanoTime() - start) / 1e9;
            System.getLogger("EngineOutboxTests")
                    .log(
                            System.Logger.Level.INFO,
                            "{0} messages and as many jobs in {1} s, limit {2}, rejected {3}",
                            keys.size(),
                            seconds,
                            rig.commands.limit(),
                            rig.meters
                                    .get("trellis.engine.commands")
                                    .tag("outcome", "rejected")
                                    .counter()
                                    .count());
            assertThat(seen).containsExactlyInAnyOrderElementsOf(keys);
        }
    }

    @Test
    void whoComesLiveIsServedBeforeThoseLetInByTheThousand() {
        var seen = new ConcurrentLinkedQueue<String>();
        var slow = worker("paced", job -> {
            seen.add(String.valueOf(job.variables().get("contactId")));
            await().pollDelay(Duration.ofMillis(400)).until(() -> true);
            return JobResult.completed();
        });
        try (var rig = EngineRig.start(RealEngine.shared(), List.of(slow), EngineRig.oneTask("paced"))) {
            publish(rig, "paced", keys(2_000), Lane.BULK);
            await().atMost(PATIENCE).until(() -> seen.size() > 30);
            publish(rig, "paced", List.of("urgent"), Lane.LIVE);
            await().atMost(PATIENCE).until(() -> seen.contains("urgent"));

            assertThat(seen.size()).isLessThan(1_500);
            Database.get().jdbc().sql("delete from engine_outbox").update();
        }
    }

    @Test
    void theLiveLaneOvertakesTheBulkLane() {
        try (var rig = EngineRig.start(RealEngine.shared(), List.of(), EngineRig.oneTask("lanes"))) {
            publish(rig, "lanes", keys(1_500), Lane.BULK);
            publish(rig, "lanes", List.of("urgent"), Lane.LIVE);

            await().atMost(PATIENCE).until(() -> rig.outbox.backlog(Lane.LIVE) == 0);

            assertThat(rig.outbox.backlog(Lane.BULK)).isGreaterThan(500);
            await().atMost(PATIENCE).until(() -> isEmpty(rig));
        }
    }

    @Test
    void resultsOfTheBulkLaneAreToldBeforeItsEntries() {
        var held = new ConcurrentLinkedQueue<Long>();
        Worker holding = worker("results", job -> {
            held.add(job.key());
            return JobResult.held(Duration.ofHours(1));
        });
        try (var rig = EngineRig.start(RealEngine.shared(), List.of(holding), EngineRig.oneTask("results"))) {
            publish(rig, "results", List.of("first"), Lane.LIVE);
            await().atMost(PATIENCE).until(() -> held.size() == 1);
            publish(rig, "results", keys(1_500), Lane.BULK);

            Database.get()
                    .transactions()
                    .executeWithoutResult(
                            status -> rig.outbox.completeAll(Map.of(held.element(), Map.of()), Lane.BULK));
            await().atMost(PATIENCE).until(() -> waiting("complete") == 0);

            assertThat(waiting("publish")).isGreaterThan(500);
            Database.get().jdbc().sql("delete from engine_outbox").update();
        }
    }

    @Test
    void aContactGetsOneProcessInstanceHoweverOftenItIsEntered() {
        var seen = new ConcurrentLinkedQueue<String>();
        Worker holding = worker("entered", job -> {
            seen.add(String.valueOf(job.variables().get("contactId")));
            return JobResult.held(Duration.ofHours(1));
        });
        var keys = keys(50);
        try (var rig = EngineRig.start(RealEngine.shared(), List.of(holding), EngineRig.oneTask("entered"))) {
            publish(
                    rig,
                    "entered",
                    Stream.of(keys, keys, keys).flatMap(List::stream).toList(),
                    Lane.LIVE);

            await().atMost(PATIENCE).until(() -> isEmpty(rig) && seen.size() >= keys.size());

            assertThat(seen).containsExactlyInAnyOrderElementsOf(keys);
        }
    }

    @Test
    void whatTheEngineNoLongerKnowsCountsAsDelivered() {
        try (var rig = EngineRig.start(RealEngine.shared(), List.of(), EngineRig.oneTask("gone"))) {
            rig.outbox.completeAll(Map.of(UNKNOWN, Map.of("outcome", "sent"), UNKNOWN + 1, Map.of()), Lane.LIVE);
            rig.outbox.cancel(UNKNOWN + 2, Lane.BULK);
            rig.outbox.redeliver(UNKNOWN + 3);

            await().atMost(PATIENCE).until(() -> isEmpty(rig));

            assertThat(rig.rows.setAsideCount()).isZero();
        }
    }

    @Test
    void whatTheEngineWillNeverTakeIsSetAsideWithItsReasonAndBlocksNothing() {
        var seen = new ConcurrentLinkedQueue<String>();
        try (var rig =
                EngineRig.start(RealEngine.shared(), List.of(seeing("aside", seen)), EngineRig.oneTask("aside"))) {
            Database.get().jdbc().sql("""
                            insert into engine_outbox (lane, kind, message_name, correlation_key, variables, due_at, created_at)
                            values ('live', 'publish', 'aside', 'broken', '[1, 2]', :now, :now)
                            """).param("now", utc(Instant.now())).update();
            publish(rig, "aside", List.of("sound"), Lane.LIVE);

            await().atMost(PATIENCE).until(() -> seen.contains("sound") && isEmpty(rig));

            assertThat(rig.rows.setAside(10, 0)).singleElement().satisfies(command -> {
                assertThat(command.correlationKey()).isEqualTo("broken");
                assertThat(command.problem()).contains("root level object");
            });
        }
    }

    @Test
    void rowsOfAnInstanceThatDiedAreDeliveredByAnother() {
        var seen = new ConcurrentLinkedQueue<String>();
        var keys = keys(20);
        try (var dead = EngineRig.start(RealEngine.shared(), List.of(), EngineRig.oneTask("crash"))) {
            dead.connection.stop();
            publish(dead, "crash", keys, Lane.LIVE);
            assertThat(dead.rows.forgetAndClaim(List.of(), 500, 0).live()).hasSize(20);
            dead.crash();
        }
        try (var rig =
                EngineRig.start(RealEngine.shared(), List.of(seeing("crash", seen)), EngineRig.oneTask("crash"))) {
            assertThat(rig.rows.forgetAndClaim(List.of(), 500, 0).live()).isEmpty();
            endLeases();

            await().atMost(PATIENCE).until(() -> isEmpty(rig) && seen.size() >= keys.size());

            assertThat(seen).containsExactlyInAnyOrderElementsOf(keys);
        }
    }

    @Test
    void twoInstancesShareTheWorkAndDeliverNothingTwice() {
        var seen = new ConcurrentLinkedQueue<String>();
        var keys = keys(600);
        try (var one = EngineRig.start(RealEngine.shared(), List.of(seeing("two", seen)), EngineRig.oneTask("two"));
                var other = EngineRig.start(RealEngine.shared(), List.of(), EngineRig.oneTask("two"))) {
            publish(one, "two", keys, Lane.BULK);
            other.dispatcher.wake();

            await().atMost(PATIENCE).until(() -> isEmpty(one) && seen.size() >= keys.size());

            assertThat(seen).containsExactlyInAnyOrderElementsOf(keys);
            assertThat(delivered(one) + delivered(other)).isGreaterThanOrEqualTo(keys.size());
        }
    }

    @Test
    void theOutboxWaitsForAnEngineThatIsAwayAndGoesOnWhenItIsBack() {
        var seen = ConcurrentHashMap.<String>newKeySet();
        try (var engine = RealEngine.create()) {
            try (var rig = EngineRig.start(engine.grpc(), List.of(seeing("away", seen)), EngineRig.oneTask("away"))) {
                assertThat(rig.status.isAway()).isTrue();
                assertThat(rig.status.awayBecause()).isNotBlank();
                publish(rig, "away", List.of("before-start"), Lane.LIVE);
                engine.start();
                await().atMost(PATIENCE).until(() -> seen.contains("before-start"));

                // Asked to stop, it would first wait for the end of the polls of our workers.
                engine.crash();
                publish(rig, "away", List.of("while-away"), Lane.LIVE);
                await().atMost(PATIENCE).until(rig.status::isAway);
                assertThat(rig.outbox.backlog(Lane.LIVE)).isEqualTo(1);
                engine.start();

                await().atMost(PATIENCE).until(() -> seen.contains("while-away") && isEmpty(rig));
            }
        }
    }

    private static void publish(EngineRig rig, String name, List<String> keys, Lane lane) {
        Database.get()
                .transactions()
                .executeWithoutResult(status -> rig.outbox.publish(
                        keys.stream().map(key -> EngineRig.message(name, key)).toList(), lane));
    }

    private static boolean isEmpty(EngineRig rig) {
        return rig.outbox.backlog(Lane.LIVE) + rig.outbox.backlog(Lane.BULK) == 0;
    }

    private static long waiting(String kind) {
        return Database.get()
                .jdbc()
                .sql("select count(*) from engine_outbox where kind = :kind")
                .param("kind", kind)
                .query(Long.class)
                .single();
    }

    private static double delivered(EngineRig rig) {
        return rig.meters
                .get("trellis.engine.commands")
                .tag("outcome", "delivered")
                .counter()
                .count();
    }

    private static void endLeases() {
        Database.get()
                .jdbc()
                .sql("update engine_outbox set due_at = due_at - interval '1 hour'")
                .update();
    }

    private static List<String> keys(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> UUID.randomUUID().toString())
                .toList();
    }

    private static Worker seeing(String type, Collection<String> seen) {
        return worker(type, job -> {
            seen.add(String.valueOf(job.variables().get("contactId")));
            return JobResult.completed();
        });
    }
}
