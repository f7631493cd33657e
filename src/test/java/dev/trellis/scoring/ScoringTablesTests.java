package dev.trellis.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.engine.Decision;
import dev.trellis.engine.DecisionTables;
import dev.trellis.engine.dmn.DmnFolder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row of the tables a marketer edits, by an example. */
class ScoringTablesTests {

    private static final DecisionTables DECISIONS = DmnFolder.read(Path.of("bpmn"), Clock.systemUTC());

    @ParameterizedTest(name = "row {0}: {1} {2} {3} {4} gives {5}")
    @CsvSource(nullValues = "-", textBlock = """
             1, demo-requested,     -,                 -,            competitor.example, -20,  20, 365, false
             2, email-opened,       -,                 -,            example.org,          0,   -,   -, false
             3, page-viewed,        /en/careers/dev,   -,            example.org,        -10,  10,  30, false
             3, page-viewed,        /jobs,             -,            example.org,        -10,  10,  30, false
             4, page-viewed,        /pricing,          -,            example.org,         10,  20,  14, true
             5, page-viewed,        /compare/x,        -,            example.org,          5,  10,  14, true
             6, page-viewed,        /blog/post,        -,            example.org,          1,   5,  14, true
             6, page-viewed,        -,                 -,            example.org,          1,   5,  14, true
             7, price-viewed,       -,                 -,            example.org,         10,  20,  14, true
             8, content-downloaded, -,                 buyers-guide, example.org,         15,  30,  30, true
             9, content-downloaded, -,                 poster,       example.org,          8,  16,  30, true
             9, content-downloaded, -,                 -,            example.org,          8,  16,  30, true
            10, form-submitted,     -,                 -,            example.org,          5,  10,  30, true
            11, preferences-chosen, -,                 -,            example.org,          2,   2,  30, true
            12, contact-requested,  -,                 -,            example.org,         40,  40,  30, true
            13, demo-requested,     -,                 -,            example.org,         50,  50,  30, true
            14, trial-started,      -,                 -,            example.org,         40,  40,  30, true
            15, webinar-registered, -,                 -,            example.org,          5,  10,  30, true
            16, webinar-attended,   -,                 -,            example.org,         15,  30,  30, true
            17, event-attended,     -,                 -,            example.org,         15,  30,  60, true
            18, meeting-booked,     -,                 -,            example.org,         40,  40,  30, true
            19, call-logged,        -,                 -,            example.org,         10,  20,  30, true
            20, quote-viewed,       -,                 -,            example.org,         25,  50,  14, true
            21, link-clicked,       -,                 -,            example.org,          3,   6,  14, true
            22, replied,            -,                 -,            example.org,         20,  40,  30, true
            23, product-used,       -,                 -,            example.org,          2,  10,  14, true
            24, purchased,          -,                 -,            example.org,         50,   -, 180, true
            25, unsubscribed,       -,                 -,            example.org,        -30,  30,  90, false
            26, complained,         -,                 -,            example.org,       -100, 100, 365, false
             0, email-sent,         -,                 -,            example.org,          -,   -,   -, -
            """)
    void activitiesAreWorth(
            int row,
            String type,
            @Nullable String page,
            @Nullable String asset,
            String domain,
            @Nullable Long points,
            @Nullable Long cap,
            @Nullable Long halfLife,
            @Nullable Boolean human) {
        var decision =
                decide("lead-score", map("activityType", type, "page", page, "asset", asset, "emailDomain", domain));

        assertThat(decision.rule()).isEqualTo(row);
        assertThat(decision.get("points")).isEqualTo(points);
        assertThat(decision.get("dailyCap")).isEqualTo(cap);
        assertThat(decision.get("halfLifeDays")).isEqualTo(halfLife);
        assertThat(decision.get("human")).isEqualTo(human);
    }

    @ParameterizedTest(name = "row {0}: {1} points, {2} days ago: {3}")
    @CsvSource(nullValues = "-", textBlock = """
            1,   0,   -, cold
            1,  99,   -, cold
            2,  40,   7, hot
            3,  40,   8, warm
            3,  10,  30, warm
            4,   1,   7, warm
            4,   9,   0, warm
            5,   9,   8, cold
            5, 100,  31, cold
            5,   0,   0, cold
            5, -20,   1, cold
            """)
    void temperatures(int row, long points, @Nullable Long days, String temperature) {
        var decision = decide("lead-temperature", map("points", points, "daysSinceActivity", days));

        assertThat(decision.rule()).isEqualTo(row);
        assertThat(decision.string("temperature")).isEqualTo(temperature);
    }

