package dev.trellis.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.platform.Problem;
import io.camunda.zeebe.model.bpmn.Bpmn;
import io.camunda.zeebe.model.bpmn.BpmnModelInstance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagramsTests {

    @TempDir
    Path folder = Path.of("");

    @Test
    void theDiagramsThatComeWithTheApplicationAreSound() {
        var diagrams = BpmnFolder.read(Path.of("bpmn"));

        assertThat(diagrams.problems()).isEmpty();
        assertThat(diagrams.all()).extracting(Diagram::processId).contains("contact-lifecycle", "lead", "opportunity");
    }

    @Test
    void stepsMessagesAndCallsAreReadAsTheyAreDrawn() throws IOException {
        write(
                "walk",
                Bpmn.createExecutableProcess("walk")
                        .name("A walk")
                        .startEvent("begin")
                        .message("contact-entered")
                        .serviceTask(
                                "mail",
                                task -> task.name("Send hello")
                                        .zeebeJobType("send-email")
                                        .zeebeTaskHeader("template", "hello"))
                        .intermediateCatchEvent(
                                "answer",
                                event -> event.name("Answered")
                                        .message(message ->
                                                message.name("replied").zeebeCorrelationKeyExpression("contactId")))
                        .callActivity("call", call -> call.zeebeProcessId("walk"))
                        .endEvent()
                        .done());

        var diagram = BpmnFolder.read(folder).all().getFirst();

        assertThat(diagram.file()).isEqualTo("walk.bpmn");
        assertThat(diagram.name()).isEqualTo("A walk");
        assertThat(diagram.steps())
                .containsExactly(new Diagram.Step("mail", "Send hello", "send-email", Map.of("template", "hello")));
        assertThat(diagram.messages())
                .extracting(Diagram.MessageCatch::message)
                .containsExactlyInAnyOrder("contact-entered", "replied");
        assertThat(diagram.calledProcesses()).containsExactly("walk");
    }

    @Test
    void whatTheEngineWouldRefuseIsSaidWithFileElementAndReason() throws IOException {
        write(
                "wrong",
                Bpmn.createExecutableProcess("wrong")
                        .startEvent("begin")
                        .serviceTask("untyped")
                        .intermediateCatchEvent("late", event -> event.timerWithDuration("3 days"))
                        .exclusiveGateway("fork")
                        .defaultFlow()
                        .endEvent("other")
                        .moveToLastExclusiveGateway()
                        .sequenceFlowId("if-hot")
                        .conditionExpression("temperature = ")
                        .callActivity("call", call -> call.zeebeProcessId("nowhere"))
                        .endEvent()
                        .done());

        var problems = BpmnFolder.read(folder).problems();

        assertThat(problems).extracting(Problem::file).containsOnly("wrong.bpmn");
        assertThat(problems).extracting(Problem::element).contains("untyped", "late", "if-hot", "wrong");
        assertThat(problems)
                .extracting(Problem::toString)
                .anySatisfy(
                        line -> assertThat(line).startsWith("wrong.bpmn:late: ").contains("3 days", "P3D"))
                .anySatisfy(line -> assertThat(line).contains("no valid FEEL"))
                .anySatisfy(line -> assertThat(line).contains("nowhere", "no file in this folder"));
    }

    @Test
    void aFileThatIsNoBpmnIsAProblemAndNoCrash() throws IOException {
        Files.writeString(folder.resolve("a.bpmn"), "<definitions><open>");
        Files.writeString(folder.resolve("b.bpmn"), "<?xml version=\"1.0\"?><note>hello</note>");
        Files.writeString(
                folder.resolve("c.bpmn"),
                "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><definitions>&e;</definitions>");

        var problems = BpmnFolder.read(folder).problems();

        assertThat(problems).extracting(Problem::file).contains("a.bpmn", "b.bpmn", "c.bpmn");
        assertThat(problems.toString()).doesNotContain("root:");
    }

    @Test
    void twoFilesWithOneProcessIdAreAProblem() throws IOException {
        var diagram =
                Bpmn.createExecutableProcess("twin").startEvent().endEvent().done();
        write("one", diagram);
        write("two", diagram);

        assertThat(BpmnFolder.read(folder).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).contains("two.bpmn:twin", "one.bpmn"));
    }

    @Test
    void eachFileIsDeployedAloneUnlessADiagramBindsToItsDeployment() throws IOException {
        write("one", Bpmn.createExecutableProcess("one").startEvent().endEvent().done());
        write("two", Bpmn.createExecutableProcess("two").startEvent().endEvent().done());
        assertThat(BpmnFolder.read(folder).deployments())
                .extracting(Map::keySet)
                .extracting(List::copyOf)
                .containsExactly(List.of("one.bpmn"), List.of("two.bpmn"));

        write(
                "three",
                text(Bpmn.createExecutableProcess("three")
                                .startEvent()
                                .callActivity("call", call -> call.zeebeProcessId("one"))
                                .endEvent()
                                .done())
                        .replace("processId=\"one\"", "processId=\"one\" bindingType=\"deployment\""));
        assertThat(BpmnFolder.read(folder).deployments())
                .singleElement()
                .satisfies(files -> assertThat(files).containsOnlyKeys("one.bpmn", "two.bpmn", "three.bpmn"));
    }

    private void write(String name, BpmnModelInstance diagram) throws IOException {
        write(name, text(diagram));
    }

    private void write(String name, String xml) throws IOException {
        Files.writeString(folder.resolve(name + ".bpmn"), xml);
    }

    private static String text(BpmnModelInstance diagram) {
        var out = new ByteArrayOutputStream();
        Bpmn.writeModelToStream(out, diagram);
        return out.toString(StandardCharsets.UTF_8);
    }
}
