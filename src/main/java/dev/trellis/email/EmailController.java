package dev.trellis.email;

import dev.trellis.contact.ContactId;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.web.Page;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What became of emails, and why not where nothing did. */
@RestController
@RequestMapping("/api/emails")
class EmailController {

    private final SendViews sends;

    EmailController(SendViews sends) {
        this.sends = sends;
    }

    @GetMapping
    Page<SendView> list(
            @RequestParam @Nullable String contactId,
            @RequestParam @Nullable String after,
            @RequestParam @Nullable Integer limit) {
        return sends.page(contactId == null ? null : contact(contactId), after, Page.limit(limit));
    }

    @GetMapping("/{id}")
    SendView get(@PathVariable UUID id) {
        return sends.find(id)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "No email with id " + id));
    }

    private static ContactId contact(String text) {
        try {
            return ContactId.of(text);
        } catch (IllegalArgumentException ex) {
            throw new InvalidValueException("contactId", "must be the id of a contact, not " + text);
        }
    }
}
