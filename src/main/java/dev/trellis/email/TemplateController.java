package dev.trellis.email;

import dev.trellis.contact.Contact;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.email.TemplatePreviews.Line;
import dev.trellis.email.TemplatePreviews.Preview;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.web.Caller;
import io.swagger.v3.oas.annotations.Operation;
import java.security.Principal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The email templates: what there is, how it looks for whom, and which variant does better. */
@RestController
@RequestMapping("/api/templates")
class TemplateController {

    private final TemplatePreviews previews;
    private final VariantResults results;
    private final TestSends tests;
    private final Contacts contacts;

    TemplateController(TemplatePreviews previews, VariantResults results, TestSends tests, Contacts contacts) {
        this.previews = previews;
        this.results = results;
        this.tests = tests;
        this.contacts = contacts;
    }

    @GetMapping
    @Operation(summary = "Every email there is, and what should be looked at")
    Emails list() {
        return new Emails(previews.all());
    }

    @GetMapping("/{name}/preview")
    @Operation(summary = "An email as a contact would get it; without a contact, as a made-up one would")
    Preview preview(
            @PathVariable String name,
            @RequestParam @Nullable String contactId,
            @RequestParam @Nullable String email,
            @RequestParam @Nullable String variant) {
        return previews.of(name, contact(contactId, email), variant);
    }

    @GetMapping("/{name}/variants")
    @Operation(summary = "How an email's variants do, and whether one is known to do better")
    VariantResults.Results variants(@PathVariable String name) {
        return results.of(previews.template(name));
    }

    @PostMapping("/{name}/test")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Send an email to one of us, marked as a test; it counts for nothing")
    Sent test(@PathVariable String name, @RequestBody Test test, @Nullable Principal principal) {
        var to = test.to();
        if (to == null || to.isBlank()) {
            throw new InvalidValueException("to", "is missing: to whom does the test go?");
        }
        var planned = tests.send(name, to, contact(test.contactId(), null), test.variant(), Caller.name(principal));
        return new Sent(planned.sendId(), planned.state().label(), planned.reason());
    }

    private @Nullable ContactId contact(@Nullable String id, @Nullable String email) {
        if (id != null && !id.isBlank()) {
            return contacts.require(ContactId.of(id)).id();
        }
        if (email == null || email.isBlank()) {
            return null;
        }
        return contacts.findByEmail(email)
                .map(Contact::id)
                .orElseThrow(() -> new InvalidValueException("email", "No contact has the address " + email));
    }

    record Emails(List<Line> items) {}

    record Test(
            @Nullable String to,
            @Nullable String contactId,
            @Nullable String variant) {}

    record Sent(UUID id, String state, @Nullable String reason) {}
}
