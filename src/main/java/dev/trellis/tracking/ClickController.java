package dev.trellis.tracking;

import dev.trellis.email.TemplatePreviews;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.tracking.TemplateClicks.Days;
import io.swagger.v3.oas.annotations.Operation;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.annotation.DateTimeFormat.ISO;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** How often the links of an email were followed. */
@RestController
@RequestMapping("/api/templates")
class ClickController {

    private final TemplateClicks clicks;
    private final TemplatePreviews templates;

    ClickController(TemplateClicks clicks, TemplatePreviews templates) {
        this.clicks = clicks;
        this.templates = templates;
    }

    @GetMapping("/{name}/clicks")
    @Operation(
            summary = "How often each link of an email was followed, by readers we know, by others and by machines",
            description = "Within whole days in UTC, by default the last thirty.")
    TemplateClicks.Clicks clicks(
            @PathVariable String name,
            @RequestParam @DateTimeFormat(iso = ISO.DATE) @Nullable LocalDate from,
            @RequestParam @DateTimeFormat(iso = ISO.DATE) @Nullable LocalDate to) {
        var usual = clicks.usualDays();
        var days = new Days(from == null ? usual.from() : from, to == null ? usual.to() : to);
        if (days.to().isBefore(days.from())) {
            throw new InvalidValueException("to", "must not be before " + days.from());
        }
        return clicks.of(templates.template(name).name(), days);
    }
}
