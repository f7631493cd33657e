package dev.trellis.console;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page where people say who they are. */
@Controller
class SignInController {

    @GetMapping("/sign-in")
    String signIn(
            @RequestParam(required = false) @Nullable String wrong,
            @RequestParam(required = false) @Nullable String slow,
            @RequestParam(required = false) @Nullable String out,
            @RequestParam(required = false) @Nullable String changed,
            Model model) {
        model.addAttribute("wrong", wrong != null);
        model.addAttribute("slow", slow != null);
        model.addAttribute("out", out != null);
        model.addAttribute("changed", changed != null);
        return "pages/sign-in";
    }
}
