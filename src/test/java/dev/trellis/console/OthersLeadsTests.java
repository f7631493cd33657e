package dev.trellis.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;

import dev.trellis.platform.TrellisProperties;
import dev.trellis.platform.security.Role;
import dev.trellis.platform.security.Users;
import dev.trellis.testing.Database;
import dev.trellis.testing.TrellisTest;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.context.WebApplicationContext;

/** Sales sees its own leads, its manager those of the team, marketing all. */
@TrellisTest
class OthersLeadsTests {

    private static final String PASSWORD = "correct horse battery";

    private final MockMvcTester mvc;
    private final Users users;
    private final Database database;
    private final Caller api;

    OthersLeadsTests(
            @LocalServerPort int port,
            WebApplicationContext context,
            Users users,
            Database database,
            TrellisProperties settings) {
        this.mvc = MockMvcTester.from(
                context, builder -> builder.apply(springSecurity()).build());
        this.users = users;
        this.database = database;
        this.api = new Caller(port, Objects.requireNonNull(settings.apiToken()));
    }

    @BeforeEach
    void people() {
        users.add("ada", "ada@leads.example", Role.SALES, "sales", PASSWORD);
        users.add("boss", "boss@leads.example", Role.SALES_MANAGER, "sales", PASSWORD);
        users.add("mia", null, Role.MARKETER, null, PASSWORD);
    }

    @Test
    void theListShowsWhatSomebodySees() {
        handoff("sales", "ada@leads.example", "why-adas");
        handoff("sales", null, "why-nobodys");
        handoff("sales", "bob@leads.example", "why-bobs");
        handoff("success", "eve@leads.example", "why-eves");

        assertThat(get("ada", "/handoffs"))
                .bodyText()
                .contains("why-adas", "why-nobodys")
                .doesNotContain("why-bobs");
        assertThat(get("boss", "/handoffs"))
                .bodyText()
                .contains("why-adas", "why-nobodys", "why-bobs")
                .doesNotContain("why-eves");
        assertThat(get("mia", "/handoffs")).bodyText().contains("why-adas", "why-bobs", "why-eves");
    }

    @Test
    void anothersHandoffIsNotThereForSalesAndStaysAsItIs() {
        var bobs = handoff("sales", "bob@leads.example", "why-bobs");
        var eves = handoff("success", "eve@leads.example", "why-eves");

        assertThat(accept("ada", bobs)).hasStatus(404);
        assertThat(accept("boss", eves)).hasStatus(404);

        assertThat(database.jdbc()
                        .sql("select distinct state from handoff")
                        .query(String.class)
                        .list())
                .containsExactly("open");
    }

    @Test
    void somebodyDecidesWhatTheySee() {
        assertThat(accept("ada", handoff("sales", "ada@leads.example", "why-adas")))
                .hasStatus(302);
        assertThat(accept("boss", handoff("sales", "bob@leads.example", "why-bobs")))
                .hasStatus(302);
    }

    @Test
    void theMenuCountsWhatSomebodySees() {
        handoff("sales", "ada@leads.example", "why-adas");
        handoff("sales", null, "why-nobodys");
        handoff("sales", "bob@leads.example", "why-bobs");
        handoff("success", "eve@leads.example", "why-eves");

        await().untilAsserted(() -> {
            assertThat(badge("ada", "/handoffs")).isEqualTo("2");
            assertThat(badge("boss", "/handoffs")).isEqualTo("3");
            assertThat(badge("mia", "/handoffs")).isEqualTo("4");
        });
    }

    @Test
    void whatHasStoppedCallsOnlyThoseWhoMayLookAtIt() {
        database.jdbc().sql("""
                        insert into webhook (id, name, kind, url, events, created_at, disabled_because)
                        values (:id, 'gone', 'standard', 'http://localhost:9/', '{deal.won}',
                                timestamptz '2026-03-02 09:00Z', 'a test')""").param("id", UUID.randomUUID()).update();

        // The numbers beside the pages' names may be half a second old, and of the test before.
        await().untilAsserted(() -> {
            assertThat(badge("mia", "/attention")).isEqualTo("1");
            assertThat(get("ada", "/")).bodyText().doesNotContain("somebody waits", "/attention");
        });
    }

    @Test
    void aTaskIsThereForWhomItIsFor() {
        var contact = contact();
        task(contact, "sales", "ada@leads.example", "call-adas");
        task(contact, "sales", null, "call-nobodys");
        var bobs = task(contact, "sales", "bob@leads.example", "call-bobs");
        task(contact, "success", "eve@leads.example", "call-eves");

        for (var page : new String[] {"/handoffs", "/contacts/" + contact}) {
            assertThat(get("ada", page))
                    .bodyText()
                    .as(page)
                    .contains("call-adas", "call-nobodys")
                    .doesNotContain("call-bobs", "call-eves");
            assertThat(get("boss", page))
                    .bodyText()
                    .as(page)
                    .contains("call-adas", "call-nobodys", "call-bobs")
                    .doesNotContain("call-eves");
            assertThat(get("mia", page)).bodyText().as(page).contains("call-adas", "call-bobs", "call-eves");
        }
        assertThat(done("ada", bobs)).hasStatus(404);
        assertThat(done("boss", bobs)).hasStatus(302);
    }