    @ParameterizedTest(name = "row {0}: {1}: {2}")
    @CsvSource(nullValues = "-", textBlock = """
            1, -,                          -
            2, sales intern,               junior
            3, ceo,                        executive
            3, co-founder,                 executive
            3, chief of staff,             executive
            4, head of sales,              head
            4, vp marketing,               head
            4, director engineering,       head
            5, marketing manager,          manager
            5, team lead,                  manager
            6, engineer,                   specialist
            7, '',                         -
            """)
    void seniorities(int row, @Nullable String title, @Nullable String seniority) {
        var decision = decide("lead-seniority", map("jobTitle", title));

        assertThat(decision.rule()).isEqualTo(row);
        assertThat(decision.string("seniority")).isEqualTo(seniority);
    }

    @ParameterizedTest(name = "row {0}: {1}, {2}, {3} employees, {4}: {5}")
    @CsvSource(nullValues = "-", textBlock = """
             1, executive,  KP, 500,  software, D
             2, junior,     DE, 500,  software, D
             3, executive,  DE, 4,    software, D
             4, -,          DE, 500,  software, unknown
             4, -,          -,  -,    -,        unknown
             5, executive,  DE, -,    software, unknown
             6, executive,  DE, 50,   software, A
             6, head,       -,  5000, finance,  A
             7, head,       DE, 5001, finance,  B
             7, executive,  DE, 20,   software, B
             7, executive,  DE, 500,  fishing,  B
             8, manager,    DE, 50,   software, B
             9, executive,  DE, 19,   software, C
             9, manager,    DE, 49,   software, C
            10, specialist, DE, 50,   software, C
            11, specialist, DE, 49,   software, D
            """)
    void fits(
            int row,
            @Nullable String seniority,
            @Nullable String country,
            @Nullable Long employees,
            @Nullable String industry,
            String fit) {
        var decision = decide(
                "lead-fit",
                map("seniority", seniority, "country", country, "employees", employees, "industry", industry));

        assertThat(decision.rule()).isEqualTo(row);
        assertThat(decision.string("fit")).isEqualTo(fit);
    }

    static Stream<Arguments> stageRows() {
        return Stream.of(
                row(1, "subscriber", false, "trigger", "entry", "topicOnly", true),
                row(2, "lead", false, "trigger", "entry", "topicOnly", false),
                row(3, "mql", false, "trigger", "hand-raise", "stage", "subscriber", "fit", "D"),
                row(3, "mql", false, "trigger", "hand-raise", "stage", "lead", "points", -50L),
                row(4, "mql", false, "trigger", "hand-raise", "stage", "opportunity", "closedLost", true),
                row(5, null, true, "trigger", "hand-raise", "stage", "opportunity"),
                row(5, null, true, "trigger", "hand-raise", "stage", "customer"),
                row(5, null, true, "trigger", "hand-raise", "stage", "mql"),
                row(6, null, false, "closedLost", true, "stage", "opportunity", "points", 500L),
                row(7, null, false, "coolDownPassed", false, "points", 500L, "fit", "A"),
                row(8, null, false, "fit", "D", "points", 500L),
                row(9, "mql", false, "fit", "A", "points", 40L, "pointsWithoutClicks", 20L),
                row(9, "mql", false, "fit", "A", "points", 40L, "pointsWithoutClicks", 20L, "stage", "subscriber"),
                row(0, null, false, "fit", "A", "points", 39L, "pointsWithoutClicks", 39L),
                row(0, null, false, "fit", "A", "points", 40L, "temperature", "cold"),
                row(10, "mql", false, "fit", "B", "points", 50L, "pointsWithoutClicks", 25L),
                row(0, null, false, "fit", "B", "points", 49L, "pointsWithoutClicks", 49L),
                row(11, "mql", false, "fit", "unknown", "points", 60L, "pointsWithoutClicks", 40L),
                row(0, null, false, "fit", "unknown", "points", 59L, "pointsWithoutClicks", 59L),
                row(12, "mql", false, "fit", "C", "points", 80L, "pointsWithoutClicks", 50L),
                row(0, null, false, "fit", "C", "points", 79L, "pointsWithoutClicks", 79L),
                row(13, "lead", false, "stage", "subscriber", "points", 5L, "pointsWithoutClicks", 5L),
                row(0, null, false, "stage", "subscriber", "points", 9L, "pointsWithoutClicks", 0L),
                row(0, null, false, "stage", "customer", "points", 500L, "pointsWithoutClicks", 500L));
    }

