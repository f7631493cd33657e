package dev.trellis.lifecycle;

import dev.trellis.contact.EntryStages;
import dev.trellis.engine.DecisionTables;
import dev.trellis.platform.Problem;
import dev.trellis.platform.StartRefusedException;
import java.util.stream.Collectors;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reads the stages and refuses the start where they cannot be used. */
@Configuration(proxyBeanMethods = false)
class LifecycleConfiguration {

    @Bean
    StageFile stageFile(DecisionTables decisions) {
        var file = StageFile.read(decisions);
        if (!file.problems().isEmpty()) {
            throw new StartRefusedException(
                    file.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
        return file;
    }

    @Bean
    EntryStages entryStages(StageFile stages) {
        return () -> stages.all().stream()
                .map(definition -> definition.stage().name())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A stage that is gone from the file leaves its contacts where no journey and no move is known. */
    @Bean
    @ConditionalOnProperty(name = "trellis.idle", havingValue = "false", matchIfMissing = true)
    SmartInitializingSingleton noStageVanished(StageFile stages, StageEntries entries) {
        return () -> entries.contactsByStage().forEach((stage, contacts) -> {
            if (stages.find(stage) == null) {
                throw new StartRefusedException(contacts + (contacts == 1 ? " contact is" : " contacts are")
                        + " in the stage " + stage + ", which is not in lifecycle-stages.dmn any more: put its row back"
                        + " (a row without a process is enough) and move them before you remove it.");
            }
        });
    }
}
