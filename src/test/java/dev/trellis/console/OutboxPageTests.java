package dev.trellis.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

import dev.trellis.broadcast.Broadcast;
import dev.trellis.broadcast.BroadcastState;
import dev.trellis.broadcast.Broadcasts;
import dev.trellis.broadcast.Forecast;
import dev.trellis.broadcast.Segment;
import dev.trellis.broadcast.Segments;
import dev.trellis.console.Outbox.Days;
import dev.trellis.console.Outbox.Drain;
import dev.trellis.console.Outbox.Failure;
import dev.trellis.console.Outbox.Stopped;
import dev.trellis.email.Account;
import dev.trellis.email.Account.Reason;
import dev.trellis.email.EmailRequest.OnCap;
import dev.trellis.email.Hold;
import dev.trellis.email.HoldKind;
import dev.trellis.email.Holds;
import dev.trellis.email.MailPace;
import dev.trellis.email.Skip;
import dev.trellis.email.Sums;
import dev.trellis.email.Templates;
import dev.trellis.email.Topics;
import dev.trellis.engine.Diagram;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.nurturing.JourneyStarts;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.security.Permissions;
import dev.trellis.platform.web.Page;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.web.csrf.DefaultCsrfToken;
import org.springframework.ui.ExtendedModelMap;
import org.springframework.web.servlet.mvc.support.RedirectAttributesModelMap;

class OutboxPageTests {

    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
    private static final UUID BROADCAST = UUID.fromString("01900000-0000-7000-8000-000000000001");

    private final Outbox outbox = mock(Outbox.class);
    private final Holds holds = mock(Holds.class);
    private final Broadcasts broadcasts = mock(Broadcasts.class);
    private final OutboxPage page = new OutboxPage(outbox, holds, broadcasts);

    @BeforeEach
    void mailOfSevenDays() {
        given(broadcasts.page(null, 500)).willReturn(new Page<>(List.of(broadcast(true)), null));
        given(broadcasts.page(null, 20)).willReturn(new Page<>(List.of(broadcast(true)), null));
        given(outbox.drain())
                .willReturn(new Drain(12_345, 7, 3, 60, 900, 4_000, List.of(new Stopped("marketing", "held by ada"))));
        given(outbox.pace()).willReturn(new MailPace.Now(List.of(relay("main", 1, false, null)), List.of(), null));
        given(outbox.days())
                .willReturn(new Days(
                        List.of(new Account(
                                "lead",
                                null,
                                "lead-1-problem",
                                new Sums(10, 4, 1, 1, 1, 1, 1, 0, 1),
                                List.of(new Reason("suppressed", "bounce (all) <b>", 1)))),
                        List.of(new Failure("example.com", "failed", "5.1.1", "There is no such address", 2, NOW)),
                        List.of(
                                new Provider("Gmail", 1_000, 10, 0),
                                new Provider("Yahoo", 1_000, 0, 2),
                                new Provider("example.com", 1_000, 0, 3))));
    }

    @Test
    void theOutboxShowsTheDrainTheSumsAndWhatIsHeld() throws Exception {
        given(holds.all())
                .willReturn(List.of(
                        new Hold(HoldKind.RELAY, "main", NOW, "ada", "on fire"),
                        new Hold(HoldKind.BROADCAST, BROADCAST.toString(), NOW, "bob", null)));
        var model = new ExtendedModelMap();

        var shown = render(page.page(model), model);

        assertThat(shown)
                .contains("12,345", "Marketing mail does not leave", "held by ada", "Lead 1 problem")
                .contains("bounce (all) &lt;b&gt;", "There is no such address", "on fire", "March news")
                .contains("action=\"/outbox/release\"", "name=\"_csrf\"");
    }

    @Test
    void complaintsAreHeldAgainstTheLinesAndGmailIsNeverSaidToHaveNone() throws Exception {
        var model = new ExtendedModelMap();

        var shown = render(page.live(model), model);

        assertThat(shown)
                .contains("<span class=\"tag quiet\">see Postmaster Tools</span>")
                .contains("<span class=\"tag warm\">0.20 %</span>")
                .contains("<span class=\"tag late\">0.30 %</span>")
                .contains("1.00 %");
    }

    @Test
    void whereNothingSlowsMailDownOneSentenceSaysSo() throws Exception {
        var model = new ExtendedModelMap();

        assertThat(render(page.page(model), model))
                .contains("Nothing slows mail down", "up to 10 connections", "trellis.email")
                .doesNotContain("How fast it may go");
    }

