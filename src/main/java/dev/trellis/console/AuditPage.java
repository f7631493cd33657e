package dev.trellis.console;

import static dev.trellis.platform.UtcTime.midnight;

import dev.trellis.platform.security.Audit;
import dev.trellis.platform.security.AuditFilter;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who did what, and when. */
@Controller
class AuditPage {

    private static final int SHOWN = 50;

    private final Audit audit;

    AuditPage(Audit audit) {
        this.audit = audit;
    }

    @GetMapping("/audit")
    String list(
            @RequestParam(defaultValue = "") String actor,
            @RequestParam(defaultValue = "") String object,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable LocalDate from,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable LocalDate to,
            @RequestParam(required = false) @Nullable String after,
            Model model) {
        var filter = new AuditFilter(
                actor.isBlank() ? null : actor.strip(),
                object.isBlank() ? null : object.strip(),
                from == null ? null : midnight(from),
                to == null ? null : midnight(to.plusDays(1)));
        model.addAttribute("entries", audit.page(filter, after, SHOWN));
        model.addAttribute("actor", actor);
        model.addAttribute("object", object);
        model.addAttribute("from", from == null ? "" : from.toString());
        model.addAttribute("to", to == null ? "" : to.toString());
        return "pages/audit";
    }
}
