package dev.trellis.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;

import dev.trellis.platform.TrellisProperties;
import dev.trellis.testing.Database;
import dev.trellis.testing.TrellisTest;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.context.WebApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** What people and programs do over HTTP, as the audit log has it afterwards. */
@TrellisTest
class AuditTrailTests {

    private final MockMvcTester mvc;
    private final Users users;
    private final Audit audit;
    private final Database database;
    private final String token;

    AuditTrailTests(
            WebApplicationContext context, Users users, Audit audit, Database database, TrellisProperties settings) {
        this.mvc = MockMvcTester.from(
                context, builder -> builder.apply(springSecurity()).build());
        this.users = users;
        this.audit = audit;
        this.database = database;
        this.token = Objects.requireNonNull(settings.apiToken());
    }

    @BeforeEach
    void ada() {
        users.put("ada", "correct horse battery", Role.OPERATOR);
    }

    @Test
    void whatAProgramChangesIsThereWithItsObject() throws Exception {
        var id = contact("lead@audit.example");

        assertThat(api(
                        HttpMethod.PUT,
                        "/api/contacts/" + id + "/stage",
                        "{\"stage\": \"mql\", \"reason\": \"met at a fair\"}"))
                .hasStatus2xxSuccessful();

        assertThat(actions("contacts/" + id)).containsExactly("api: PUT /api/contacts/{id}/stage");
    }

    @Test
    void whatWasRefusedIsNotThere() throws Exception {
        var id = contact("lead@audit.example");

        assertThat(api(
                        HttpMethod.PUT,
                        "/api/contacts/" + id + "/stage",
                        "{\"stage\": \"nonsense\", \"reason\": \"met at a fair\"}"))
                .hasStatus4xxClientError();
        assertThat(page("/deals/" + UUID.randomUUID() + "/win", "renewsOn", "")).hasStatus(404);

        assertThat(actions("contacts/" + id)).isEmpty();
        assertThat(actions("deals")).isEmpty();
    }

    @Test
    void whatSomebodyHoldsAndLetsGoIsThereWithItsName() {
        assertThat(mvc.post()
                        .uri("/outbox/hold")
                        .with(csrf())
                        .with(user(users.loadUserByUsername("ada")))
                        .param("kind", "template")
                        .param("name", "welcome"))
                .hasStatus(302);

        assertThat(audit.page(new AuditFilter("ada", "outbox", null, null), null, 10)
                        .items())
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.action()).isEqualTo("POST /outbox/hold");
                    assertThat(entry.detail()).isEqualTo("kind template, name welcome");
                    assertThat(entry.address()).isEqualTo("127.0.0.1");
                });
    }

    @Test
    void anExportIsThereAlthoughItChangesNothing() throws Exception {
        var id = contact("lead@audit.example");

        assertThat(api(HttpMethod.GET, "/api/contacts/" + id + "/export", "")).hasStatusOk();
        assertThat(api(HttpMethod.GET, "/api/contacts/" + id, "")).hasStatusOk();

        assertThat(actions("contacts/" + id)).containsExactly("api: GET /api/contacts/{id}/export");
    }

    @Test
    void dataThatFlowsInIsNot() throws Exception {
        contact("lead@audit.example");

        assertThat(actions("contacts")).isEmpty();
    }

    @Test
    void theEntryIsInTheTransactionOfTheChangeOrNeitherIs() throws Exception {
        var id = contact("lead@audit.example");
        database.jdbc()
                .sql("alter table audit add constraint audit_is_full check (object not like 'contacts/%') not valid")
                .update();
        try {
            assertThat(api(HttpMethod.DELETE, "/api/contacts/" + id, "")).hasStatus5xxServerError();
        } finally {
            database.jdbc()
                    .sql("alter table audit drop constraint audit_is_full")
                    .update();
        }

        assertThat(api(HttpMethod.GET, "/api/contacts/" + id, "")).hasStatusOk();
        assertThat(api(HttpMethod.DELETE, "/api/contacts/" + id, "")).hasStatus2xxSuccessful();
        assertThat(actions("contacts/" + id)).containsExactly("api: DELETE /api/contacts/{id}");
    }

    @Test
    void signInsAreThereTheGoodAndTheBad() {
        signIn("ada", "wrong");
        signIn("my password in the wrong field", "wrong");
        signIn("ada", "correct horse battery");

        assertThat(audit.page(new AuditFilter(null, "users", null, null), null, 10).items().stream()
                        .filter(entry -> entry.action().startsWith("sign"))
                        .map(entry ->
                                entry.actor() + ": " + entry.action() + " " + entry.object() + " " + entry.detail()))
                .containsExactly(
                        "ada: signed in users/ada null",
                        "nobody: sign-in refused users unknown name",
                        "nobody: sign-in refused users/ada wrong password");
    }

    @Test
    void theApiListsIt() {
        users.lock("ada");

        assertThat(api(HttpMethod.GET, "/api/audit?object=users/ada&limit=1", ""))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.items[0].action")
                .isEqualTo("user locked");
    }

    private String contact(String email) throws Exception {
        var answer = api(HttpMethod.POST, "/api/contacts", "{\"email\": \"%s\"}".formatted(email));
        return new JsonMapper()
                .readTree(answer.getResponse().getContentAsString())
                .get("id")
                .asString();
    }

    private List<String> actions(String object) {
        return audit.page(new AuditFilter(null, object, null, null), null, 10).items().stream()
                .map(entry -> entry.actor() + ": " + entry.action())
                .toList();
    }

    private MvcTestResult api(HttpMethod method, String path, String body) {
        return mvc.method(method)
                .uri(path)
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + token)
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }

    private MvcTestResult page(String path, String field, String value) {
        return mvc.post()
                .uri(path)
                .with(csrf())
                .with(user(users.loadUserByUsername("ada")))
                .param(field, value)
                .exchange();
    }

    private void signIn(String name, String password) {
        assertThat(mvc.post()
                        .uri("/sign-in")
                        .with(csrf())
                        .param("username", name)
                        .param("password", password))
                .hasStatus(302);
    }
}