    @Test
    void whatSlowsMailDownIsSaidWithItsReasonAndItsEnd() throws Exception {
        given(outbox.pace())
                .willReturn(new MailPace.Now(
                        List.of(
                                relay("main", 3, true, null),
                                relay("second", 1, false, "Cannot reach second at 10.0.0.9:25"),
                                relay("spare", 0, false, null)),
                        List.of(
                                new MailPace.Slowed(
                                        "main",
                                        "busy.example",
                                        "421 4.7.28 <slow>",
                                        NOW,
                                        30,
                                        60,
                                        NOW.plusSeconds(3600)),
                                new MailPace.Slowed("second", null, "454 4.7.0 Throttling", null, 12.5, 12.5, NOW)),
                        new MailPace.Warming(3, LocalDate.of(2026, 3, 2), 113, 113, 2, 170)));
        var model = new ExtendedModelMap();

        assertThat(render(page.live(model), model))
                .contains("Day 3 of the warm-up", "113 of today’s 113", "The others wait for tomorrow", "2 put off")
                .contains("Tomorrow has 170", "max=\"113\" value=\"113\"")
                .contains("busy.example", "Gets nothing until", "then 30 a minute", "the usual 60 again from")
                .contains("421 4.7.28 &lt;slow&gt;", "Gets 12.5 a minute.", "454 4.7.0 Throttling")
                .contains("75 %", "spare: only while the others are away", "Cannot reach second", ">held<");
    }

    @Test
    void holdingAStreamThatThereIsNotIsRefusedInWords() {
        var answer = new RedirectAttributesModelMap();
        given(holds.place(HoldKind.STREAM, "market", "ada", null))
                .willThrow(new InvalidValueException("name", "must be marketing"));

        page.hold("stream", " market ", "", () -> "ada", answer);

        assertThat(answer.getFlashAttributes().get("complaint")).isEqualTo("That does not do: name must be marketing");
    }

    @Test
    void aBroadcastShowsItsCountsAndOffersWhatIsPossible() throws Exception {
        given(broadcasts.skipped(BROADCAST)).willReturn(Map.of(Skip.NEVER_AGREED, 3L));
        given(broadcasts.accounts(BROADCAST))
                .willReturn(List.of(new Account(
                        null, BROADCAST, "lead-slow-update", new Sums(20, 5, 15, 0, 0, 0, 0, 0, 0), List.of())));
        var templates = mock(Templates.class);
        var lifecycle = mock(Lifecycle.class);
        var topics = mock(Topics.class);
        var starts = mock(JourneyStarts.class);
        given(starts.all())
                .willReturn(List.of(new Diagram(
                        "newsletter.bpmn", "newsletter", "Newsletter", List.of(), List.of(), Set.of(), Set.of())));
        given(topics.labels()).willReturn(Map.of("newsletter", "News"));
        var broadcastsPage = new BroadcastsPage(broadcasts, mock(Segments.class), templates, topics, lifecycle, starts);
        var model = new ExtendedModelMap();
        model.addAttribute("forecast", new Forecast("newsletter", 9, 6, Map.of(Skip.WITHDREW, 3L)));

        var shown = render(broadcastsPage.page(null, model), model);

        assertThat(shown)
                .contains("March news", "stage lead, in DE", "3 in the segment never agreed to the topic")
                .contains("<strong>5</strong> sent of 20 planned, 15 waiting", "6 of 9", "3 withdrew their agreement")
                .contains("<a href=\"/journeys/newsletter\">Newsletter</a>")
                .contains("/broadcasts/" + BROADCAST + "/resume", "/broadcasts/" + BROADCAST + "/cancel")
                .doesNotContain("/pause");

        broadcastsPage.pause(BROADCAST, () -> "ada", new RedirectAttributesModelMap());
        then(broadcasts).should().pause(BROADCAST, "ada");
    }

    private static MailPace.Way relay(String name, int weight, boolean held, @Nullable String away) {
        return new MailPace.Way(
                name, weight, weight / 4.0, null, 10, 2, held, away == null ? null : NOW.plusSeconds(20), away);
    }

    private static Broadcast broadcast(boolean paused) {
        return new Broadcast(
                BROADCAST,
                null,
                "",
                "",
                "March news",
                "lead-slow-update",
                "newsletter",
                new Segment(Set.of("lead"), Set.of(), Set.of("DE"), Set.of()),
                "office-hours",
                OnCap.DELAY,
                false,
                BroadcastState.SENDING,
                paused,
                "ada",
                NOW,
                NOW,
                NOW.plusSeconds(60),
                null,
                20,
                NOW,
                null);
    }

    private static MockHttpServletRequest operator() {
        var request = new MockHttpServletRequest();
        request.setUserPrincipal(new TestingAuthenticationToken("ada", null, "ROLE_OPERATOR"));
        return request;
    }

    private static String render(String view, ExtendedModelMap model) throws IOException, TemplateException {
        model.addAttribute("show", new Show());
        model.addAttribute("may", Permissions.of(operator()));
        model.addAttribute("htmxVersion", "2");
        model.addAttribute("badges", new Badges.Numbers(0, false, 0));
        model.addAttribute("csrfToken", new DefaultCsrfToken("X-CSRF-TOKEN", "_csrf", "secret"));
        var templates = new Configuration(Configuration.VERSION_2_3_34);
        templates.setClassForTemplateLoading(OutboxPage.class, "/templates");
        var out = new StringWriter();
        templates.getTemplate(view + ".ftlh").process(model, out);
        return out.toString();
    }
}
