package dev.trellis.console;

import dev.trellis.platform.security.SignOn;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page where people say who they are. */
@Controller
class SignInController {

    private final SignOn signOn;

    SignInController(SignOn signOn) {
        this.signOn = signOn;
    }

    @GetMapping("/sign-in")
    String signIn(
            @RequestParam(required = false) @Nullable String wrong,
            @RequestParam(required = false) @Nullable String slow,
            @RequestParam(required = false) @Nullable String out,
            @RequestParam(required = false) @Nullable String changed,
            @RequestParam(required = false) @Nullable String elsewhere,
            HttpServletRequest request,
            Model model) {
        model.addAttribute("wrong", wrong != null);
        model.addAttribute("slow", slow != null);
        model.addAttribute("out", out != null);
        model.addAttribute("changed", changed != null);
        model.addAttribute("outHereOnly", "here".equals(out) && signOn.isOn());
        model.addAttribute("elsewhere", elsewhere != null);
        model.addAttribute("signOn", signOn);
        SignOn.refusal(request).ifPresent(refusal -> model.addAttribute("refusal", refusal));
        return "pages/sign-in";
    }
}
