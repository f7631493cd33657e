package dev.trellis.api;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactQuery;
import dev.trellis.contact.Contacts;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Contacts as every feature sees them, and everything that happened to them. */
@RestController
@RequestMapping("/api/contacts")
@Tag(name = "Contacts")
class ContactViewController {

    private final Contacts contacts;
    private final ContactViews views;
    private final Timeline timeline;
    private final Lifecycle lifecycle;

    ContactViewController(Contacts contacts, ContactViews views, Timeline timeline, Lifecycle lifecycle) {
        this.contacts = contacts;
        this.views = views;
        this.timeline = timeline;
        this.lifecycle = lifecycle;
    }

    @GetMapping("/{id}")
    @Operation(summary = "A contact with stage, score, fit, temperature, consent and owner")
    ContactView one(@PathVariable UUID id) {
        return views.require(new ContactId(id));
    }

    @GetMapping
    @Operation(summary = "Contacts in the order in which they changed, or the one with an address")
    Page<ContactView> list(
            @RequestParam(required = false) @Nullable String email,
            @RequestParam(required = false) @Nullable Instant updatedSince,
            @RequestParam(required = false) @Nullable String stage,
            @RequestParam(required = false) @Nullable String source,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        if (email != null) {
            return new Page<>(views.of(contacts.findByEmail(email).stream().toList()), null);
        }
        var query = new ContactQuery(updatedSince, source);
        if (stage != null) {
            requireStage(stage);
            query = query.and(
                    "exists (select from lifecycle s where s.contact_id = c.id and s.stage = :stage)",
                    Map.of("stage", stage));
        }
        var page = contacts.page(query, after, Page.limit(limit));
        return new Page<>(views.of(page.items()), page.next());
    }

    @GetMapping("/{id}/timeline")
    @Operation(summary = "Everything that happened to a contact, newest first")
    Page<TimelineItem> timeline(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable List<String> type,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        var contact = contacts.require(new ContactId(id)).id();
        return timeline.of(contact, type == null ? List.of() : type, after, Page.limit(limit));
    }

    private void requireStage(String stage) {
        var known = lifecycle.stages().stream()
                .map(definition -> definition.stage().name())
                .toList();
        if (!known.contains(stage)) {
            throw new InvalidValueException("stage", "must be one of " + String.join(", ", known));
        }
    }
}
