package dev.trellis.nurturing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a marketer can choose in Modeler is what exists, no more and no less. */
class ElementTemplatesTests {

    private static final Path FOLDER = Path.of("bpmn", ".camunda", "element-templates");
    private static final JsonMapper JSON = JsonMapper.shared();

    @ParameterizedTest
    @EnumSource
    void aStepTypeHasAnElementTemplateWithItsHeaders(StepType type) {
        var template = template(type);
        assertThat(bound(template, "zeebe:taskDefinition", "property", "type"))
                .extracting(property -> property.path("value").asString())
                .containsExactly(type.jobType());

        var offered = headers(template)
                .map(property -> property.path("binding").path("key").asString())
                .toList();
        assertThat(offered)
                .doesNotHaveDuplicates()
                .as("each header of the template is one the worker reads")
                .allMatch(key -> header(type, key).isPresent());
        assertThat(type.headers())
                .as("each header the worker reads can be set in Modeler")
                .allMatch(header -> offered.stream().anyMatch(header::covers));
    }

    @ParameterizedTest
    @EnumSource
    void aRequiredHeaderMustBeFilledInModeler(StepType type) {
        assertThat(headers(template(type))
                        .filter(property ->
                                header(type, key(property)).orElseThrow().required())
                        .filter(property ->
                                !property.path("constraints").path("notEmpty").asBoolean(false))
                        .map(ElementTemplatesTests::key))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aDropdownOffersWhatTheStepKnows(StepType type) {
        headers(template(type)).forEach(property -> {
            var header = header(type, key(property)).orElseThrow();
            if (header.content() == StepHeader.Content.CHOICE) {
                assertThat(choices(property))
                        .as(type.jobType() + " " + header.name())
                        .isNotEmpty()
                        .allMatch(header.choices()::contains);
            }
        });
    }

    @Test
    void everyKindOfHandOffAndTaskCanBeChosen() {
        assertThat(choices(property(StepType.HAND_OFF_TO_SALES, "kind")))
                .containsExactlyInAnyOrder("mql", "sql", "customer");
        assertThat(choices(property(StepType.HAND_OFF_TO_SALES, "until")))
                .containsExactlyInAnyOrder("decision", "outcome");
        assertThat(choices(property(StepType.HAND_OFF_TO_SALES, "priority")))
                .containsExactlyInAnyOrder("normal", "high");
        assertThat(choices(property(StepType.CREATE_TASK, "kind")))
                .containsExactlyInAnyOrder("call", "gift", "follow-up", "review");
    }

    @Test
    void everyEmailTemplateCanBeChosen() throws IOException {
        var folders = emailTemplates();
        assertThat(choices(property(StepType.SEND_EMAIL, "template"))).containsExactlyInAnyOrderElementsOf(folders);
        assertThat(choices(property(StepType.REQUEST_REFERRAL, "template")))
                .isNotEmpty()
                .isSubsetOf(folders);
        assertThat(choices(property(StepType.SEND_TO_SEGMENT, "template")))
                .isNotEmpty()
                .isSubsetOf(folders);
        assertThat(choices(property(StepType.ASK_FEEDBACK, "template")))
                .isNotEmpty()
                .isSubsetOf(folders);
    }

    @Test
    void everyStageCanBeChosen() throws Exception {
        assertThat(choices(property(StepType.CHANGE_STAGE, "stage"))).containsExactlyInAnyOrderElementsOf(stages());
    }

    @Test
    void everyFactCanBeAskedFor() {
        var pattern = property(StepType.LOOK_UP_CONTACT, "facts")
                .path("constraints")
                .path("pattern")
                .path("value")
                .asString();
        var all = Arrays.stream(ContactFact.values()).map(ContactFact::variable).toList();
        var offered = List.of(pattern.substring(pattern.indexOf('(') + 1, pattern.indexOf(')'))
                .split("\\|"));
        assertThat(offered).containsExactlyInAnyOrderElementsOf(all);
        assertThat(String.join(", ", all)).matches(Pattern.compile(pattern));
        assertThat("temperature,horoscope").doesNotMatch(Pattern.compile(pattern));
    }

    private static JsonNode template(StepType type) {
        return JSON.readTree(FOLDER.resolve(type.jobType() + ".json"));
    }

    private static Stream<JsonNode> properties(JsonNode template) {
        return StreamSupport.stream(template.path("properties").spliterator(), false);
    }

    private static List<JsonNode> bound(JsonNode template, String binding, String by, String value) {
        return properties(template)
                .filter(property ->
                        property.path("binding").path("type").asString().equals(binding))
                .filter(property -> property.path("binding").path(by).asString().equals(value))
                .toList();
    }

    private static Stream<JsonNode> headers(JsonNode template) {
        return properties(template)
                .filter(property ->
                        property.path("binding").path("type").asString().equals("zeebe:taskHeader"));
    }

    private static JsonNode property(StepType type, String header) {
        return headers(template(type))
                .filter(property -> key(property).equals(header))
                .findFirst()
                .orElseThrow();
    }

    private static String key(JsonNode property) {
        return property.path("binding").path("key").asString();
    }

    /** The values to choose from; an empty one stands for leaving the header out. */
    private static List<String> choices(JsonNode property) {
        return StreamSupport.stream(property.path("choices").spliterator(), false)
                .map(choice -> choice.path("value").asString())
                .filter(value -> !value.isEmpty())
                .toList();
    }

    private static Optional<StepHeader> header(StepType type, String key) {
        return type.headers().stream().filter(header -> header.covers(key)).findFirst();
    }

    private static List<String> emailTemplates() throws IOException {
        try (var folders = Files.list(Path.of("templates", "email"))) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> !name.startsWith("_"))
                    .toList();
        }
    }

    /** The first column of the table of stages. */
    private static List<String> stages() throws Exception {
        var rules = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("bpmn", "lifecycle-stages.dmn").toFile())
                .getElementsByTagName("rule");
        return Stream.iterate(0, i -> i < rules.getLength(), i -> i + 1)
                .map(i -> ((org.w3c.dom.Element) rules.item(i))
                        .getElementsByTagName("text")
                        .item(0)
                        .getTextContent())
                .map(text -> text.strip().replace("\"", ""))
                .toList();
    }
}
