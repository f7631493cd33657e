package dev.trellis;

import dev.trellis.platform.Check;
import dev.trellis.platform.Problem;
import dev.trellis.platform.StartRefusedException;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Refuses to start on diagrams, tables or templates that would fail later, with a contact standing in them. */
@Component
@ConditionalOnProperty(name = "trellis.idle", havingValue = "false", matchIfMissing = true)
final class Checks implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(Checks.class);

    private final ObjectProvider<Check> checks;

    Checks(ObjectProvider<Check> checks) {
        this.checks = checks;
    }

    @Override
    public void afterSingletonsInstantiated() {
        var problems = problems(checks);
        if (!problems.isEmpty()) {
            throw new StartRefusedException(problems.stream()
                    .map(Problem::toString)
                    .collect(Collectors.joining("\n", "", "\nTrellis does not start before this is mended.")));
        }
        warnings(checks).forEach(warning -> log.warn("{}", warning));
    }

    static List<Problem> warnings(ObjectProvider<Check> checks) {
        return checks.orderedStream()
                .flatMap(check -> check.warnings().stream())
                .distinct()
                .toList();
    }

    static List<Problem> problems(ObjectProvider<Check> checks) {
        return checks.orderedStream()
                .flatMap(check -> check.problems().stream())
                .distinct()
                .toList();
    }
}
