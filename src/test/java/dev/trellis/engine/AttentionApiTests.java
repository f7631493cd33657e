package dev.trellis.engine;

import static dev.trellis.engine.EngineRig.worker;
import static dev.trellis.platform.UtcTime.utc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;

import dev.trellis.platform.Lane;
import dev.trellis.platform.SignedTokens;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.platform.security.ApiTokens;
import dev.trellis.platform.security.Audit;
import dev.trellis.platform.security.Users;
import dev.trellis.testing.Database;
import io.camunda.zeebe.model.bpmn.Bpmn;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.context.WebApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the API tells about what has stopped, and how it is set going again. */
// The rig takes rows from the outbox that all tests share: it must not outlive these.
@DirtiesContext
@WebMvcTest(properties = {"trellis.api-token=0123456789abcdef-token", "spring.freemarker.enabled=false"})
class AttentionApiTests {

    private static final String TOKEN = "0123456789abcdef-token";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Instant SINCE = Instant.parse("2026-03-02T09:00:00Z");
    /** Of the engine's only partition, whose number the upper bits hold, and given to nothing. */
    private static final long KEY = (1L << 51) + 900_000_000L;

    private static final AtomicBoolean BROKEN = new AtomicBoolean();

    @MockitoBean
    private Users users;

    @MockitoBean
    private ApiTokens tokens;

    @MockitoBean
    private Audit audit;

    @MockitoBean
    private SignedTokens signedTokens;

    private final MockMvcTester mvc;
    private final EngineRig rig;
    private final JsonMapper json = new JsonMapper();
    private final UUID contact = UUID.randomUUID();

    @Autowired
    AttentionApiTests(WebApplicationContext context, EngineRig rig) {
        this.mvc = MockMvcTester.from(
                context, builder -> builder.apply(springSecurity()).build());
        this.rig = rig;
    }

