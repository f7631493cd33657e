package dev.trellis.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import dev.trellis.broadcast.Broadcasts;
import dev.trellis.console.Positions.Step;
import dev.trellis.engine.Diagram;
import dev.trellis.nurturing.JourneyStarts;
import dev.trellis.nurturing.JourneyStarts.Answer;
import dev.trellis.platform.security.Permissions;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.ui.ExtendedModelMap;
import org.springframework.web.servlet.mvc.support.RedirectAttributesModelMap;
import tools.jackson.databind.json.JsonMapper;

class JourneyPageTests {

    private final DiagramFiles diagrams = mock(DiagramFiles.class);
    private final Positions positions = mock(Positions.class);
    private final JourneyStarts starts = mock(JourneyStarts.class);
    private final JourneyPage page =
            new JourneyPage(diagrams, positions, starts, mock(Broadcasts.class), JsonMapper.shared());

    @BeforeEach
    void oneDiagram() {
        given(diagrams.find("lead"))
                .willReturn(Optional.of(
                        new Diagram("lead.bpmn", "lead", "Lead", List.of(), List.of(), Set.of(), Set.of())));
    }

    @Test
    void anEmptyJourneyIsSaidToBeEmptyOnlyWhereTheEngineTells() throws Exception {
        assertThat(shown()).contains("is not known here").doesNotContain("Nobody is on this journey");

        given(positions.areKnown()).willReturn(true);

        assertThat(shown()).contains("Nobody is on this journey").doesNotContain("is not known here");
    }

    @Test
    void whatIsStuckIsCountedAndWhoElseIsThereIsLeftOpen() throws Exception {
        given(positions.of(any())).willReturn(List.of(new Step("mail", "Send hello", 7, 7)));

        assertThat(shown()).containsPattern("not known.*href=\"/attention\">7<");
    }

    @Test
    void whatAPersonStartsIsStartedOnceAndTheSecondIsTold() {
        given(starts.start("newsletter", "ada")).willReturn(Answer.STARTED, Answer.UNDER_WAY);
        var first = new RedirectAttributesModelMap();
        var second = new RedirectAttributesModelMap();

        page.start("newsletter", () -> "ada", first);
        page.start("newsletter", () -> "ada", second);

        assertThat(first.getFlashAttributes()).containsKey("notice");
        assertThat(String.valueOf(second.getFlashAttributes().get("complaint"))).contains("under way already");
    }

    private String shown() throws IOException, TemplateException {
        var model = new ExtendedModelMap();
        model.addAttribute("show", new Show());
        var request = new MockHttpServletRequest();
        request.setUserPrincipal(new TestingAuthenticationToken("ada", "", "ROLE_OPERATOR"));
        model.addAttribute("may", Permissions.of(request));
        var templates = new Configuration(Configuration.VERSION_2_3_34);
        templates.setClassForTemplateLoading(JourneyPage.class, "/templates");
        var out = new StringWriter();
        templates.getTemplate(page.live("lead", model) + ".ftlh").process(model, out);
        return out.toString();
    }
}
