package dev.trellis.console;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.security.SignOn;
import dev.trellis.platform.security.SignedInUser;
import dev.trellis.platform.security.Users;
import java.security.Principal;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Where everybody gives themselves another password. */
@Controller
class PasswordPage {

    private final Users users;
    private final SignOn signOn;

    PasswordPage(Users users, SignOn signOn) {
        this.users = users;
        this.signOn = signOn;
    }

    @GetMapping("/password")
    String form(Authentication who, Model model) {
        if (who.getPrincipal() instanceof SignedInUser user && user.isProvided()) {
            model.addAttribute("provider", signOn.name());
        }
        return "pages/password";
    }

    /** All their sessions end with the old password, this one too: the next page is the one to sign in at. */
    @PostMapping("/password")
    String change(
            @RequestParam String current,
            @RequestParam String password,
            @RequestParam String again,
            Principal who,
            RedirectAttributes answer) {
        try {
            if (!password.equals(again)) {
                throw new InvalidValueException("again", "is not the same as the new password");
            }
            users.changeOwnPassword(who.getName(), current, password);
            return "redirect:/sign-in?changed";
        } catch (InvalidValueException ex) {
            answer.addFlashAttribute("complaint", "That does not do: " + ex.field() + " " + ex.getMessage());
            return "redirect:/password";
        }
    }
}