    @Test
    void aContactIsEverybodysAndWhatSalesHasWithItIsNot() {
        var contact = contact();
        handoff(contact, "sales", "bob@leads.example", "why-bobs", "bob-was-free-then");
        handoff(contact, "sales", "ada@leads.example", "why-adas", "ada-was-free");

        assertThat(get("ada", "/contacts/" + contact))
                .hasStatus(200)
                .bodyText()
                .contains("ada-was-free")
                .doesNotContain("bob-was-free");
        assertThat(get("boss", "/contacts/" + contact)).bodyText().contains("ada-was-free", "bob-was-free");
        assertThat(get("ada", "/contacts")).bodyText().contains("/contacts/" + contact);
        assertThat(get("ada", "/")).hasStatus(200);
        assertThat(get("ada", "/live/lifecycle")).hasStatus(200);
    }

    @Test
    void aHandoffsPageTellsNothingOfWhatOthersHaveWithTheContact() {
        var contact = contact();
        var adas = handoff(contact, "sales", "ada@leads.example", "why-adas", "ada-was-free");
        var bobs = handoff(contact, "sales", "bob@leads.example", "why-bobs", "bob-was-free-then");
        database.jdbc().sql("""
                        insert into handoff_history (handoff_id, at, actor, action, owner, note)
                        values (:id, timestamptz '2026-03-02 09:00Z', 'journey', 'opened', 'bob@leads.example',
                                'note-of-bobs')""").param("id", bobs).update();
        task(contact, "sales", "bob@leads.example", "task-of-bobs");

        assertThat(get("ada", "/handoffs/" + adas))
                .hasStatus(200)
                .bodyText()
                .contains("why-adas")
                .doesNotContain("note-of-bobs", "task-of-bobs", bobs.toString());
        assertThat(get("boss", "/handoffs/" + adas))
                .bodyText()
                .contains("note-of-bobs", "task-of-bobs", bobs.toString());
    }

    private UUID contact() {
        return api.contact("{\"email\": \"%s@leads.example\"}".formatted(UUID.randomUUID()));
    }

    private UUID task(UUID contact, String team, @Nullable String owner, String title) {
        var id = UUID.randomUUID();
        database.jdbc()
                .sql("""
                        insert into task (id, contact_id, kind, title, team, owner, due_at, state, created_at)
                        values (:id, :contact, 'call', :title, :team, :owner, timestamptz '2026-03-02 10:00Z', 'open',
                                timestamptz '2026-03-02 09:00Z')""")
                .param("id", id)
                .param("contact", contact)
                .param("title", title)
                .param("team", team)
                .param("owner", owner)
                .update();
        return id;
    }

    /** The number beside the name of a page in the menu. */
    private String badge(String name, String page) {
        return Jsoup.parse(text(get(name, "/")))
                .select(".side a[href=" + page + "] .badge")
                .text();
    }

    private static String text(MvcTestResult answer) {
        return new String(answer.getResponse().getContentAsByteArray(), StandardCharsets.UTF_8);
    }

    private MvcTestResult done(String name, UUID task) {
        return mvc.post()
                .uri("/tasks/" + task + "/done")
                .with(csrf())
                .with(user(users.loadUserByUsername(name)))
                .exchange();
    }

    private UUID handoff(String team, @Nullable String owner, String why) {
        return handoff(contact(), team, owner, why, "a test");
    }

    private UUID handoff(UUID contact, String team, @Nullable String owner, String why, String because) {
        var id = UUID.randomUUID();
        database.jdbc()
                .sql("""
                        insert into handoff (id, contact_id, kind, stage_entry, team, state, owner, why, assigned_because,
                                             priority, score, fit, temperature, opened_at, due_at, element_instance_key)
                        values (:id, :contact, 'mql', :entry, :team, 'open', :owner, :why, :because, 'normal', 1, 'A', 'hot',
                                timestamptz '2026-03-02 09:00Z', timestamptz '2026-03-02 10:00Z', :key)""")
                .param("id", id)
                .param("contact", contact)
                .param("team", team)
                .param("owner", owner)
                .param("why", why)
                .param("because", because)
                .param("entry", because.length())
                .param("key", id.getLeastSignificantBits())
                .update();
        return id;
    }

    private MvcTestResult get(String name, String path) {
        return mvc.get().uri(path).with(user(users.loadUserByUsername(name))).exchange();
    }

    private MvcTestResult accept(String name, UUID handoff) {
        return mvc.post()
                .uri("/handoffs/" + handoff + "/accept")
                .with(csrf())
                .with(user(users.loadUserByUsername(name)))
                .exchange();
    }
}
