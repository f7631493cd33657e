package dev.trellis.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import dev.trellis.backtest.Backtest;
import dev.trellis.backtest.Backtest.State;
import dev.trellis.backtest.Backtests;
import dev.trellis.backtest.Interval;
import dev.trellis.backtest.Report;
import dev.trellis.backtest.Report.Change;
import dev.trellis.backtest.Report.Flips;
import dev.trellis.backtest.Report.Result;
import dev.trellis.backtest.Report.Row;
import dev.trellis.backtest.Report.Side;
import dev.trellis.backtest.Share;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.web.Page;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.security.web.csrf.DefaultCsrfToken;
import org.springframework.ui.ExtendedModelMap;
import org.springframework.web.servlet.mvc.support.RedirectAttributesModelMap;

class BacktestsPageTests {

    private static final UUID ID = UUID.fromString("01900000-0000-7000-8000-000000000001");
    private static final UUID LEAD = UUID.fromString("01900000-0000-7000-8000-000000000002");

    private final Backtests backtests = mock(Backtests.class);
    private final Contacts contacts = mock(Contacts.class);
    private final BacktestsPage page = new BacktestsPage(backtests, contacts);

    @Test
    void theReportShowsBothSetsOfTablesAndWhomTheChangeMoves() throws Exception {
        given(backtests.require(ID)).willReturn(backtest(State.DONE, report(), null));
        given(contacts.find(new ContactId(LEAD))).willReturn(Optional.empty());
        var model = new ExtendedModelMap();

        var shown = render(page.one(ID, model), model);

        assertThat(shown)
                .contains("More for &lt;webinars&gt;", "1,200", "Wins caught besides")
                .contains("45.0 %", "40.0 to 50.0", "0.712", "0.690 to 0.734", "<td class=\"number\">none</td>")
                .contains("+0.021", "-0.004", "it may be chance", "1,100 no deal in half a year")
                .contains("not here any more", "lead-score row 16 ×2, 50 points: Attends a webinar.")
                .contains("not promoted", "Fit is today&#39;s");
    }

    @Test
    void theListLeadsToEachAndOffersAnother() throws Exception {
        given(backtests.page(null, 20))
                .willReturn(new Page<>(
                        List.of(backtest(State.DONE, report(), null), backtest(State.RUNNING, null, null)), null));
        var model = new ExtendedModelMap();

        var shown = render(page.list(model), model);

        assertThat(shown)
                .contains("href=\"/backtests/" + ID + "\"", "0.712 → 0.733", "<span class=\"tag info\">running</span>")
                .contains(
                        "enctype=\"multipart/form-data\"",
                        "name=\"_csrf\"",
                        "<a href=\"/backtests\" aria-current=\"page\">");
    }

    @Test
    void whoeverWatchesSeesTheReportOnceThereIsOne() throws Exception {
        given(backtests.require(ID)).willReturn(backtest(State.RUNNING, null, null));
        var model = new ExtendedModelMap();
        var running = new MockHttpServletResponse();

        assertThat(render(page.live(ID, model, running), model)).contains("<strong>400</strong> of 1,000");
        assertThat(running.getHeader("HX-Refresh")).isNull();
        assertThat(render(page.one(ID, model), model)).contains("hx-get=\"/live/backtests/" + ID + "\"");

        given(backtests.require(ID)).willReturn(backtest(State.FAILED, null, "rows 3 and 4 both match"));
        var over = new MockHttpServletResponse();
        page.live(ID, model, over);
        assertThat(over.getHeader("HX-Refresh")).isEqualTo("true");
        assertThat(render(page.one(ID, model), model)).contains("rows 3 and 4 both match");
    }

    @Test
    void tablesAreChosenOrPastedAndWhatIsWrongWithThemIsSaidLineByLine() throws Exception {
        given(backtests.begin("", Map.of("lead-fit.dmn", "<a/>", "pasted.dmn", "<b/>"), "ada"))
                .willThrow(new InvalidValueException("tables", "The tables cannot be tried:\nlead-fit.dmn:file: <a>"));
        var answer = new RedirectAttributesModelMap();

        var to = page.begin(
                "",
                List.of(
                        new MockMultipartFile("files", "lead-fit.dmn", null, "<a/>".getBytes(StandardCharsets.UTF_8)),
                        new MockMultipartFile("files", "", null, new byte[0])),
                " <b/> ",
                () -> "ada",
                answer);

        assertThat(to).isEqualTo("redirect:/backtests");
        given(backtests.page(null, 20)).willReturn(new Page<>(List.of(), null));
        var model = new ExtendedModelMap();
        model.addAllAttributes(answer.getFlashAttributes());
        assertThat(render(page.list(model), model))
                .contains("<p>lead-fit.dmn:file: &lt;a&gt;</p>", "&lt;b/&gt; </textarea>", "No backtest yet");
    }

    @Test
    void filesThatNobodyEditsByHandAreNotEvenRead() throws Exception {
        var answer = new RedirectAttributesModelMap();

        page.begin(
                "",
                List.of(new MockMultipartFile("files", "big.dmn", null, new byte[5_000_001])),
                "",
                () -> "a",
                answer);

        assertThat(answer.getFlashAttributes().get("refused")).asString().contains("more than 5 MB");
    }

    private static Backtest backtest(State state, @Nullable Report report, @Nullable String problem) {
        return new Backtest(
                ID,
                "More for <webinars>",
                state,
                400,
                1_000,
                report,
                problem,
                "ada",
                Instant.parse("2026-03-02T10:00:00Z"));
    }

    private static Report report() {
        var outcomes = new LinkedHashMap<String, Long>();
        outcomes.put("won a deal", 100L);
        outcomes.put("no deal in half a year", 1_100L);
        return new Report(
                1_200,
                100,
                outcomes,
                new Result(
                        0,
                        0,
                        3,
                        0,
                        100,
                        new Share(0, 0, null),
                        new Share(0, 100, new Interval(0, 0, 0.036)),
                        new Interval(0.712, 0.69, 0.734)),
                new Result(
                        100,
                        7,
                        4,
                        45,
                        55,
                        new Share(45, 100, new Interval(0.45, 0.4, 0.5)),
                        new Share(45, 100, new Interval(0.45, 0.4, 0.5)),
                        new Interval(0.733, 0.71, 0.755)),
                new Interval(0.021, -0.004, 0.046),
                new Flips(45, 0, 55, 0),
                List.of(new Change(
                        LEAD.toString(),
                        "won a deal",
                        new Side(29.6, "A", false, List.of(new Row("lead-score", 16, "Attends a webinar.", 1, 15))),
                        new Side(49.4, "A", true, List.of(new Row("lead-score", 16, "Attends a webinar.", 2, 50))))),
                List.of("Fit is today's"));
    }

    private static String render(String view, ExtendedModelMap model) throws IOException, TemplateException {
        model.addAttribute("show", new Show());
        model.addAttribute("htmxVersion", "2");
        model.addAttribute("badges", new Badges.Numbers(0, false, 0));
        model.addAttribute("csrfToken", new DefaultCsrfToken("X-CSRF-TOKEN", "_csrf", "secret"));
        var templates = new Configuration(Configuration.VERSION_2_3_34);
        templates.setClassForTemplateLoading(BacktestsPage.class, "/templates");
        templates.setLocale(Locale.US);
        var out = new StringWriter();
        templates.getTemplate(view + ".ftlh").process(model, out);
        return out.toString();
    }
}
