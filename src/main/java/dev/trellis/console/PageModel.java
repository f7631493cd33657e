package dev.trellis.console;

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

/** What every page is given: the token its forms carry, how things are written, and what waits for somebody. */
@ControllerAdvice(basePackageClasses = PageModel.class)
@Order(0)
class PageModel {

    private final String htmxVersion;
    private final Badges badges;
    private final Show show = new Show();

    PageModel(@Value("${trellis.console.htmx-version}") String htmxVersion, Badges badges) {
        this.htmxVersion = htmxVersion;
        this.badges = badges;
    }

    @ModelAttribute
    void fill(Model model, CsrfToken token) {
        model.addAttribute("csrfToken", token);
        model.addAttribute("htmxVersion", htmxVersion);
        model.addAttribute("show", show);
        model.addAttribute("badges", badges.now());
    }

    @ExceptionHandler({NotHereException.class, MethodArgumentTypeMismatchException.class})
    @ResponseStatus(HttpStatus.NOT_FOUND)
    String notHere(Exception problem, Model model, CsrfToken token) {
        fill(model, token);
        model.addAttribute(
                "what",
                problem instanceof NotHereException gone && gone.getMessage() != null
                        ? gone.getMessage()
                        : "There is no such page");
        return "pages/not-here";
    }
}
