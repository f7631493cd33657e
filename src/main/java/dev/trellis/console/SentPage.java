package dev.trellis.console;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** Every email by its row: what became of it, whether or not anybody keeps what it says. */
@Controller
class SentPage {

    private static final int SHOWN = 50;

    private final Sent sent;

    SentPage(Sent sent) {
        this.sent = sent;
    }

    @GetMapping("/sends")
    String list(
            @RequestParam(defaultValue = "") String to,
            @RequestParam(defaultValue = "") String state,
            @RequestParam(required = false) @Nullable String before,
            @RequestHeader(name = "HX-Request", defaultValue = "false") boolean part,
            Model model) {
        model.addAttribute("to", to);
        model.addAttribute("state", state);
        model.addAttribute("states", Sent.STATES);
        model.addAttribute("sends", sent.find(to, state, before, SHOWN));
        return part ? "pages/sends-found" : "pages/sends";
    }
}
