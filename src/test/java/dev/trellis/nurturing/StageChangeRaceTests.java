package dev.trellis.nurturing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trellis.contact.ContactId;
import dev.trellis.engine.EngineMessage;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.nurturing.World.Person;
import dev.trellis.platform.Lane;
import dev.trellis.testing.Database;
import dev.trellis.testing.Time;
import dev.trellis.testing.TrellisTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Stage changes that meet what else goes on in the engine, many contacts at a time. */
@TrellisTest
class StageChangeRaceTests {

    /** Enough to have seen every race there was; {@code -Dtrellis.test.contacts=500} looks harder. */
    private static final int CONTACTS = Integer.getInteger("trellis.test.contacts", 200);

    private static final int AT_ONCE = 8;

    private final World world;
    private final Time time;
    private final EngineOutbox outbox;
    private final StageReconciler reconciler;
    private final JdbcClient jdbc;

    StageChangeRaceTests(
            @LocalServerPort int port, Time time, Database database, EngineOutbox outbox, StageReconciler reconciler) {
        this.world = new World(port, time, database);
        this.time = time;
        this.outbox = outbox;
        this.reconciler = reconciler;
        this.jdbc = database.jdbc();
    }

    @BeforeEach
    void startOnAMonday() {
        world.mondayMorning();
    }

    @AfterEach
    void tellEverythingInTimeAgain() {
        jdbc.sql("drop trigger if exists told_late on engine_outbox").update();
        jdbc.sql("drop function if exists told_late").update();
    }

    @Test
    void aChangeRightAfterTheContactWasAdded() {
        var people = all(i -> {
            var person = quiet("early-" + i, "subscriber");
            world.move(person, "lead", "Changed right away");
            return person;
        });

        assertEngineFollows(people, "lead");
        assertThat(entries(people)).containsOnly(2);
    }

    @Test
    void twoChangesAtOnce() {
        var people = all(i -> quiet("twice-" + i, "subscriber"));
        time.settle();

        inParallel(people.stream()
                .flatMap(person -> Stream.<Callable<Boolean>>of(
                        () -> done(() -> world.move(person, "lead", "One of two")),
                        () -> done(() -> world.move(person, "opportunity", "The other of two")))));

        assertEngineFollows(people, null);
        assertThat(entries(people)).containsOnly(3);
    }

    @Test
    void aChangeAtTheVeryMomentAJourneyEnds() {
        var people = all(i -> quiet("ending-" + i, "subscriber"));
        time.settle();
        // Three welcomes are suppressed at once; after ten more days the journey is over.
        time.advance(Duration.ofDays(2).plusMinutes(1));
        time.advance(Duration.ofDays(4).plusMinutes(1));

        time.jump(Duration.ofDays(10).plusMinutes(1));
        forEach(people, person -> world.move(person, "lead", "While the journey ends"));

        assertEngineFollows(people, "lead");
        assertThat(entries(people)).containsOnly(2);
    }

    @Test
    void aChangeToldLate() {
        var people = all(i -> quiet("late-" + i, "subscriber"));
        time.settle();
        tellLate("stage-changed", 3);

        forEach(people, person -> world.move(person, "opportunity", "Told late"));
        // Meanwhile the journey they have left goes on, and its next step comes.
        time.jump(Duration.ofDays(2).plusMinutes(1));

        assertEngineFollows(people, "opportunity");
        assertThat(templates(people)).doesNotContain("welcome-best-of");
    }

    @Test
    void aChangeThatTheEngineNeverHeardOf() {
        var people = all(i -> quiet("lost-" + i, "subscriber"));
        time.settle();
        tellLate("stage-changed", 3600);
        forEach(people, person -> world.move(person, "opportunity", "Never told"));
        assertThat(jdbc.sql("delete from engine_outbox where message_name = 'stage-changed'")
                        .update())
                .isEqualTo(CONTACTS);
        tellEverythingInTimeAgain();

        time.jump(Duration.ofMinutes(2));
        reconciler.tellAgain();

        assertEngineFollows(people, "opportunity");
    }

    @Test
    void aChangeToldAgainAndAgain() {
        var people = all(i -> quiet("again-" + i, "subscriber"));
        time.settle();

        forEach(people, person -> world.move(person, "lead", "Told three times"));
        tellAgain(people);
        assertEngineFollows(people, "lead");
        // The engine has forgotten by now that it knew the message.
        time.advance(Duration.ofHours(2));
        tellAgain(people);

        assertEngineFollows(people, "lead");
        assertThat(entries(people)).containsOnly(2);
    }

    /** A contact without consent: its mails are planned and suppressed, so none leaves and none is waited for. */
    private Person quiet(String name, String stage) {
        return world.add("""
                {"email": "%s@races.example", "stage": "%s"}""".formatted(name, stage));
    }

