package dev.trellis.console;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.security.Permissions;
import dev.trellis.platform.security.Sight;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/**
 * What every page is given: the token its forms carry, how things are written and look, and what waits for somebody.
 */
@ControllerAdvice(basePackageClasses = PageModel.class)
@Order(0)
class PageModel {

    private final String htmxVersion;
    private final Badges badges;
    private final Looks looks;
    private final Show show = new Show();

    PageModel(@Value("${trellis.console.htmx-version}") String htmxVersion, Badges badges, Looks looks) {
        this.htmxVersion = htmxVersion;
        this.badges = badges;
        this.looks = looks;
    }

    @ModelAttribute
    void fill(Model model, CsrfToken token, HttpServletRequest request) {
        model.addAttribute("csrfToken", token);
        model.addAttribute("htmxVersion", htmxVersion);
        model.addAttribute("show", show);
        model.addAttribute("look", looks.of(request));
        var may = Permissions.of(request);
        model.addAttribute("may", may);
        model.addAttribute(
                "badges",
                ErrorPage.isAboutOurFailure(request)
                        ? Badges.NONE
                        : badges.now(Sight.of(request.getUserPrincipal()), may.see("/attention")));
    }

    @ExceptionHandler({NotHereException.class, MethodArgumentTypeMismatchException.class})
    @ResponseStatus(HttpStatus.NOT_FOUND)
    String notHere(Exception problem, Model model, CsrfToken token, HttpServletRequest request) {
        fill(model, token, request);
        model.addAttribute(
                "what",
                problem instanceof NotHereException gone && gone.getMessage() != null
                        ? gone.getMessage()
                        : "There is no such page");
        return "pages/not-here";
    }

    /** An address that somebody has changed by hand, such as where a list is to go on. */
    @ExceptionHandler
    @ResponseStatus(HttpStatus.BAD_REQUEST)
    String notUnderstood(InvalidValueException problem, Model model, CsrfToken token, HttpServletRequest request) {
        fill(model, token, request);
        model.addAttribute("what", "That does not do: " + problem.field() + " " + problem.getMessage());
        return "pages/not-here";
    }
}
