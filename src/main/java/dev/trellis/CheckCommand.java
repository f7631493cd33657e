package dev.trellis;

import dev.trellis.platform.Check;
import dev.trellis.platform.Command;
import java.io.PrintStream;
import java.util.List;

/** Looks at the diagrams, decision tables and templates and prints what is wrong with them. */
public final class CheckCommand implements Command {

    private final PrintStream out;

    public CheckCommand() {
        this(System.out);
    }

    CheckCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public String name() {
        return "check";
    }

    @Override
    public String summary() {
        return "checks diagrams, decision tables and templates, without engine or database";
    }

    @Override
    public int run(List<String> arguments, Launcher launcher) {
        if (!arguments.isEmpty()) {
            out.println("check takes no '" + arguments.getFirst()
                    + "'; TRELLIS_BPMN_DIR and TRELLIS_TEMPLATES_DIR say where to look.");
            return WRONG_USE;
        }
        try (var application = launcher.idle()) {
            var checks = application.getBeanProvider(Check.class);
            var problems = Checks.problems(checks);
            problems.forEach(out::println);
            Checks.warnings(checks).forEach(warning -> out.println(warning + " (warning)"));
            out.println(problems.isEmpty() ? "No problems." : problems.size() + " to mend.");
            return problems.isEmpty() ? DONE : FAILED;
        }
    }
}
