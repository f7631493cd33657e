package dev.trellis.console;

import dev.trellis.broadcast.Broadcasts;
import dev.trellis.email.HoldKind;
import dev.trellis.email.Holds;
import dev.trellis.platform.InvalidValueException;
import java.security.Principal;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The outbox as it drains, what became of the mail, and what is held. */
@Controller
class OutboxPage {

    private static final int NAMED = 500;

    private final Outbox outbox;
    private final Holds holds;
    private final Broadcasts broadcasts;

    OutboxPage(Outbox outbox, Holds holds, Broadcasts broadcasts) {
        this.outbox = outbox;
        this.holds = holds;
        this.broadcasts = broadcasts;
    }

    @GetMapping("/outbox")
    String page(Model model) {
        fill(model);
        model.addAttribute("holds", holds.all());
        model.addAttribute(
                "names",
                broadcasts.page(null, NAMED).items().stream()
                        .collect(Collectors.toMap(
                                broadcast -> broadcast.id().toString(), broadcast -> broadcast.name())));
        return "pages/outbox";
    }

    @GetMapping("/live/outbox")
    String live(Model model) {
        fill(model);
        return "pages/live-outbox";
    }

    @PostMapping("/outbox/hold")
    String hold(
            @RequestParam String kind,
            @RequestParam String name,
            @RequestParam(defaultValue = "") String reason,
            Principal who,
            RedirectAttributes answer) {
        try {
            var held = holds.place(kind(kind), name.strip(), who.getName(), reason.isBlank() ? null : reason);
            answer.addFlashAttribute(
                    "notice",
                    "Held: the " + held.kind().label() + " " + held.name() + ". Everybody keeps their place.");
        } catch (InvalidValueException ex) {
            answer.addFlashAttribute("complaint", "That does not do: " + ex.field() + " " + ex.getMessage());
        }
        return "redirect:/outbox";
    }

    @PostMapping("/outbox/release")
    String release(@RequestParam String kind, @RequestParam String name, RedirectAttributes answer) {
        answer.addFlashAttribute(
                "notice",
                holds.release(kind(kind), name) ? "It goes on where it stood." : "Somebody has let it go on already.");
        return "redirect:/outbox";
    }

    private void fill(Model model) {
        model.addAttribute("drain", outbox.drain());
        model.addAttribute("pace", outbox.pace());
        model.addAttribute("days", outbox.days());
    }

    private static HoldKind kind(String label) {
        return HoldKind.find(label).orElseThrow(() -> new NotHereException("Nothing is held by " + label));
    }
}
