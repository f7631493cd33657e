package dev.trellis.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BareEngineTests {

    @Test
    void givesProcessMessagesAndJobTypesNamesOfTheirOwnAndNothingElse() {
        var diagram = """
                <bpmn:process id="lead"><bpmn:startEvent id="contact-entered" name="Contact enters" />
                <zeebe:taskDefinition type="send-email" retries="5" /></bpmn:process>
                <bpmn:message id="m1" name="stage-changed"><zeebe:subscription correlationKey="=contactId" /></bpmn:message>
                <bpmndi:BPMNPlane bpmnElement="lead" />""";

        assertThat(BareEngine.renamed(diagram, "lead")).isEqualTo("""
                <bpmn:process id="bare-lead"><bpmn:startEvent id="contact-entered" name="Contact enters" />
                <zeebe:taskDefinition type="bare-send-email" retries="5" /></bpmn:process>
                <bpmn:message id="m1" name="bare-stage-changed"><zeebe:subscription correlationKey="=contactId" /></bpmn:message>
                <bpmndi:BPMNPlane bpmnElement="bare-lead" />""");
    }
}