    @ParameterizedTest(name = "row {0}: {3}")
    @MethodSource("stageRows")
    void stages(int row, @Nullable String moveTo, boolean tellOwner, Map<String, Object> inputs) {
        var decision = DECISIONS.decide("lifecycle-stage", inputs);

        assertThat(decision.rule()).isEqualTo(row);
        assertThat(decision.string("moveTo")).isEqualTo(moveTo);
        assertThat(Boolean.TRUE.equals(decision.get("tellOwner"))).isEqualTo(tellOwner);
    }

    @Test
    void everyRowOfTheStageTableHasAnExample() {
        var rows = stageRows()
                .map(arguments -> (Integer) arguments.get()[0])
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(rows).isEqualTo(IntStream.rangeClosed(0, 13).boxed().collect(Collectors.toCollection(TreeSet::new)));
    }

    @ParameterizedTest
    @CsvSource({"A", "B", "C", "D", "unknown"})
    void clicksAloneNeverMakeAnMql(String fit) {
        for (var stage : List.of("subscriber", "lead")) {
            for (var temperature : List.of("hot", "warm")) {
                var inputs = row(0, null, false, "fit", fit, "points", 10_000L, "pointsWithoutClicks", 0L)
                        .get()[3];
                @SuppressWarnings("unchecked")
                var map = new HashMap<>((Map<String, Object>) inputs);
                map.put("stage", stage);
                map.put("temperature", temperature);

                assertThat(DECISIONS.decide("lifecycle-stage", map).string("moveTo"))
                        .isNull();
            }
        }
    }

    @ParameterizedTest(name = "{0}: {1} days and {2} points")
    @CsvSource(
            nullValues = "-",
            value = {
                "not-ready, 30, 20",
                "wrong-fit, 180, 60",
                "no-budget, 90, 30",
                "no-response, 30, 15",
                "duplicate, 30, 20",
                "competitor, 270, 60",
                "anything else, 30, 20",
                "-, 30, 20"
            })
    void coolDowns(@Nullable String reason, long days, long points) {
        var decision = decide("rejection-cool-down", map("reason", reason));

        assertThat(decision.get("days")).isEqualTo(days);
        assertThat(decision.get("pointsNeeded")).isEqualTo(points);
    }

    @Test
    void twoActivitiesAskToBeContacted() {
        assertThat(DECISIONS.inputValues("hand-raise", "activity"))
                .containsExactly("contact-requested", "demo-requested");
        assertThat(decide("hand-raise", map("activity", "page-viewed")).matched())
                .isFalse();
    }

    private static Arguments row(int row, @Nullable String moveTo, boolean tellOwner, Object... inputs) {
        var all = new LinkedHashMap<String, Object>(Map.of(
                "trigger",
                "score",
                "stage",
                "lead",
                "closedLost",
                false,
                "points",
                0L,
                "pointsWithoutClicks",
                0L,
                "coolDownPassed",
                true,
                "fit",
                "A",
                "temperature",
                "warm"));
        for (int i = 0; i < inputs.length; i += 2) {
            all.put((String) inputs[i], inputs[i + 1]);
        }
        return Arguments.of(row, moveTo, tellOwner, all);
    }

    private static Decision decide(String decision, Map<String, Object> inputs) {
        return DECISIONS.decide(decision, inputs);
    }

    private static Map<String, Object> map(@Nullable Object... pairs) {
        var map = new HashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            var value = pairs[i + 1];
            if (value != null) {
                map.put(String.valueOf(pairs[i]), value);
            }
        }
        return map;
    }
}
