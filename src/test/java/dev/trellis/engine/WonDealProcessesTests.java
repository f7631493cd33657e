package dev.trellis.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.platform.Lane;
import dev.trellis.testing.Database;
import io.camunda.zeebe.model.bpmn.Bpmn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What accompanies a won deal, as it is drawn, in the real engine. */
class WonDealProcessesTests {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @BeforeEach
    void clear() {
        Database.get().clear();
    }

    @ParameterizedTest
    @CsvSource({
        "renewal, ninety-days-before, contract-ended", "renewal, ninety-days-before, renewed",
        "onboarding, kick-off, contract-ended", "onboarding, kick-off, renewed"
    })
    void aMessageAboutTheDealEndsWhatAccompaniesIt(String process, String waitsAt, String message) throws Exception {
        var deal = UUID.randomUUID().toString();
        var diagram = Bpmn.readModelFromFile(Path.of("bpmn", process + ".bpmn").toFile());
        try (var rig = EngineRig.start(RealEngine.shared(), List.of(), diagram)) {
            var ended = rig.client
                    .newCreateInstanceCommand()
                    .bpmnProcessId(process)
                    .latestVersion()
                    .variables(Map.of("contactId", "ada", "dealId", deal, "renewsOn", "2099-03-02T09:00:00Z"))
                    .startBeforeElement(waitsAt)
                    .withResult()
                    .requestTimeout(PATIENCE)
                    .send();

            rig.outbox.publish(
                    List.of(new EngineMessage(message, deal, message + ":" + deal, PATIENCE, Map.of())), Lane.LIVE);

            assertThat(ended.toCompletableFuture()
                            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .getBpmnProcessId())
                    .isEqualTo(process);
        }
    }
}
