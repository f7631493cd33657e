package dev.trellis.console;

import dev.trellis.email.SendingDomain;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Whether the domain that mail comes from lets it arrive, and how to mend it. */
@Controller
class DomainPage {

    private final SendingDomain domain;

    DomainPage(SendingDomain domain) {
        this.domain = domain;
    }

    @GetMapping("/domain")
    String page(Model model) {
        model.addAttribute("report", domain.report());
        model.addAttribute("used", domain.isUsed());
        return "pages/domain";
    }
}
