package dev.trellis.console;

import dev.trellis.handoff.RejectReason;
import dev.trellis.handoff.RejectReasonChange;
import dev.trellis.handoff.RejectReasons;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The reasons from which sales chooses when it rejects, for those who agree on them. */
@Controller
class RejectReasonsPage {

    private final RejectReasons reasons;

    RejectReasonsPage(RejectReasons reasons) {
        this.reasons = reasons;
    }

    @GetMapping("/reject-reasons")
    String page(Model model) {
        model.addAttribute("offered", reasons.offered());
        model.addAttribute(
                "retired", reasons.all().stream().filter(RejectReason::retired).toList());
        return "pages/reject-reasons";
    }

    @PostMapping("/reject-reasons")
    String add(
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String label,
            @RequestParam(defaultValue = "false") boolean takesDay,
            RedirectAttributes answer) {
        return change(answer, "Added. Sales can choose it from now on.", () -> {
            var unused = reasons.add(name, label, takesDay);
        });
    }

    @PostMapping("/reject-reasons/{name}")
    String change(
            @PathVariable String name,
            @RequestParam(defaultValue = "") String label,
            @RequestParam(defaultValue = "false") boolean takesDay,
            RedirectAttributes answer) {
        return change(answer, "Saved.", () -> {
            var unused = reasons.change(name, new RejectReasonChange(label, takesDay, null));
        });
    }

    @PostMapping("/reject-reasons/{name}/retire")
    String retire(@PathVariable String name, RedirectAttributes answer) {
        return change(answer, "Retired. What was rejected with it keeps it.", () -> {
            var unused = reasons.change(name, new RejectReasonChange(null, null, true));
        });
    }

    @PostMapping("/reject-reasons/{name}/bring-back")
    String bringBack(@PathVariable String name, RedirectAttributes answer) {
        return change(answer, "Sales can choose it again.", () -> {
            var unused = reasons.change(name, new RejectReasonChange(null, null, false));
        });
    }

    /** One place up in the list. */
    @PostMapping("/reject-reasons/{name}/up")
    String moveUp(@PathVariable String name, RedirectAttributes answer) {
        return change(answer, "Moved up.", () -> reasons.moveUp(name));
    }

    private static String change(RedirectAttributes answer, String done, Runnable change) {
        return Answers.after(change, done, "/reject-reasons", answer);
    }
}
