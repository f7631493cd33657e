package dev.trellis.nurturing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.contact.ActivityTypes;
import dev.trellis.engine.Diagram;
import dev.trellis.engine.Diagram.MessageCatch;
import dev.trellis.engine.Diagram.Step;
import dev.trellis.lifecycle.Stage;
import dev.trellis.lifecycle.StageDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JourneyCheckTests {

    private static final List<StageDefinition> STAGES = List.of(
            new StageDefinition(Stage.LEAD, "Lead", 1, Set.of(), ""),
            new StageDefinition(Stage.MQL, "MQL", 2, Set.of(), ""));

    @Test
    void aStepThatNamesWhatExistsIsFine() {
        assertThat(problems("send-email", Map.of("template", "welcome-hello", "notAfter", "P3D")))
                .isEmpty();
    }

    @Test
    void anUnknownJobTypeIsRefusedWithFileElementAndTheLikelyOne() {
        assertThat(problems("send-emial", Map.of()))
                .containsExactly("lead.bpmn:step: unknown job type \"send-emial\"; did you mean send-email?");
    }

    @Test
    void aJobTypeLikeNoOtherIsRefusedWithTheChoice() {
        assertThat(problems("brew-tea", Map.of())).singleElement().asString().contains("it may be", "look-up-contact");
    }

    @Test
    void aTemplateThatIsNotThereIsRefused() {
        assertThat(problems("send-email", Map.of("template", "welcome-helo")))
                .containsExactly("lead.bpmn:step: header template: there is no folder templates/email/welcome-helo; "
                        + "did you mean welcome-hello?");
    }

    @Test
    void aRequiredHeaderThatIsMissingOrBlankIsNamed() {
        assertThat(problems("send-email", Map.of("template", " ")))
                .containsExactly("lead.bpmn:step: send-email needs the header template");
    }

    @Test
    void aHeaderTheStepDoesNotKnowIsRefused() {
        assertThat(problems("send-email", Map.of("template", "welcome-hello", "notafter", "P3D")))
                .singleElement()
                .asString()
                .contains("unknown header \"notafter\"", "did you mean notAfter?");
    }

    @ParameterizedTest
    @CsvSource({
        "notAfter, three days, is not a duration",
        "notAfter, -P3D, is not a duration",
        "onCap, later, unknown value",
        "to, boss, unknown value"
    })
    void aHeaderThatSaysNonsenseIsRefused(String header, String value, String complaint) {
        assertThat(problems("send-email", Map.of("template", "welcome-hello", header, value)))
                .singleElement()
                .asString()
                .contains("header " + header, complaint, value);
    }

    @Test
    void aSegmentMayNameSeveralStagesAndCountriesThatThereAre() {
        assertThat(problems(
                        "send-to-segment",
                        Map.of(
                                "template",
                                "welcome-hello",
                                "stage",
                                "lead, mql",
                                "country",
                                "DE,Austria",
                                "tag",
                                "vip")))
                .isEmpty();
        assertThat(problems("send-to-segment", Map.of("template", "welcome-hello", "stage", "lead,led")))
                .containsExactly("lead.bpmn:step: header stage: unknown value \"led\"; did you mean lead?");
        assertThat(problems("send-to-segment", Map.of("template", "welcome-hello", "country", "Atlantis")))
                .singleElement()
                .asString()
                .contains("header country", "'Atlantis' is not a country");
    }

    @Test
    void everyFactAStepAsksForMustExist() {
        assertThat(problems("look-up-contact", Map.of("facts", "stage, temprature,score")))
                .containsExactly(
                        "lead.bpmn:step: header facts: unknown value \"temprature\"; did you mean temperature?");
    }

    @Test
    void aFamilyOfHeadersMayHaveAnyNameAfterTheDot() {
        assertThat(problems("look-up-contact", Map.of("due.acceptBy", "PT4H", "wait.nextMail", "P4D")))
                .isEmpty();
        assertThat(problems("look-up-contact", Map.of("wait.nextMail", "soon"))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"stage-changed", "deal-lost", "contract-ended", "demo-requested", "start-lead"})
    void messagesThatAreSentAreFine(String message) {
        assertThat(waitingFor(message)).isEmpty();
    }

    @Test
    void aMessageNobodySendsIsRefused() {
        assertThat(waitingFor("demo-request"))
                .containsExactly("lead.bpmn:wait: unknown message \"demo-request\"; did you mean demo-requested?");
        assertThat(waitingFor("start-led"))
                .containsExactly("lead.bpmn:wait: unknown message \"start-led\"; did you mean start-lead?");
        assertThat(waitingFor("moon-is-full")).singleElement().asString().contains("lead-score.dmn");
    }

    @Test
    void aCallOfAProcessThatNobodyDrewIsRefused() {
        var diagram = new Diagram("lead.bpmn", "lead", "Lead", List.of(), List.of(), Set.of("lead2"), Set.of());

        assertThat(check(diagram))
                .containsExactly(
                        "lead.bpmn:lead2: calls the process \"lead2\", which no diagram draws; did you mean lead?");
    }

    private static List<String> problems(String jobType, Map<String, String> headers) {
        return check(new Diagram(
                "lead.bpmn",
                "lead",
                "Lead",
                List.of(new Step("step", "A step", jobType, headers)),
                List.of(),
                Set.of(),
                Set.of()));
    }

    private static List<String> waitingFor(String message) {
        return check(new Diagram(
                "lead.bpmn",
                "lead",
                "Lead",
                List.of(),
                List.of(new MessageCatch("wait", "Wait", message)),
                Set.of(),
                Set.of()));
    }

    private static List<String> check(Diagram diagram) {
        return new JourneyCheck(List.of(diagram), STAGES, Set.of("welcome-hello"), ActivityTypes.KNOWN)
                .problems().stream().map(Object::toString).toList();
    }
}
