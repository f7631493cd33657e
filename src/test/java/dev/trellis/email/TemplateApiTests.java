package dev.trellis.email;

import static dev.trellis.platform.UtcTime.utc;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.contact.Activities;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.contact.NewActivity;
import dev.trellis.platform.Lane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.util.FileSystemUtils;

class TemplateApiTests {

    private final ScriptedSmtpServer relay = new ScriptedSmtpServer();

    @TempDir
    private Path folder;

    private EmailInstance instance;
    private MockMvcTester mvc;
    private ContactId ada;

    @BeforeEach
    void start() throws IOException {
        EmailTestDatabase.clear();
        FileSystemUtils.copyRecursively(Path.of("src/test/resources/test-templates"), folder);
        Files.writeString(folder.resolve("email/marketing-hello/subject.b.ftl"), "Good day");
        instance = EmailInstance.options()
                .templates(folder)
                .sendingTo(relay.port())
                .start();
        ada = instance.reader("ada@example.com");
        mvc = MockMvcTester.create(MockMvcBuilders.standaloneSetup(new TemplateController(
                        instance.get(TemplatePreviews.class),
                        instance.get(VariantResults.class),
                        instance.get(TestSends.class),
                        instance.get(Contacts.class)))
                .build());
    }

    @AfterEach
    void stop() {
        instance.close();
        relay.close();
    }

    @Test
    void theListSaysWhatThereIs() {
        var answer = get("/api/templates");

        assertThat(answer).hasStatusOk();
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.items[?(@.name == 'marketing-hello')].variants[*]")
                .asArray()
                .containsExactly("a", "b");
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.items[?(@.name == 'marketing-hello')].topic")
                .asArray()
                .containsExactly("newsletter");
    }

    @Test
    void aPreviewIsWhatTheContactWouldGetAndItsLinksLeadNowhere() {
        var answer = get("/api/templates/marketing-hello/preview?variant=a&email=ADA@example.com");

        assertThat(answer).hasStatusOk();
        assertThat(answer).bodyJson().extractingPath("$.subject").isEqualTo("Hello Ada");
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.html")
                .asString()
                .contains("https://www.example.com/guide", "/t/u/sample", "style=\"color:red\"")
                .doesNotContain("/t/c/", "/t/o/");
        assertThat(answer).bodyJson().extractingPath("$.text").asString().contains("Hi Ada,");
        assertThat(answer).bodyJson().extractingPath("$.htmlBytes").isNotNull();
        assertThat(get("/api/templates/marketing-hello/preview?variant=b&contactId=" + ada))
                .bodyJson()
                .extractingPath("$.subject")
                .isEqualTo("Good day");
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThat(get("/api/templates/nothing/preview")).hasStatus(404);
        assertThat(get("/api/templates/marketing-hello/preview?variant=z"))
                .failure()
                .hasMessageContaining("must be one of a, b");
        assertThat(get("/api/templates/marketing-hello/preview?email=nobody@example.com"))
                .failure()
                .hasMessageContaining("No contact has the address");
    }

    @Test
    void aTestIsMarkedCountsForNothingAndIsKept() {
        assertThat(post("/api/templates/marketing-hello/test", """
                        {"to": "me@acme.example", "contactId": "%s", "variant": "a"}
                        """.formatted(ada)))
                .hasStatus(202);

        Awaitility.await()
                .atMost(10, TimeUnit.SECONDS)
                .until(() -> !relay.messages().isEmpty());
        var mail = relay.messages().getFirst();
        assertThat(mail).contains("Subject: [Test] Hello Ada", "To: me@acme.example", "/t/u/sample");
        assertThat(mail).doesNotContain("/t/c/", "/t/o/", "List-Unsubscribe");
        assertThat(EmailTestDatabase.jdbc()
                        .sql("select stream || ' ' || to_contact || ' ' || test_by from send")
                        .query(String.class)
                        .single())
                .isEqualTo("internal false api");
        var real = instance.emails()
                .plan(EmailRequest.of(1, ada, "marketing-hello").build());
        assertThat(instance.state(real)).isEqualTo(SendState.PLANNED);
    }

