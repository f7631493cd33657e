package dev.trellis.console;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** What every page is given: the token its forms carry, and where its one library lies. */
@ControllerAdvice(basePackageClasses = PageModel.class)
class PageModel {

    private final String htmxVersion;

    PageModel(@Value("${trellis.console.htmx-version}") String htmxVersion) {
        this.htmxVersion = htmxVersion;
    }

    @ModelAttribute("csrfToken")
    CsrfToken csrfToken(CsrfToken token) {
        return token;
    }

    @ModelAttribute("htmxVersion")
    String htmxVersion() {
        return htmxVersion;
    }
}
