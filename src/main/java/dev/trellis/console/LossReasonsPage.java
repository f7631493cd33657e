package dev.trellis.console;

import dev.trellis.deal.LossReason;
import dev.trellis.deal.LossReasonChange;
import dev.trellis.deal.LossReasons;
import dev.trellis.deal.QuietTime;
import dev.trellis.deal.Recycling;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The reasons for which deals are lost, and how long a contact rests after each. */
@Controller
class LossReasonsPage {

    private final LossReasons reasons;
    private final Recycling recycling;

    LossReasonsPage(LossReasons reasons, Recycling recycling) {
        this.reasons = reasons;
        this.recycling = recycling;
    }

    @GetMapping("/loss-reasons")
    String page(Model model) {
        var offered = reasons.offered();
        model.addAttribute("offered", offered);
        model.addAttribute(
                "rests",
                offered.stream()
                        .collect(Collectors.<LossReason, String, QuietTime>toMap(
                                LossReason::name, reason -> recycling.after(reason.name()))));
        model.addAttribute(
                "retired", reasons.all().stream().filter(LossReason::retired).toList());
        return "pages/loss-reasons";
    }

    @PostMapping("/loss-reasons")
    String add(
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String label,
            RedirectAttributes answer) {
        return change(answer, "Added. Say in recycle.dmn how long a contact rests after it.", () -> {
            var unused = reasons.add(name, label);
        });
    }

    @PostMapping("/loss-reasons/{name}")
    String change(@PathVariable String name, @RequestParam(defaultValue = "") String label, RedirectAttributes answer) {
        return change(answer, "Saved.", () -> {
            var unused = reasons.change(name, new LossReasonChange(label, null));
        });
    }

    @PostMapping("/loss-reasons/{name}/retire")
    String retire(@PathVariable String name, RedirectAttributes answer) {
        return change(answer, "Retired. What was lost for it keeps it.", () -> {
            var unused = reasons.change(name, new LossReasonChange(null, true));
        });
    }

    @PostMapping("/loss-reasons/{name}/bring-back")
    String bringBack(@PathVariable String name, RedirectAttributes answer) {
        return change(answer, "It can be chosen again.", () -> {
            var unused = reasons.change(name, new LossReasonChange(null, false));
        });
    }

    /** One place up in the list. */
    @PostMapping("/loss-reasons/{name}/up")
    String moveUp(@PathVariable String name, RedirectAttributes answer) {
        return change(answer, "Moved up.", () -> reasons.moveUp(name));
    }

    private static String change(RedirectAttributes answer, String done, Runnable change) {
        return Answers.after(change, done, "/loss-reasons", answer);
    }
}
