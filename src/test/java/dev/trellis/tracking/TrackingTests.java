package dev.trellis.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.http.MediaType.APPLICATION_FORM_URLENCODED;

import dev.trellis.contact.Activities;
import dev.trellis.contact.ConsentState;
import dev.trellis.contact.Consents;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactIntake;
import dev.trellis.contact.ContactIntake.Origin;
import dev.trellis.contact.ContactRecords;
import dev.trellis.contact.Contacts;
import dev.trellis.contact.NewActivity;
import dev.trellis.contact.NewContact;
import dev.trellis.email.EmailInstance;
import dev.trellis.email.EmailRequest;
import dev.trellis.email.EmailTestDatabase;
import dev.trellis.email.PlannedSend;
import dev.trellis.email.ScriptedSmtpServer;
import dev.trellis.email.SendState;
import dev.trellis.email.Suppressions;
import dev.trellis.email.TrackingLinks;
import dev.trellis.platform.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class TrackingTests {

    private static final String BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0";
    private static final AtomicLong KEYS = new AtomicLong(5_000_000);

    private final ScriptedSmtpServer relay = new ScriptedSmtpServer();
    private EmailInstance instance;
    private MockMvcTester mvc;
    private ContactId ada;

    @BeforeEach
    void start() {
        EmailTestDatabase.clear();
        instance = EmailInstance.options()
                .sendingTo(relay.port())
                .configuration(Tracking.class)
                .start();
        ada = instance.reader("ada@example.com");
        mvc = MockMvcTester.create(MockMvcBuilders.standaloneSetup(
                        instance.get(TrackingController.class),
                        instance.get(UnsubscribeController.class),
                        instance.get(PreferencesController.class),
                        instance.get(FormController.class),
                        instance.get(ClickController.class))
                .build());
    }

    @AfterEach
    void stop() {
        instance.close();
        relay.close();
    }

    @Test
    void aClickLeadsOnAndBecomesAnActivity() {
        var links = clickLinks(sent());
        instance.clock().advance(Duration.ofMinutes(3));

        var response = get(links.getFirst(), BROWSER);

        assertThat(response).hasStatus(302).hasHeader("Location", "https://www.example.com/guide?a=1&b=2");
        settle();
        assertThat(activities("link-clicked"))
                .singleElement()
                .asString()
                .contains("\"verdict\": \"human\"", "https://www.example.com/guide?a=1&b=2");
    }

    @Test
    void aScannerThatFollowsEveryLinkIsKnown() {
        var links = clickLinks(sent());
        instance.clock().advance(Duration.ofMinutes(3));

        links.forEach(link -> get(link, BROWSER));

        settle();
        assertThat(activities("link-clicked")).hasSize(2).allMatch(properties -> properties.contains("scanner"));
    }

    @Test
    void whoFollowsTheHiddenLinkIsAScannerInAllItDoesThen() {
        var planned = sent();
        instance.clock().advance(Duration.ofMinutes(3));

        get(clickLinks(planned).getFirst(), BROWSER);
        assertThat(get(path(instance.get(TrackingLinks.class).trap(planned.sendId())), BROWSER))
                .hasStatus(404);

        settle();
        assertThat(activities("link-clicked"))
                .singleElement()
                .asString()
                .contains("\"verdict\": \"scanner\"", "no person sees");
        assertThat(count("activity where type not in ('link-clicked')")).isZero();
    }

    @Test
    void aHiddenLinkThatIsFollowedLaterCorrectsWhatWasThought() {
        var planned = sent();
        instance.clock().advance(Duration.ofMinutes(3));
        get(clickLinks(planned).getFirst(), BROWSER);
        settle();
        assertThat(activities("link-clicked")).singleElement().asString().contains("human");

        get(path(instance.get(TrackingLinks.class).trap(planned.sendId())), BROWSER);
        settle();

        var first = EmailTestDatabase.jdbc()
                .sql("select id::text from activity where properties ->> 'verdict' = 'human'")
                .query(String.class)
                .single();
        assertThat(activities("link-clicked"))
                .hasSize(2)
                .anyMatch(properties -> properties.contains("scanner") && properties.contains(first));
        settle();
        assertThat(instance.get(Visits.class).reclassify(Instant.EPOCH)).isEqualTo(new Visits.Reclassified(1, 0));
        assertThat(activities("link-clicked")).hasSize(2);
    }

    @Test
    void visitsAreJudgedAgainByWhatIsKnownNow() {
        var planned = sent();
        instance.clock().advance(Duration.ofMinutes(3));
        get(clickLinks(planned).getFirst(), BROWSER);
        settle();
        EmailTestDatabase.jdbc().sql("update visit set known_network = true").update();

        assertThat(instance.get(Visits.class).reclassify(Instant.now().plusSeconds(60)))
                .isEqualTo(new Visits.Reclassified(0, 0));
        assertThat(instance.get(Visits.class).reclassify(Instant.EPOCH)).isEqualTo(new Visits.Reclassified(1, 1));
        assertThat(activities("link-clicked")).hasSize(2).anyMatch(properties -> properties.contains("network"));
        EmailTestDatabase.jdbc().sql("update visit set known_network = false").update();
        assertThat(instance.get(Visits.class).reclassify(Instant.EPOCH).changed())
                .isEqualTo(1);
        assertThat(activities("link-clicked")).hasSize(3);
    }

    @Test
    void aNetworkOfMachinesIsKnownAndTheAddressIsNotKept() {
        var links = clickLinks(sent());
        instance.clock().advance(Duration.ofMinutes(3));

        mvc.get()
                .uri(links.getFirst())
                .header("User-Agent", BROWSER)
                .with(request -> {
                    request.setRemoteAddr("192.0.2.77");
                    return request;
                })
                .exchange();

        settle();
        assertThat(activities("link-clicked")).singleElement().asString().contains("machine", "network of machines");
        assertThat(EmailTestDatabase.jdbc()
                        .sql("select count(*) from visit v where v::text like '%192.0.2%'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aClickThatNamesNobodyIsOnlyCounted() {
        clickLinks(sent());
        var link = EmailTestDatabase.jdbc()
                .sql("select min(id) from link")
                .query(Integer.class)
                .single();
        var address = path(instance.get(TrackingLinks.class).anonymousClick(link));

        assertThat(get(address, BROWSER)).hasStatus(302).hasHeader("Location", "https://www.example.com/guide?a=1&b=2");
        get(address, BROWSER);
        get(address, "curl/8.5");
        assertThat(get(address.substring(0, address.length() - 4) + "AAAA", BROWSER))
                .hasStatus(404);

        settle();
        assertThat(EmailTestDatabase.jdbc()
                        .sql("select verdict || ' ' || clicks from anonymous_click order by 1")
                        .query(String.class)
                        .list())
                .containsExactly("human 2", "machine 1");
        assertThat(activities("link-clicked")).isEmpty();
        assertThat(count("visit")).isZero();
    }

    @Test
    void anEmailsClicksAreCountedByWhoClicked() {
        var planned = sent();
        instance.clock().advance(Duration.ofMinutes(3));
        var guide = clickLinks(planned).getFirst();
        get(guide, BROWSER);
        get(guide, BROWSER);
        get(guide, "curl/8.5");
        var link = EmailTestDatabase.jdbc()
                .sql("select min(id) from link")
                .query(Integer.class)
                .single();
        var nobody = path(instance.get(TrackingLinks.class).anonymousClick(link));
        get(nobody, BROWSER);
        get(nobody, BROWSER);
        settle();

        assertThat(get("/api/templates/marketing-hello/clicks", BROWSER))
                .bodyJson()
                .isLenientlyEqualTo("""
                {"template": "marketing-hello", "from": "2026-02-01", "to": "2026-03-02",
                 "items": [{"url": "https://www.example.com/guide?a=1&b=2",
                            "identified": 1, "anonymous": 2, "machine": 1, "unclear": 0}],
                 "total": {"identified": 1, "anonymous": 2, "machine": 1, "unclear": 0}}
                """);
        assertThat(get("/api/templates/marketing-hello/clicks?from=2026-03-03&to=2026-03-04", BROWSER))
                .bodyJson()
                .extractingPath("$.items")
                .asArray()
                .isEmpty();
        assertThat(get("/api/templates/nothing/clicks", BROWSER)).hasStatus(404);
        var clicks = instance.get(TemplateClicks.class);
        assertThat(clicks.all(clicks.usualDays()))
                .isEqualTo(Map.of("marketing-hello", new TemplateClicks.Counts(1, 2, 1, 0)));
    }

    @Test
    void beingTrackedIsTheContactsOwnChoice() {
        var link = path(instance.get(TrackingLinks.class).preferences(ada));
        assertThat(get(link, BROWSER)).bodyText().contains("name=\"tracking\" value=\"true\">");

        mvc.post()
                .uri(link)
                .param("topic", "newsletter")
                .param("tracking", "true")
                .exchange();

        assertThat(instance.get(Consents.class).of(ada)).containsEntry("tracking", ConsentState.GRANTED);
        assertThat(get(link, BROWSER)).bodyText().contains("name=\"tracking\" value=\"true\" checked>");
        mvc.post().uri(link).param("topic", "newsletter").exchange();
        assertThat(instance.get(Consents.class).of(ada))
                .containsEntry("tracking", ConsentState.WITHDRAWN)
                .containsEntry("newsletter", ConsentState.GRANTED);
    }

    @Test
    void aClickThatComesTooSoonIsAMachine() {
        get(clickLinks(sent()).getFirst(), BROWSER);

        settle();
        assertThat(activities("link-clicked")).singleElement().asString().contains("machine", "less than two seconds");
    }

    @Test
    void aClickThatAsksForTheHeadIsAMachine() {
        var link = clickLinks(sent()).getLast();
        instance.clock().advance(Duration.ofMinutes(3));

        assertThat(mvc.method(HttpMethod.HEAD).uri(link).exchange()).hasStatus(302);

        settle();
        assertThat(activities("link-clicked")).singleElement().asString().contains("machine", "head only");
    }

    @Test
    void nobodyIsLedAnywhereElse() {
        var link = clickLinks(sent()).getFirst();
        var forged = link.substring(0, link.length() - 4) + "AAAA";

        assertThat(get(forged, BROWSER)).hasStatus(404);
        assertThat(get("/t/c/https:%2F%2Fevil.example", BROWSER)).hasStatus(404);
    }

    @Test
    void anOpeningBecomesAnActivityOnce() {
        var planned = sent();
        var pixel = path(instance.get(TrackingLinks.class).open(planned.sendId()));
        instance.clock().advance(Duration.ofMinutes(3));

        assertThat(get(pixel, BROWSER)).hasStatusOk().hasContentType("image/gif");
        get(pixel, BROWSER);

        settle();
        assertThat(activities("email-opened")).hasSize(1);
    }

    @Test
    void lookingAtTheUnsubscribePageChangesNothing() {
        var link = unsubscribeLink(sent());

        assertThat(get(link, BROWSER)).hasStatusOk().bodyText().contains("<form method=\"post\">", "Unsubscribe");
        assertThat(mvc.method(HttpMethod.HEAD).uri(link).exchange()).hasStatusOk();

        assertThat(consent()).isEqualTo(ConsentState.GRANTED);
        assertThat(activities("unsubscribed")).isEmpty();
    }

    @Test
    void theMailboxsOwnButtonUnsubscribesWithoutCookies() {
        var link = unsubscribeLink(sent());

        var response = mvc.post()
                .uri(link)
                .contentType(APPLICATION_FORM_URLENCODED)
                .content("List-Unsubscribe=One-Click")
                .exchange();

        assertThat(response).hasStatusOk().doesNotContainHeader("Set-Cookie");
        assertThat(consent()).isEqualTo(ConsentState.WITHDRAWN);
        assertThat(activities("unsubscribed")).singleElement().asString().contains("one-click");
        assertThat(plan("marketing-other").state()).isEqualTo(SendState.SUPPRESSED);
        assertThat(plan("receipt").state()).isEqualTo(SendState.PLANNED);
    }

    @Test
    void oneTopicCanBeStopped() {
        instance.get(Consents.class).grant(ada, "product", "test");
        var link = unsubscribeLink(sent());

        mvc.post().uri(link).param("scope", "topic").exchange();

        assertThat(instance.get(Consents.class).of(ada))
                .containsEntry("newsletter", ConsentState.WITHDRAWN)
                .containsEntry("product", ConsentState.GRANTED);
    }

    @Test
    void anUnsubscribeOutlivesErasureAndReturn() {
        mvc.post().uri(unsubscribeLink(sent())).exchange();
        for (var records : instance.getAll(ContactRecords.class)) {
            records.erase(ada);
        }
        EmailTestDatabase.jdbc().sql("delete from contact").update();

        ada = instance.reader("ada@example.com");

        assertThat(plan("marketing-other").state()).isEqualTo(SendState.SUPPRESSED);
        assertThat(instance.get(Suppressions.class)
                        .page("ada@example.com", null, 10)
                        .items())
                .hasSize(2)
                .allMatch(entry -> entry.address() == null);
    }

    @Test
    void aComplaintStopsEverything() {
        complain();

        assertThat(consent()).isEqualTo(ConsentState.WITHDRAWN);
        assertThat(plan("receipt").state()).isEqualTo(SendState.SUPPRESSED);
    }

    @Test
    void preferencesAreChosenWithTheButtonOnly() {
        var link = path(instance.get(TrackingLinks.class).preferences(ada));

        assertThat(get(link, BROWSER)).hasStatusOk().bodyText().contains("ada@example.com", "checked");
        mvc.post().uri(link).param("topic", "product").exchange();

        assertThat(instance.get(Consents.class).of(ada))
                .containsEntry("newsletter", ConsentState.WITHDRAWN)
                .containsEntry("product", ConsentState.GRANTED);
        assertThat(activities("preferences-chosen")).singleElement().asString().contains("product");
        assertThat(instance.get(Contacts.class).require(ada).attributes()).containsEntry("preference", "product");
    }

    @Test
    void aContactMayComeBackByItself() {
        var link = path(instance.get(TrackingLinks.class).preferences(ada));
        mvc.post().uri(link).param("none", "true").exchange();
        assertThat(plan("marketing-other").state()).isEqualTo(SendState.SUPPRESSED);

        mvc.post().uri(link).param("topic", "newsletter").exchange();

        assertThat(plan("marketing-other").state()).isEqualTo(SendState.PLANNED);
    }

    @Test
    void whoComplainedMayComeBackByItsOwnLinkAndWhatWasLiftedIsKept() {
        complain();
        var link = path(instance.get(TrackingLinks.class).preferences(ada));
        assertThat(get(link, BROWSER)).bodyText().doesNotContain("checked");

        mvc.post()
                .uri(link)
                .header("User-Agent", BROWSER)
                .param("topic", "newsletter")
                .exchange();

        assertThat(plan("marketing-other").state()).isEqualTo(SendState.PLANNED);
        assertThat(plan("receipt").state()).isEqualTo(SendState.PLANNED);
        assertThat(suppressions()).isEmpty();
        assertThat(activities("resubscribed"))
                .singleElement()
                .asString()
                .contains("complaint (all) on ", "complained at", "preferences", "Firefox");
    }

    @Test
    void whoComplainedMayComeBackByConfirmingWhatItAskedFor() {
        mvc.post().uri("/t/forms/newsletter").param("email", "ada@example.com").exchange();
        var confirm = confirmLink();
        complain();

        mvc.post().uri(confirm).exchange();

        assertThat(plan("marketing-other").state()).isEqualTo(SendState.PLANNED);
        assertThat(activities("resubscribed")).singleElement().asString().contains("form newsletter");
    }

    @Test
    void aChoiceLiftsNeitherABounceNorWhatWeDecided() {
        complain();
        for (var reason : List.of(Suppressions.Reason.BOUNCE, Suppressions.Reason.MANUAL)) {
            instance.get(Suppressions.class).add("ada@example.com", Suppressions.ALL, reason, "test");
        }

        mvc.post()
                .uri(path(instance.get(TrackingLinks.class).preferences(ada)))
                .param("topic", "newsletter")
                .exchange();

        assertThat(suppressions()).containsExactlyInAnyOrder("bounce", "manual");
        assertThat(plan("marketing-other").state()).isEqualTo(SendState.SUPPRESSED);
    }

    @Test
    void nobodyElseLiftsAComplaint() {
        complain();

        var granted = instance.get(Consents.class).grantOnBehalf(ada, "newsletter", "api");
        instance.get(ContactIntake.class)
                .add(
                        NewContact.builder()
                                .email("ada@example.com")
                                .topics(Set.of("newsletter", "product"))
                                .build(),
                        Origin.live("api"));

        assertThat(granted).isFalse();
        assertThat(suppressions()).containsExactly("complaint");
        assertThat(plan("receipt").state()).isEqualTo(SendState.SUPPRESSED);
    }

    @Test
    void afterErasureAndReturnTheChoiceOnThePageIsWhatCountsAndNotWhatOthersSaid() {
        mvc.post().uri(unsubscribeLink(sent())).exchange();
        for (var records : instance.getAll(ContactRecords.class)) {
            records.erase(ada);
        }
        EmailTestDatabase.jdbc().sql("delete from contact").update();
        ada = instance.reader("ada@example.com");
        instance.get(Consents.class).grantOnBehalf(ada, "product", "api");
        var link = path(instance.get(TrackingLinks.class).preferences(ada));
        assertThat(get(link, BROWSER)).bodyText().doesNotContain("checked");

        mvc.post().uri(link).param("topic", "newsletter").exchange();

        assertThat(plan("marketing-other").state()).isEqualTo(SendState.PLANNED);
        assertThat(instance.get(Consents.class).of(ada)).containsEntry("product", ConsentState.WITHDRAWN);
        assertThat(activities("resubscribed")).singleElement().asString().contains("unsubscribe", "erasure");
    }

    @Test
    void aFormAsksTheAddresssOwnerFirst() {
        assertThat(mvc.post()
                        .uri("/t/forms/newsletter")
                        .param("email", "bob@example.com")
                        .param("firstName", "Bob")
                        .param("utm_source", "spring")
                        .exchange())
                .hasStatusOk()
                .bodyText()
                .contains("check your inbox");
        var bob = instance.get(Contacts.class).findByEmail("bob@example.com").orElseThrow();
        assertThat(instance.get(Consents.class).of(bob.id())).containsEntry("newsletter", ConsentState.PENDING);
        var welcome = instance.emails()
                .plan(EmailRequest.of(KEYS.incrementAndGet(), bob.id(), "marketing-hello")
                        .build());
        assertThat(welcome.state()).isEqualTo(SendState.PLANNED);
        var confirm = confirmLink();
        assertThat(relay.messages()).hasSize(1);

        assertThat(get(confirm, BROWSER)).hasStatusOk().bodyText().contains("Yes, subscribe me");
        assertThat(instance.get(Consents.class).of(bob.id())).containsEntry("newsletter", ConsentState.PENDING);
        assertThat(mvc.post().uri(confirm).header("User-Agent", BROWSER).exchange())
                .hasStatusOk();
        mvc.post().uri(confirm).exchange();

        assertThat(instance.get(Consents.class).of(bob.id())).containsEntry("newsletter", ConsentState.GRANTED);
        assertThat(activities("form-submitted")).singleElement().asString().contains("spring");
        assertThat(instance.get(Consents.class).history(bob.id()).getLast().evidence())
                .contains("127.0.0.1", "Firefox", "One email a week at most");
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(instance.state(welcome)).isEqualTo(SendState.SENT));
    }

    @Test
    void aFormDoesNotChangeAKnownPersonAndSendsOneMailOnly() {
        for (int i = 0; i < 3; i++) {
            mvc.post()
                    .uri("/t/forms/newsletter")
                    .param("email", "ada@example.com")
                    .param("firstName", "Mallory")
                    .exchange();
        }

        assertThat(instance.get(Contacts.class).require(ada).firstName()).isEqualTo("Ada");
        assertThat(count("opt_in")).isEqualTo(1);
        assertThat(consent()).isEqualTo(ConsentState.GRANTED);
    }

    @Test
    void aProgramThatFillsTheHiddenFieldIsIgnored() {
        assertThat(mvc.post()
                        .uri("/t/forms/newsletter")
                        .param("email", "bot@example.com")
                        .param("website", "https://spam.example")
                        .exchange())
                .hasStatusOk();

        assertThat(instance.get(Contacts.class).findByEmail("bot@example.com")).isEmpty();
    }

    @Test
    void aBadAddressIsSaidOnTheForm() {
        assertThat(mvc.post()
                        .uri("/t/forms/newsletter")
                        .param("email", "\"><script>")
                        .exchange())
                .hasStatus(400)
                .bodyText()
                .contains("cannot be used")
                .doesNotContain("<script>");
    }

    private void complain() {
        instance.get(Activities.class)
                .record(List.of(new NewActivity(ada, "complained", null, null, Map.of())), Lane.LIVE);
    }

    private List<String> suppressions() {
        return instance.get(Suppressions.class).page("ada@example.com", null, 10).items().stream()
                .map(suppression -> suppression.reason().label())
                .toList();
    }

    private PlannedSend sent() {
        var planned = plan("marketing-hello");
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(instance.state(planned)).isEqualTo(SendState.SENT));
        return planned;
    }

    private PlannedSend plan(String template) {
        return instance.emails()
                .plan(EmailRequest.of(KEYS.incrementAndGet(), ada, template)
                        .window("any-time")
                        .build());
    }

    private List<String> clickLinks(PlannedSend planned) {
        var links = instance.get(TrackingLinks.class);
        return EmailTestDatabase.jdbc()
                .sql("select id from link order by id")
                .query((row, number) -> path(links.click(planned.sendId(), row.getInt(1))))
                .list();
    }

    private String unsubscribeLink(PlannedSend planned) {
        return path(instance.get(TrackingLinks.class).unsubscribe(ada, planned.sendId()));
    }

    private String confirmLink() {
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> !relay.messages().isEmpty());
        var unfolded = relay.messages().getFirst().replace("=\n", "");
        var matcher = Pattern.compile("https://mail\\.example\\.org(/t/confirm/[A-Za-z0-9_-]+)")
                .matcher(unfolded);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private MvcTestResult get(String uri, String agent) {
        return mvc.get().uri(uri).header("User-Agent", agent).exchange();
    }

    private void settle() {
        instance.get(Visits.class).settle(Instant.now().plusSeconds(1));
    }

    private ConsentState consent() {
        return instance.get(Consents.class).of(ada).getOrDefault("newsletter", ConsentState.PENDING);
    }

    private static List<String> activities(String type) {
        return EmailTestDatabase.jdbc()
                .sql("select properties::text from activity where type = :type")
                .param("type", type)
                .query((row, number) -> String.valueOf(row.getString(1)))
                .list();
    }

    private static long count(String table) {
        return EmailTestDatabase.jdbc()
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }

    private static String path(String url) {
        return url.substring("https://mail.example.org".length());
    }

    /** All doors but those for sales, which need what lies behind them. */
    @ComponentScan(
            value = "dev.trellis.tracking",
            excludeFilters =
                    @ComponentScan.Filter(
                            type = FilterType.ASSIGNABLE_TYPE,
                            classes = {
                                AnswerController.class,
                                QuoteLinkController.class,
                                QuoteVisits.class,
                                VisitController.class
                            }))
    static class Tracking {

        @Bean
        TrackingProperties trackingProperties() {
            return new TrackingProperties(null, List.of("192.0.2.0/24", "2001:db8::/32"));
        }
    }
}
