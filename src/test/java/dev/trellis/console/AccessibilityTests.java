package dev.trellis.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.platform.security.Users;
import dev.trellis.testing.Time;
import dev.trellis.testing.TrellisTest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Walks from link to link through the whole console, so that a new page is looked at without being named here. */
@TrellisTest
class AccessibilityTests extends BrowserTest {

    /** The pages of one kind, such as those of two contacts, differ in what stands where these are. */
    private static final String IDS = "[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)[0-9]+|(?<=/(journeys|templates)/)[a-z0-9-]+";

    private static final String LINKS = """
            [...document.querySelectorAll('.side a, main a')]
              .filter(a => a.origin === location.origin && !a.download && !a.pathname.match(/^\\/(api|t|v3)\\//))
              .map(a => a.pathname + a.search)
            """;

    private final Time time;

    AccessibilityTests(@LocalServerPort int port, Users users, TrellisProperties settings, Time time) {
        super(port, users, settings);
        this.time = time;
    }

    @Test
    void nothingInTheConsoleKeepsAnybodyOut() {
        fill();
        visitor().signedInAt("/");
        var findings = new LinkedHashMap<String, List<String>>();

        var kinds = walk(path -> look(path, findings));

        System.out.println("Pages looked at: " + kinds);
        findings.forEach((finding, where) -> System.out.println(finding + " on " + where));
        assertThat(kinds).contains("/", "/contacts", "/contacts/*", "/handoffs", "/deals", "/journeys/*");
        assertThat(findings).isEmpty();
    }

    @Test
    void nothingKeepsAnybodyOutBeforeTheySignInOrWhoDoesNotNeedTo() {
        var findings = new LinkedHashMap<String, List<String>>();

        for (var path : List.of(
                "/sign-in",
                "/sign-in?wrong",
                "/t/forms/newsletter",
                "/t/p/forged",
                "/t/handoff/forged",
                "/t/sample/pricing")) {
            look(path, findings);
        }

        assertThat(findings).isEmpty();
    }

    /** Goes wherever links lead, to one page of each kind, and tells which kinds there are. */
    private List<String> walk(Consumer<String> looker) {
        var seen = new LinkedHashMap<String, String>();
        var next = new ArrayDeque<>(List.of("/"));
        seen.put("/", "/");
        while (!next.isEmpty()) {
            looker.accept(next.poll());
            for (var link : links()) {
                if (seen.putIfAbsent(kind(link), link) == null) {
                    next.add(link);
                }
            }
        }
        return new ArrayList<>(seen.keySet());
    }

    @SuppressWarnings("unchecked") // The script above lists texts.
    private List<String> links() {
        return (List<String>) page().evaluate(LINKS);
    }

    private static String kind(String link) {
        return link.replaceAll("\\?.*", "").replaceAll(IDS, "*");
    }

    /** In the light and in the dark, on a desk and on a phone. What is where does not depend on the light. */
    private void look(String path, Map<String, List<String>> findings) {
        page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        page().setViewportSize(1280, 900);
        page().navigate(path);
        note(Axe.check(page()), path, findings);
        page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        note(Axe.check(page(), "color-contrast"), path + " in the dark", findings);
        page().setViewportSize(390, 844);
        note(Axe.check(page(), "color-contrast"), path + " in the dark on a phone", findings);
        page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        note(Axe.check(page()), path + " on a phone", findings);
    }

    private static void note(List<Axe.Finding> found, String where, Map<String, List<String>> findings) {
        for (var finding : found) {
            if (finding.isGrave()) {
                findings.computeIfAbsent(finding.toString(), each -> new ArrayList<>())
                        .add(where);
            } else {
                System.out.println("Not grave on " + where + ": " + finding);
            }
        }
    }

    private void fill() {
        var contact = api.contact("""
                {"email": "lou@pages.example", "firstName": "Lou", "company": "Acme", "stage": "mql", "country": "NO",
                 "topics": ["newsletter"], "source": "fair", "attributes": {"tags": "vip"}}""");
        api.post("/api/activities", """
                [{"email": "lou@pages.example", "type": "price-viewed", "properties": {"page": "/pricing"}},
                 {"email": "lou@pages.example", "type": "demo-requested"}]""");
        var deal = api.post(
                "/api/deals",
                "{\"contactId\": \"%s\", \"name\": \"Forty seats\", \"amount\": 12000, \"currency\": \"EUR\"}"
                        .formatted(contact));
        api.post("/api/deals/" + deal.get("id").asString() + "/quotes", """
                {"number": "Q-1", "validUntil": "%s", "url": "https://files.example.com/q-1.pdf"}""".formatted(
                        time.now().plus(Duration.ofDays(30)).toString().substring(0, 10)));
        api.contact("{\"email\": \"nora@pages.example\", \"firstName\": \"Nora\", \"stage\": \"mql\"}");
        time.settle();
    }
}
