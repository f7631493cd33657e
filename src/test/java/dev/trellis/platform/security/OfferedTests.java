package dev.trellis.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;

import dev.trellis.platform.Ids;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.testing.Database;
import dev.trellis.testing.Time;
import dev.trellis.testing.TrellisTest;
import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.PathContainer;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.context.WebApplicationContext;

/**
 * Walks through the console in each role: whatever a page offers, a link, a form, a part that loads itself, is
 * something the role may do.
 */
@TrellisTest
class OfferedTests {

    /** The pages of one kind, such as those of two contacts, differ in what stands where these are. */
    private static final String IDS =
            "[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)[0-9]+|(?<=/(journeys|templates|users|teams)/)[a-z0-9-]+";

    /** What the frame of every page has; the filter that signs out is in front of the table. */
    private static final Offer SIGN_OUT = new Offer(HttpMethod.POST, "/sign-out");

    private final MockMvcTester mvc;
    private final Users users;
    private final Database database;
    private final Time time;
    private final String token;

    OfferedTests(WebApplicationContext context, Users users, Database database, Time time, TrellisProperties settings) {
        this.mvc = MockMvcTester.from(
                context, builder -> builder.apply(springSecurity()).build());
        this.users = users;
        this.database = database;
        this.time = time;
        this.token = Objects.requireNonNull(settings.apiToken());
    }

    @BeforeEach
    void somethingOnEveryPage() {
        var contact = contact("lou@offered.example");
        var open = contact("open@offered.example");
        var accepted = contact("accepted@offered.example");
        call("/api/activities", "[{\"email\": \"lou@offered.example\", \"type\": \"demo-requested\"}]");
        call("/api/deals", """
                {"contactId": "%s", "name": "Forty seats", "amount": 12000, "currency": "EUR",
                 "owner": "some-sales@offered.example"}""".formatted(contact));
        time.settle();
        call("/api/webhooks", """
                {"name": "crm", "url": "http://localhost:9/", "events": ["deal.won"]}""");
        call("/api/emails/holds", "{\"kind\": \"template\", \"name\": \"lead-1-problem\"}");
        handoff(open, "open");
        handoff(accepted, "accepted");
        task(contact);
        stuck(contact);
        for (var role : Role.values()) {
            users.add(name(role), name(role) + "@offered.example", role, "sales", "correct horse battery");
        }
    }

    /**
     * What is made up here the engine does not know, and a held mail is never settled: the next test is not to wait.
     */
    @AfterEach
    void nothingIsLeft() {
        database.clear();
    }

    @Test
    void noPageOffersWhatItsReaderMayNotDo() {
        var softly = new SoftAssertions();

        for (var role : Role.values()) {
            var offered = new TreeSet<String>();
            var looked = walk(role, (path, offer) -> {
                offered.add(offer.method() + " " + kind(offer.path()));
                softly.assertThat(isFor(role, offer))
                        .as("%s offers a %s the %s; put it between <#if may.…>", path, role.label(), offer)
                        .isTrue();
            });
            softly.assertThat(looked)
                    .as("pages for a %s", role.label())
                    .contains("/", "/contacts", "/contacts/*", "/handoffs", "/deals", "/teams", "/emails/*");
            softly.assertThat(offered)
                    .as("what a %s is offered", role.label())
                    .contains("POST /password", "POST /contacts/*/calls")
                    .containsAll(own(role));
        }

        softly.assertAll();
    }

    /** What this role is here for, and so must not miss. */
    private static Set<String> own(Role role) {
        var marketing = Set.of(
                "POST /contacts/*/stage",
                "POST /broadcasts",
                "POST /backtests",
                "POST /templates/*/test",
                "POST /journeys/*/start",
                "GET /mailbox",
                "GET /attention");
        return switch (role) {
            case SALES -> Set.of("POST /handoffs/*/accept", "POST /tasks/*/called");
            case SALES_MANAGER ->
                Set.of("POST /handoffs/*/accept", "POST /contacts/*/stage", "POST /teams", "POST /teams/*/members");
            case MARKETER -> marketing;
            case OPERATOR -> {
                var all = new LinkedHashSet<>(marketing);
                all.addAll(List.of(
                        "POST /outbox/hold",
                        "POST /outbox/release",
                        "POST /attention/retry",
                        "POST /users",
                        "POST /users/*/lock",
                        "POST /tokens",
                        "POST /webhooks",
                        "POST /teams",
                        "GET /audit"));
                yield all;
            }
        };
    }

    /** Goes wherever links lead, to one page of each kind, and tells which kinds there are. */
    private Set<String> walk(Role role, Looker looker) {
        var person = users.loadUserByUsername(name(role));
        var seen = new LinkedHashSet<String>();
        var next = new ArrayDeque<>(List.of("/", "/password", "/journeys/newsletter"));
        seen.addAll(next);
        while (!next.isEmpty()) {
            var path = next.poll();
            var page = page(person, path);
            for (var offer : page == null ? List.<Offer>of() : offers(page)) {
                looker.at(path, offer);
                if (offer.method().equals(HttpMethod.GET)
                        && !offer.path().matches("/(api|t|v3)/.*|.*\\.csv")
                        && seen.add(kind(offer.path()))) {
                    next.add(offer.path());
                }
            }
        }
        return seen;
    }

