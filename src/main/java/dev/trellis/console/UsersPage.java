package dev.trellis.console;

import dev.trellis.handoff.Teams;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.security.Role;
import dev.trellis.platform.security.Users;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The people who may sign in, and what they are here for. */
@Controller
class UsersPage {

    private final Users users;
    private final Teams teams;

    UsersPage(Users users, Teams teams) {
        this.users = users;
        this.teams = teams;
    }

    @GetMapping("/users")
    String list(Model model) {
        model.addAttribute("users", users.all());
        fill(model);
        return "pages/users";
    }

    @GetMapping("/users/{name}")
    String one(@PathVariable String name, Model model) {
        model.addAttribute(
                "user", users.find(name).orElseThrow(() -> new NotHereException("Nobody signs in as " + name)));
        fill(model);
        return "pages/user";
    }

    @PostMapping("/users")
    String add(
            @RequestParam String name,
            @RequestParam(defaultValue = "") String email,
            @RequestParam String role,
            @RequestParam(defaultValue = "") String team,
            @RequestParam(defaultValue = "") String password,
            RedirectAttributes answer) {
        try {
            var made = password.isBlank() ? users.newPassword() : null;
            var added = users.add(name, email, Role.of(role), orNull(team), made == null ? password : made);
            answer.addFlashAttribute("notice", added.name() + " may sign in.");
            show(made, answer);
            return "redirect:/users/" + added.name();
        } catch (InvalidValueException ex) {
            complain(answer, ex);
            answer.addFlashAttribute("written", Map.of("name", name, "email", email, "role", role, "team", team));
            return "redirect:/users";
        }
    }

    @PostMapping("/users/{name}")
    String change(
            @PathVariable String name,
            @RequestParam(defaultValue = "") String email,
            @RequestParam String role,
            @RequestParam(defaultValue = "") String team,
            RedirectAttributes answer) {
        return decide(name, answer, "Kept. If it changed what they may do, they sign in again.", () -> {
            users.change(name, email, Role.of(role), orNull(team));
        });
    }

    @PostMapping("/users/{name}/lock")
    String lock(@PathVariable String name, RedirectAttributes answer) {
        return decide(name, answer, "Locked. Whatever they have open ends at their next click.", () -> {
            users.lock(name);
        });
    }

    @PostMapping("/users/{name}/unlock")
    String unlock(@PathVariable String name, RedirectAttributes answer) {
        return decide(name, answer, "They may sign in again.", () -> {
            users.unlock(name);
        });
    }

    @PostMapping("/users/{name}/forget-account")
    String forgetAccount(@PathVariable String name, RedirectAttributes answer) {
        return decide(name, answer, "Forgotten. The next account that comes with their address is theirs.", () -> {
            users.unpin(name);
        });
    }

    @PostMapping("/users/{name}/password")
    String password(
            @PathVariable String name, @RequestParam(defaultValue = "") String password, RedirectAttributes answer) {
        var made = password.isBlank() ? users.newPassword() : null;
        return decide(name, answer, "They have a new password, and sign in again with it.", () -> {
            users.setPassword(name, made == null ? password : made);
            show(made, answer);
        });
    }

    private void fill(Model model) {
        model.addAttribute("roles", Role.values());
        model.addAttribute("teams", teams.all());
    }

    private String decide(String name, RedirectAttributes answer, String notice, Runnable decision) {
        if (users.find(name).isEmpty()) {
            throw new NotHereException("Nobody signs in as " + name);
        }
        try {
            decision.run();
            answer.addFlashAttribute("notice", notice);
        } catch (InvalidValueException ex) {
            complain(answer, ex);
        }
        answer.addAttribute("name", name);
        return "redirect:/users/{name}";
    }

    private static void complain(RedirectAttributes answer, InvalidValueException problem) {
        answer.addFlashAttribute("complaint", "That does not do: " + problem.field() + " " + problem.getMessage());
    }

    private static void show(@Nullable String password, RedirectAttributes answer) {
        if (password != null) {
            answer.addFlashAttribute("secret", password);
        }
    }

    private static @Nullable String orNull(String text) {
        return text.isBlank() ? null : text;
    }
}
