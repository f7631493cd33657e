package dev.trellis.console;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.ReasonNotFoundException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What a page answers to a form: it shows itself again and says what came of it. */
final class Answers {

    private Answers() {}

    /**
     * Changes something.
     *
     * @param done what to say where nothing speaks against it
     */
    static String after(Runnable change, String done, String page, RedirectAttributes answer) {
        try {
            change.run();
            answer.addFlashAttribute("notice", done);
        } catch (InvalidValueException | ReasonNotFoundException ex) {
            answer.addFlashAttribute("complaint", ex.getMessage());
        }
        return "redirect:" + page;
    }
}