    @BeforeEach
    void clear() {
        Database.get().clear();
        BROKEN.set(true);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /api/parked-jobs",
        "GET,  /api/parked-jobs/groups",
        "POST, /api/parked-jobs/1/retry",
        "POST, /api/parked-jobs/retry",
        "GET,  /api/incidents",
        "POST, /api/incidents/1/resolve",
        "GET,  /api/undelivered-commands",
        "POST, /api/undelivered-commands/1/retry",
    })
    void nobodyLooksOrRetriesWithoutTheToken(String method, String path) {
        assertThat(mvc.method(HttpMethod.valueOf(method)).uri(path)).hasStatus(401);
    }

    @Test
    void aParkedJobIsListedWithItsReasonAndItsKeysAsText() {
        park(KEY, "send-welcome", "530 log in first");

        assertThat(get("/api/parked-jobs")).hasStatusOk().bodyJson().isLenientlyEqualTo("""
                {"items": [{"key": "%d", "type": "send-email", "processId": "subscriber", "processVersion": 3,
                  "processInstanceKey": "%d", "elementId": "send-welcome", "contactId": "%s",
                  "reason": "530 log in first", "since": "2026-03-02T09:00:00Z"}], "next": null}""".formatted(
                        KEY, KEY + 1, contact));
    }

    @Test
    void everyListIsPagedToItsEnd() throws Exception {
        for (var i = 0; i < 5; i++) {
            park(KEY + i, "send-welcome", "530 log in first");
            incident(KEY + i);
            setAside(KEY + i);
        }

        assertThat(pages("/api/parked-jobs", "key")).containsExactly(keys());
        assertThat(pages("/api/incidents", "key")).containsExactly(keys());
        assertThat(pages("/api/undelivered-commands", "targetKey")).containsExactly(keys());
    }

    @Test
    void aPageThatCannotBeMeantIsRefused() {
        for (var list : List.of("/api/parked-jobs", "/api/incidents", "/api/undelivered-commands")) {
            assertProblem(get(list + "?limit=501"), 400, "'limit' must be between 1 and 500");
            assertProblem(get(list + "?after=x"), 400, "'after' must be the 'next' of an earlier page");
        }
    }

    @Test
    void theGroupsPutTogetherWhatFailedAlike() {
        park(KEY, "send-welcome", "530 log in first");
        park(KEY + 1, "send-welcome", "530 log in first");
        park(KEY + 2, "send-welcome", "550 no such user");

        assertThat(get("/api/parked-jobs/groups")).bodyJson().isLenientlyEqualTo("""
                {"items": [{"elementId": "send-welcome", "reason": "530 log in first", "jobs": 2},
                           {"elementId": "send-welcome", "reason": "550 no such user", "jobs": 1}]}""");
    }

    @Test
    void aJobIsRetriedByItsKeyAndDone() {
        var key = parkForReal();
        BROKEN.set(false);

        assertThat(post("/api/parked-jobs/" + key + "/retry", ""))
                .hasStatus(202)
                .bodyJson()
                .extractingPath("$.retried")
                .isEqualTo(1);

        await().atMost(PATIENCE).until(() -> rig.parked.count() == 0);
        assertProblem(post("/api/parked-jobs/" + key + "/retry", ""), 404, "may have been done meanwhile");
    }

    @Test
    void allThatFailedAlikeIsRetriedByTheReasonAsItIsShown() {
        parkForReal();
        park(KEY, "send-welcome", "550 no such user");
        var group = items("/api/parked-jobs/groups").get(1);
        assertThat(group.get("reason").asString()).isEqualTo("The relay says: 530 log in first");
        BROKEN.set(false);

        assertThat(post(
                        "/api/parked-jobs/retry",
                        json.writeValueAsString(Map.of(
                                "processId", group.get("processId"),
                                "elementId", group.get("elementId"),
                                "reason", group.get("reason")))))
                .hasStatus(202)
                .bodyJson()
                .extractingPath("$.retried")
                .isEqualTo(1);

        await().atMost(PATIENCE).until(() -> rig.parked.count() == 1);
        assertThat(rig.parked.list(2, 0)).singleElement().satisfies(other -> {
            assertThat(other.key()).isEqualTo(KEY);
            assertThat(other.retriedAt()).isNull();
        });
    }

    @Test
    void aRetryOfEverythingHasToBeSaid() {
        park(KEY, "send-welcome", "530 log in first");

        assertProblem(post("/api/parked-jobs/retry", "{}"), 400, "Say which jobs");
        assertProblem(post("/api/parked-jobs/retry", "{\"element\": \"x\"}"), 400, "'element' is not a field here");
        assertProblem(post("/api/parked-jobs/retry", ""), 400, "needs a JSON body");
        assertThat(rig.parked.list(1, 0))
                .singleElement()
                .satisfies(job -> assertThat(job.retriedAt()).isNull());
    }

    @Test
    void anIncidentIsListedWithItsReasonAndItsContact() {
        incident(KEY);
        instance(KEY + 1);

        assertThat(get("/api/incidents")).bodyJson().isLenientlyEqualTo("""
                {"items": [{"key": "%d", "kind": "EXTRACT_VALUE_ERROR", "reason": "no variable 'days'",
                  "processId": "lead", "elementId": "wait", "processInstanceKey": "%d", "contactId": "%s",
                  "since": "2026-03-02T09:00:00Z"}], "next": null}""".formatted(KEY, KEY + 1, contact));
    }

    @Test
    void anEngineThatTellsNothingIsNotTakenForOneWithoutIncidents() {
        try (var mute = EngineRig.start(RealEngine.shared(), List.of())) {
            assertThat(MockMvcTester.of(new EngineController(mute.view)).get().uri("/api/incidents"))
                    .hasStatus(501);
        }
    }

    @Test
    void anUndeliveredCommandIsListedAndTakenUpAgainOnce() {
        setAside(KEY);
        var id = items("/api/undelivered-commands").get(0).get("id").asLong();

        assertThat(get("/api/undelivered-commands")).bodyJson().isLenientlyEqualTo("""
                {"items": [{"kind": "complete", "targetKey": "%d", "problem": "variables too large",
                  "since": "2026-03-02T09:00:00Z"}], "next": null}""".formatted(KEY));
        assertThat(post("/api/undelivered-commands/" + id + "/retry", "")).hasStatus(202);

        // The engine knows no such job, and a completion that comes too late has done its work.
        await().atMost(PATIENCE).until(() -> rig.rows.waiting(Lane.LIVE) == 0);
        assertThat(items("/api/undelivered-commands")).isEmpty();
        assertProblem(post("/api/undelivered-commands/" + id + "/retry", ""), 404, "No command with the id " + id);
    }

    @Test
    void whatNobodyKnowsIsNotFoundAndAKeyIsANumber() {
        for (var path : List.of(
                "/api/parked-jobs/%s/retry", "/api/incidents/%s/resolve", "/api/undelivered-commands/%s/retry")) {
            assertProblem(post(path.formatted(KEY), ""), 404, Long.toString(KEY));
            assertProblem(post(path.formatted("ada"), ""), 400, "must be a whole number, not 'ada'");
        }
    }

    private long parkForReal() {
        rig.outbox.publish(List.of(EngineRig.message("attention", contact.toString())), Lane.LIVE);
        await().atMost(PATIENCE).until(() -> rig.parked.count() == 1);
        return rig.parked.list(1, 0).getFirst().key();
    }

    private void park(long key, String element, String reason) {
        Database.get()
                .jdbc()
                .sql("""
                        insert into parked_job (job_key, type, process_id, process_version, process_instance_key, element_id,
                                                contact_id, reason, since, checked_at)
                        values (?, 'send-email', 'subscriber', 3, ?, ?, ?, ?, ?, now())
                        """)
                .params(key, key + 1, element, contact, reason, utc(SINCE))
                .update();
    }

    private void incident(long key) {
        Database.get().jdbc().sql("""
                        insert into engine_incident (incident_key, process_instance_key, process_id, element_id, kind, reason, since)
                        values (?, ?, 'lead', 'wait', 'EXTRACT_VALUE_ERROR', 'no variable ''days''', ?)
                        """).params(key, key + 1, utc(SINCE)).update();
    }

    private void instance(long key) {
        Database.get()
                .jdbc()
                .sql("insert into engine_instance (process_instance_key, contact_id, since) values (?, ?, ?)")
                .params(key, contact, utc(SINCE))
                .update();
    }

    private void setAside(long target) {
        Database.get().jdbc().sql("""
                        insert into engine_outbox (lane, kind, target_key, due_at, created_at, problem)
                        values ('live', 'complete', ?, ?, ?, 'variables too large')
                        """).params(target, utc(SINCE), utc(SINCE)).update();
    }

    private static String[] keys() {
        return new String[] {"" + KEY, "" + (KEY + 1), "" + (KEY + 2), "" + (KEY + 3), "" + (KEY + 4)};
    }

    /** What stands in a field of every item, page by page of two. */
    private List<String> pages(String path, String field) throws IOException {
        var found = new ArrayList<String>();
        var next = "";
        do {
            var page = body(get(path + "?limit=2&after=" + next));
            assertThat(page.get("items").size()).isBetween(1, 2);
            page.get("items").forEach(item -> found.add(item.get(field).asString()));
            next = page.get("next").isNull() ? "" : page.get("next").asString();
        } while (!next.isEmpty());
        return found;
    }

    private JsonNode items(String path) {
        return body(get(path)).get("items");
    }

    private JsonNode body(MvcTestResult result) {
        assertThat(result).hasStatusOk();
        return json.readTree(result.getResponse().getContentAsByteArray());
    }

    private MvcTestResult get(String path) {
        return mvc.get()
                .uri(path)
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + TOKEN)
                .exchange();
    }

    private MvcTestResult post(String path, String body) {
        return mvc.post()
                .uri(path)
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + TOKEN)
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }

    private void assertProblem(MvcTestResult result, int status, String detail) {
        assertThat(result).hasStatus(status);
        assertThat(result).hasContentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(result).bodyJson().extractingPath("$.detail").asString().contains(detail);
    }

    /** The two controllers behind the real doors, on the real engine. */
    @SpringBootConfiguration
    @EnableWebSecurity
    @EnableConfigurationProperties(TrellisProperties.class)
    @Import({ParkedJobController.class, EngineController.class})
    @ComponentScan("dev.trellis.platform.web")
    @ComponentScan(
            basePackages = "dev.trellis.platform.security",
            useDefaultFilters = false,
            includeFilters =
                    @ComponentScan.Filter(
                            type = FilterType.REGEX,
                            pattern = ".*\\.(SecurityConfiguration|ApiToken|SignIn|SignOn|Welcome)"))
    static class Application {

        @Bean(destroyMethod = "close")
        EngineRig rig() throws IOException {
            var failing = worker("attention", job -> {
                if (BROKEN.get()) {
                    throw new IllegalStateException("The relay says:\n530 log in first");
                }
                return JobResult.completed();
            });
            var diagram = Bpmn.createExecutableProcess("attention-process")
                    .startEvent("start")
                    .message("attention")
                    .serviceTask("task", task -> task.zeebeJobType("attention").zeebeJobRetries("1"))
                    .endEvent("end")
                    .done();
            return EngineRig.start(
                    RealEngine.shared().grpc(), Files.createTempDirectory("spool"), List.of(failing), diagram);
        }

        @Bean
        ParkedJobs parked(EngineRig rig) {
            return rig.parked;
        }

        @Bean
        EngineView view(EngineRig rig) {
            return rig.view;
        }
    }
}