    private static List<Offer> offers(Document page) {
        var offers = new ArrayList<Offer>();
        page.select("a[href^=/]").forEach(link -> offers.add(new Offer(HttpMethod.GET, link.attr("href"))));
        page.select("iframe[src^=/]").forEach(frame -> offers.add(new Offer(HttpMethod.GET, frame.attr("src"))));
        page.select("[data-diagram]").forEach(map -> offers.add(new Offer(HttpMethod.GET, map.attr("data-diagram"))));
        page.select("[hx-get]").forEach(part -> offers.add(new Offer(HttpMethod.GET, part.attr("hx-get"))));
        page.select("[hx-post]").forEach(part -> offers.add(new Offer(HttpMethod.POST, part.attr("hx-post"))));
        page.select("form[action], button[formaction]").forEach(form -> {
            var method = form.tagName().equals("form") ? form.attr("method") : "post";
            offers.add(new Offer(
                    HttpMethod.valueOf(method.toUpperCase(Locale.ROOT)),
                    form.hasAttr("formaction") ? form.attr("formaction") : form.attr("action")));
        });
        return offers.stream().distinct().collect(Collectors.toList());
    }

    private static boolean isFor(Role role, Offer offer) {
        return offer.equals(SIGN_OUT)
                || Routes.TABLE
                        .find(offer.method(), PathContainer.parsePath(offer.bare()))
                        .filter(line -> line.open() || line.roles().contains(role))
                        .isPresent();
    }

    /** Null for what is no page, such as a diagram. */
    private @Nullable Document page(UserDetails person, String path) {
        var answer = mvc.get()
                .uri(URI.create(path))
                .accept(MediaType.TEXT_HTML, MediaType.ALL)
                .with(user(person))
                .exchange();
        if (answer.getResponse().getStatus() >= 300) {
            return null; // Said where it was offered.
        }
        var type = answer.getResponse().getContentType();
        return type != null && type.startsWith("text/html") ? Jsoup.parse(text(answer)) : null;
    }

    private static String kind(String link) {
        return link.replaceAll("[?#].*", "").replaceAll(IDS, "*");
    }

    private static String name(Role role) {
        return "some-" + role.label();
    }

    private UUID contact(String email) {
        var answer = call(
                "/api/contacts",
                "{\"email\": \"%s\", \"firstName\": \"Lou\", \"topics\": [\"newsletter\"]}".formatted(email));
        return UUID.fromString(answer.replaceAll("(?s).*?\"id\"\\s*:\\s*\"([0-9a-f-]+)\".*", "$1"));
    }

    private String call(String path, String body) {
        var answer = mvc.post()
                .uri(path)
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + token)
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
        assertThat(answer.getResponse().getStatus()).as(text(answer)).isBetween(200, 299);
        return text(answer);
    }

    private static String text(MvcTestResult answer) {
        try {
            return answer.getResponse().getContentAsString();
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void handoff(UUID contact, String state) {
        database.jdbc()
                .sql("""
                        insert into handoff (id, contact_id, kind, stage_entry, team, state, owner, why, assigned_because,
                                             priority, score, fit, temperature, opened_at, due_at, element_instance_key)
                        values (:id, :contact, 'mql', 1, 'sales', :state, 'some-sales@offered.example', 'asked', 'a test',
                                'normal', 1, 'A', 'hot', timestamptz '2026-03-02 09:00Z',
                                timestamptz '2026-03-02 10:00Z', :key)""")
                .param("id", Ids.next())
                .param("contact", contact)
                .param("state", state)
                .param("key", state.length())
                .update();
    }

    private void task(UUID contact) {
        database.jdbc()
                .sql("""
                        insert into task (id, contact_id, kind, title, team, owner, due_at, state, created_at)
                        values (:id, :contact, 'call', 'Call Lou', 'sales', 'some-sales@offered.example',
                                timestamptz '2026-03-02 10:00Z', 'open', timestamptz '2026-03-02 09:00Z')""")
                .param("id", Ids.next())
                .param("contact", contact)
                .update();
    }

    private void stuck(UUID contact) {
        database.jdbc().sql("""
                        insert into parked_job (job_key, type, process_id, process_version, process_instance_key,
                                                element_id, contact_id, reason, since, checked_at)
                        values (1, 'send-email', 'lead', 1, 1, 'send-problem', :contact, 'a test',
                                timestamptz '2026-03-02 10:00Z', timestamptz '2999-01-01 00:00Z')""").param("contact", contact).update();
    }

    private interface Looker {
        void at(String path, Offer offer);
    }

    /** Something a page lets its reader ask for. */
    private record Offer(HttpMethod method, String path) {

        /** Without what follows the address. */
        String bare() {
            return path.replaceAll("[?#].*", "");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }
}
