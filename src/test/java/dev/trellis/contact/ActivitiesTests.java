package dev.trellis.contact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.platform.Ids;
import dev.trellis.platform.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.event.ApplicationEvents;

@ContactTest
class ActivitiesTests {

    private final ContactId ada = new ContactId(Ids.next());
    private int calls;
    private final Activities activities;
    private final JdbcClient jdbc;

    @Autowired
    ApplicationEvents events;

    @Autowired
    ActivitiesTests(Activities activities, JdbcClient jdbc) {
        this.activities = activities;
        this.jdbc = jdbc;
    }

    @BeforeEach
    void addAda() {
        TestContacts.insert(jdbc, ada, "ada-" + ada + "@example.org");
    }

    @Test
    void theSameKeyCountsOnce() {
        var key = "visit-" + ada;

        var first = activities.record(List.of(viewed(key), viewed(key)), Lane.LIVE);
        var second = activities.record(List.of(viewed(key)), Lane.LIVE);

        assertThat(first).hasSize(1);
        assertThat(second).isEmpty();
        assertThat(events.stream(ActivitiesRecorded.class))
                .singleElement()
                .satisfies(event -> assertThat(event.activities()).isEqualTo(first));
        assertThat(activities.known(List.of(key, "other"))).containsExactly(key);
    }

    @Test
    void withoutAKeyEveryOneCounts() {
        assertThat(activities.record(List.of(viewed(null), viewed(null)), Lane.LIVE))
                .hasSize(2);
    }

    @Test
    void aCallThatDidNotReachTheContactIsNothingItDid() {
        var reached = call(Map.of("outcome", "reached"));
        var unsaid = call(Map.of());
        var vain = call(Map.of("outcome", "no-answer"));

        assertThat(vain.isHuman()).isFalse();
        assertThat(List.of(reached, unsaid)).allMatch(Activity::isHuman);
        assertThat(activities.last(ada, List.of("call-logged"))).isEqualTo(unsaid.at());
    }

    private Activity call(Map<String, Object> properties) {
        calls++;
        var at = Instant.parse("2026-03-02T09:00:00Z").plusSeconds(calls);
        return activities
                .record(List.of(new NewActivity(ada, "call-logged", at, null, properties)), Lane.LIVE)
                .getFirst();
    }

    @Test
    void leavesOutContactsThatAreGone() {
        var gone = new NewActivity(new ContactId(Ids.next()), "page-viewed", null, null, Map.of());

        assertThat(activities.record(List.of(gone, viewed(null)), Lane.BULK)).hasSize(1);
    }

    @Test
    void keepsPropertiesAsTheyWereExceptWhatTheDatabaseCannotHold() {
        Map<String, Object> properties =
                Map.of("page", "/preise", "seconds", 12, "nested", Map.of("text", "a\u0000b\\u0000"), "odd", "\ud800x");
        activities.record(List.of(new NewActivity(ada, "page-viewed", null, null, properties)), Lane.LIVE);

        assertThat(activities.timeline(ada, null, 10).items())
                .singleElement()
                .extracting(Activity::properties)
                .isEqualTo(Map.of(
                        "page",
                        "/preise",
                        "seconds",
                        12,
                        "nested",
                        Map.of("text", "a\ufffdb\\u0000"),
                        "odd",
                        "\ufffdx"));
    }

    @Test
    void theTimelinePagesFromNewToOldWithoutLosingAny() {
        activities.record(
                IntStream.range(0, 25)
                        .mapToObj(i -> new NewActivity(
                                ada,
                                "page-viewed",
                                ContactTestConfiguration.NOW.minus(Duration.ofMinutes(i / 3)),
                                null,
                                Map.of("number", i)))
                        .toList(),
                Lane.LIVE);

        var seen = new ArrayList<Activity>();
        String after = null;
        do {
            var page = activities.timeline(ada, after, 10);
            seen.addAll(page.items());
            after = page.next();
        } while (after != null);

        assertThat(seen).hasSize(25).doesNotHaveDuplicates();
        assertThat(seen).extracting(Activity::at).isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void twoWhoRecordTheSameKeysInDifferentOrdersDoNotBlockEachOther() throws Exception {
        var keys = IntStream.range(0, 500).mapToObj(i -> ada + "-" + i).toList();

        try (var executor = Executors.newFixedThreadPool(2)) {
            Callable<Integer> forwards = () -> activities
                    .record(keys.stream().map(this::viewed).toList(), Lane.BULK)
                    .size();
            Callable<Integer> backwards = () -> activities
                    .record(keys.reversed().stream().map(this::viewed).toList(), Lane.BULK)
                    .size();
            int stored = 0;
            for (var result : executor.invokeAll(List.of(forwards, backwards, forwards, backwards))) {
                stored += result.get();
            }
            assertThat(stored).isEqualTo(500);
        }
    }

    private NewActivity viewed(@Nullable String key) {
        return new NewActivity(ada, "page-viewed", null, key, Map.of());
    }
}
