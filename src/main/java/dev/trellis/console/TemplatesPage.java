package dev.trellis.console;

import dev.trellis.contact.Contact;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.email.TemplatePreviews;
import dev.trellis.email.TemplatePreviews.NoSuchTemplateException;
import dev.trellis.email.TemplatePreviews.Preview;
import dev.trellis.email.TestSends;
import dev.trellis.email.VariantResults;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.tracking.TemplateClicks;
import java.security.Principal;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.util.UriComponentsBuilder;

/** The emails there are, each as any contact would get it. */
@Controller
class TemplatesPage {

    private final TemplatePreviews previews;
    private final VariantResults results;
    private final TestSends tests;
    private final Contacts contacts;
    private final TemplateClicks clicks;
    private final Recent<Map<String, TemplateClicks.Counts>> allClicks =
            new Recent<>(Duration.ofMinutes(1), Duration.ofMinutes(10), this::readAllClicks);

    TemplatesPage(
            TemplatePreviews previews,
            VariantResults results,
            TestSends tests,
            Contacts contacts,
            TemplateClicks clicks) {
        this.previews = previews;
        this.results = results;
        this.tests = tests;
        this.contacts = contacts;
        this.clicks = clicks;
    }

    @GetMapping("/templates")
    String list(Model model) {
        model.addAttribute("emails", previews.all());
        model.addAttribute("clicks", allClicks.get());
        return "pages/templates";
    }

    @GetMapping("/templates/{name}")
    String one(
            @PathVariable String name,
            @RequestParam(defaultValue = "") String email,
            @RequestParam(defaultValue = "") String variant,
            @RequestParam(defaultValue = "desktop") String view,
            Model model) {
        try {
            var template = previews.template(name);
            var known = contact(email) != null || email.isBlank();
            if (!known) {
                model.addAttribute("complaint", "No contact has the address " + email);
            }
            model.addAttribute("template", template);
            model.addAttribute("email", known ? email : "");
            model.addAttribute("view", view);
            model.addAttribute("preview", preview(name, known ? email : "", variant));
            model.addAttribute("clicks", clicks.of(name, clicks.usualDays()));
            if (template.hasVariants()) {
                model.addAttribute("results", results.of(template));
            }
        } catch (NoSuchTemplateException ex) {
            throw new NotHereException("There is no email \"" + name + "\"");
        } catch (InvalidValueException ex) {
            model.addAttribute("complaint", ex.getMessage());
        }
        return "pages/template";
    }

    @GetMapping("/templates/{name}/html")
    ResponseEntity<String> html(
            @PathVariable String name,
            @RequestParam(defaultValue = "") String email,
            @RequestParam(defaultValue = "") String variant) {
        try {
            return EmailHtml.of(preview(name, email, variant).html());
        } catch (NoSuchTemplateException | InvalidValueException ex) {
            return ResponseEntity.notFound().build();
        }
    }

    @PostMapping("/templates/{name}/test")
    String test(
            @PathVariable String name,
            @RequestParam String to,
            @RequestParam(defaultValue = "") String email,
            @RequestParam(defaultValue = "") String variant,
            Principal who,
            RedirectAttributes answer) {
        try {
            var planned = tests.send(name, to, contact(email), variant.isBlank() ? null : variant, who.getName());
            answer.addFlashAttribute(
                    planned.state().isFinal() ? "complaint" : "notice",
                    planned.state().isFinal()
                            ? "The test does not go out: " + planned.reason()
                            : "The test is on its way to " + to);
        } catch (NoSuchTemplateException ex) {
            throw new NotHereException("There is no email \"" + name + "\"");
        } catch (InvalidValueException | TestSends.TooManyException ex) {
            answer.addFlashAttribute("complaint", ex.getMessage());
        }
        return "redirect:"
                + UriComponentsBuilder.fromPath("/templates/{name}")
                        .queryParam("email", "{email}")
                        .queryParam("variant", "{variant}")
                        .encode()
                        .buildAndExpand(name, email, variant)
                        .toUriString();
    }

    private Map<String, TemplateClicks.Counts> readAllClicks() {
        return clicks.all(clicks.usualDays());
    }

    private Preview preview(String name, String email, String variant) {
        return previews.of(name, contact(email), variant.isBlank() ? null : variant);
    }

    private @Nullable ContactId contact(String email) {
        return email.isBlank()
                ? null
                : contacts.findByEmail(email.strip()).map(Contact::id).orElse(null);
    }
}
