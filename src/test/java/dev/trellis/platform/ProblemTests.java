package dev.trellis.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProblemTests {

    @Test
    void isPrintedAsEditorsAndScriptsReadIt() {
        assertThat(new Problem("lead.bpmn", "send-guide", "has no template"))
                .hasToString("lead.bpmn:send-guide: has no template");
    }
}