    private void tellAgain(List<Person> people) {
        outbox.publish(
                people.stream()
                        .map(person -> JourneyMessages.stageChanged(new ContactId(person.id()), 1))
                        .flatMap(message -> Stream.<EngineMessage>of(message, message))
                        .toList(),
                Lane.LIVE);
    }

    /** Whatever is said to the engine under that name from now on waits for so many seconds of real time. */
    private void tellLate(String message, int seconds) {
        jdbc.sql("""
                        create function told_late() returns trigger language plpgsql as $$
                        begin new.due_at := new.due_at + interval '%d seconds'; return new; end $$""".formatted(seconds)).update();
        jdbc.sql("""
                        create trigger told_late before insert on engine_outbox for each row
                        when (new.message_name = '%s') execute function told_late()""".formatted(message)).update();
    }

    /**
     * Waits until the engine has followed, and holds that each contact stands in the journey of its stage, in that one
     * only, that no journey was begun twice and that no step of a left one was carried out.
     */
    private void assertEngineFollows(List<Person> people, @Nullable String stage) {
        await("the engine has followed").atMost(Duration.ofSeconds(60)).until(() -> behind(people) == 0);
        time.settle();
        await("the engine's voice is heard")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(journeys(people))
                        .hasSize(CONTACTS)
                        .allSatisfy(journey -> assertThat(journey.running()).isEqualTo(journey.stage())));
        if (stage != null) {
            assertThat(journeys(people)).extracting(Journey::stage).containsOnly(stage);
        }
        assertThat(startedTwice(people)).as("steps done twice in one entry").isZero();
        assertThat(doneLate(people)).as("steps done after their stage was left").isZero();
    }

    /** What runs for a contact below its one lifecycle instance. */
    private record Journey(UUID contact, String stage, String running) {}

    private List<Journey> journeys(List<Person> people) {
        return jdbc.sql("""
                        select l.contact_id, l.stage, coalesce(string_agg(child.process_id, ', '), 'none') as running
                        from lifecycle l
                        left join engine_instance map on map.contact_id = l.contact_id
                            and map.process_id = 'contact-lifecycle'
                        left join engine_instance child on child.parent_instance_key = map.process_instance_key
                        where l.contact_id = any(:people)
                        group by 1, 2""")
                .param("people", ids(people))
                .query((row, number) -> new Journey(row.getObject(1, UUID.class), row.getString(2), row.getString(3)))
                .list();
    }

    private long behind(List<Person> people) {
        return count(
                "select count(*) from lifecycle where entry <> entry_reached and contact_id = any(:people)", people);
    }

    private long startedTwice(List<Person> people) {
        return count("""
                select count(*) from (
                    select from send where contact_id = any(:people)
                    group by contact_id, stage_entry, element_id having count(*) > 1) twice""", people);
    }

    private long doneLate(List<Person> people) {
        return count("""
                select count(*) from send s
                join stage_entry next on next.contact_id = s.contact_id and next.number = s.stage_entry + 1
                where s.planned_at > next.entered_at and s.contact_id = any(:people)""", people);
    }

    private long count(String sql, List<Person> people) {
        return jdbc.sql(sql).param("people", ids(people)).query(Long.class).single();
    }

    private List<Integer> entries(List<Person> people) {
        return jdbc.sql("select entry from lifecycle where contact_id = any(:people)")
                .param("people", ids(people))
                .query((row, number) -> row.getInt(1))
                .list();
    }

    private List<String> templates(List<Person> people) {
        return jdbc.sql("select distinct template from send where contact_id = any(:people)")
                .param("people", ids(people))
                .query((row, number) -> row.getString(1))
                .list();
    }

    private static UUID[] ids(List<Person> people) {
        return people.stream().map(Person::id).toArray(UUID[]::new);
    }

    private interface Make {
        Person person(int number);
    }

    private static List<Person> all(Make make) {
        return inParallel(IntStream.range(0, CONTACTS).<Callable<Person>>mapToObj(i -> () -> make.person(i)));
    }

    private static void forEach(List<Person> people, Consumer<Person> deed) {
        inParallel(people.stream().<Callable<Boolean>>map(person -> () -> done(() -> deed.accept(person))));
    }

    private static boolean done(Runnable deed) {
        deed.run();
        return true;
    }

    private static <T> List<T> inParallel(Stream<Callable<T>> tasks) {
        var places = new Semaphore(AT_ONCE);
        var results = new ArrayList<T>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = tasks.map(task -> threads.submit(() -> {
                        places.acquire();
                        try {
                            return task.call();
                        } finally {
                            places.release();
                        }
                    }))
                    .toList();
            for (var future : futures) {
                results.add(future.get());
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return results;
    }
}
