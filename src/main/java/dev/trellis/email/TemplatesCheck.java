package dev.trellis.email;

import dev.trellis.platform.Check;
import dev.trellis.platform.Problem;
import java.util.List;
import org.springframework.stereotype.Component;

/** Finds what is wrong with the email templates. */
@Component
class TemplatesCheck implements Check {

    private final Templates templates;

    TemplatesCheck(Templates templates) {
        this.templates = templates;
    }

    @Override
    public List<Problem> problems() {
        return inFolder(templates.problems());
    }

    @Override
    public List<Problem> warnings() {
        return inFolder(templates.warnings());
    }

    private static List<Problem> inFolder(List<Problem> found) {
        return found.stream()
                .map(problem -> new Problem("templates/email/" + problem.file(), problem.element(), problem.problem()))
                .toList();
    }
}