    @Test
    void nobodyWritesToTheWorldWithTests() {
        for (int i = 0; i < TestSends.MOST_PER_HOUR; i++) {
            assertThat(post("/api/templates/receipt/test", "{\"to\": \"me@acme.example\"}"))
                    .hasStatus(202);
        }
        assertThat(post("/api/templates/receipt/test", "{\"to\": \"me@acme.example\"}"))
                .hasStatus(429);

        instance.clock().advance(Duration.ofMinutes(61));
        assertThat(post("/api/templates/receipt/test", "{\"to\": \"me@acme.example\"}"))
                .hasStatus(202);
    }

    @Test
    void variantsAreComparedWhenEachHadItsMail() {
        var template = instance.get(Templates.class).require("marketing-hello");
        var readers = instance.get(Contacts.class);
        assertThat(variants()).bodyJson().extractingPath("$.decision.state").isEqualTo("waiting");

        fill(template, 1000, 60, 100);

        var answer = variants();
        assertThat(answer).bodyJson().extractingPath("$.decision.state").isEqualTo("waiting");
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.decision.reason")
                .asString()
                .contains("to act");
        instance.clock().advance(Duration.ofDays(4));
        answer = variants();
        assertThat(answer).bodyJson().extractingPath("$.decision.winner").isEqualTo("b");
        assertThat(answer).bodyJson().extractingPath("$.variants[0].reached").isEqualTo(60);
        assertThat(answer).bodyJson().extractingPath("$.variants[1].clicked").isEqualTo(100);
        assertThat(answer).bodyJson().extractingPath("$.rule").asString().contains("once");
        assertThat(readers.find(ada)).isPresent();
    }

    /** Sends of each variant, and clicks on some of them: by people, and as many by machines. */
    private void fill(EmailTemplate template, int each, int clicksOfA, int clicksOfB) {
        EmailTestDatabase.jdbc()
                .sql("""
                        insert into contact (id, email, email_key, created_at, updated_at)
                        select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, n || '@many.example',
                               n || '@many.example', :now, :now
                        from generate_series(1, :all) n
                        """)
                .param("all", each * 2)
                .param("now", utc(EmailInstance.NOW))
                .update();
        EmailTestDatabase.jdbc()
                .sql("""
                        insert into send (id, element_instance_key, contact_id, process_id, element_id, template,
                                          template_version, stream, recipient_address, to_contact, in_the_name_of_owner,
                                          send_window, on_cap, repeat, links, facts, state, planned_at, due_at, counts_on,
                                          not_after, next_attempt_at, message_id, accepted_at, variant)
                        select c.id, row_number() over (order by c.id), c.id, '', '', :template, :version, 'marketing',
                               c.email, true, false, 'any-time', 'DELAY', false, '{}', '{}', 'SENT', :now, :now,
                               '2026-03-02', :now, :now, '', :now,
                               case when row_number() over (order by c.id) <= :each then 'a' else 'b' end
                        from contact c where c.email like '%@many.example'
                        """)
                .param("template", template.name())
                .param("version", template.version())
                .param("each", each)
                .param("now", utc(EmailInstance.NOW))
                .update();
        var activities = instance.get(Activities.class);
        for (int i = 0; i < clicksOfA; i++) {
            click(activities, 1 + i, "human", EmailInstance.NOW.plusSeconds(600));
            click(activities, 500 + i, "machine", EmailInstance.NOW.plusSeconds(600));
        }
        for (int i = 0; i < clicksOfB; i++) {
            click(activities, each + 1 + i, "human", EmailInstance.NOW.plusSeconds(600));
            click(activities, each + 500 + i, "human", EmailInstance.NOW.plus(Duration.ofDays(5)));
        }
    }

    private static void click(Activities activities, int number, String verdict, Instant at) {
        var contact = ContactId.of("00000000-0000-7000-8000-%012d".formatted(number));
        activities.record(
                List.of(new NewActivity(
                        contact, "link-clicked", at, null, Map.of("sendId", contact.toString(), "verdict", verdict))),
                Lane.LIVE);
    }

    private MvcTestResult variants() {
        return get("/api/templates/marketing-hello/variants");
    }

    private MvcTestResult get(String uri) {
        return mvc.get().uri(uri).exchange();
    }

    private MvcTestResult post(String uri, String body) {
        return mvc.post()
                .uri(uri)
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }
}
