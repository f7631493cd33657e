package dev.trellis.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;

import dev.trellis.platform.TrellisProperties;
import dev.trellis.platform.security.Role;
import dev.trellis.platform.security.Users;
import dev.trellis.testing.Database;
import dev.trellis.testing.TrellisTest;
import java.util.Objects;
import java.util.UUID;
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

    private UUID handoff(String team, @Nullable String owner, String why) {
        var contact = api.contact("{\"email\": \"%s@leads.example\"}".formatted(UUID.randomUUID()));
        var id = UUID.randomUUID();
        database.jdbc()
                .sql("""
                        insert into handoff (id, contact_id, kind, stage_entry, team, state, owner, why, assigned_because,
                                             priority, score, fit, temperature, opened_at, due_at, element_instance_key)
                        values (:id, :contact, 'mql', 1, :team, 'open', :owner, :why, 'a test', 'normal', 1, 'A', 'hot',
                                timestamptz '2026-03-02 09:00Z', timestamptz '2026-03-02 10:00Z', 1)""")
                .param("id", id)
                .param("contact", contact)
                .param("team", team)
                .param("owner", owner)
                .param("why", why)
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
