package dev.trellis.console;

import static dev.trellis.platform.UtcTime.midnight;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.security.ApiTokens;
import dev.trellis.platform.security.Scope;
import java.security.Principal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The tokens that programs show, and what each is good for. */
@Controller
class TokensPage {

    private final ApiTokens tokens;
    private final Clock clock;

    TokensPage(ApiTokens tokens, Clock clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    @GetMapping("/tokens")
    String list(Model model) {
        model.addAttribute("tokens", tokens.all());
        model.addAttribute("scopes", Scope.values());
        model.addAttribute("now", clock.instant());
        return "pages/tokens";
    }

    /** The last day of a token is a day of UTC, and it works until that day is over. */
    @PostMapping("/tokens")
    String make(
            @RequestParam String name,
            @RequestParam(defaultValue = "") List<String> scope,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable LocalDate until,
            Principal who,
            RedirectAttributes answer) {
        try {
            var token = tokens.make(
                    name.strip(),
                    scope.stream().map(Scope::of).collect(Collectors.toSet()),
                    until == null ? null : midnight(until.plusDays(1)),
                    who.getName());
            answer.addFlashAttribute("notice", "Made.");
            answer.addFlashAttribute("secret", token);
        } catch (InvalidValueException ex) {
            answer.addFlashAttribute("complaint", "That does not do: " + ex.field() + " " + ex.getMessage());
            answer.addFlashAttribute("written", Map.of("name", name, "scopes", scope));
        }
        return "redirect:/tokens";
    }

    @PostMapping("/tokens/{id}/revoke")
    String revoke(@PathVariable UUID id, RedirectAttributes answer) {
        answer.addFlashAttribute(
                "notice", tokens.revoke(id) ? "It does not work any more." : "It did not work any more already.");
        return "redirect:/tokens";
    }
}
