package dev.trellis.tracking;

import dev.trellis.contact.Activities;
import dev.trellis.contact.ActivityTypes;
import dev.trellis.contact.Contact;
import dev.trellis.contact.Contacts;
import dev.trellis.contact.NewActivity;
import dev.trellis.email.SendView;
import dev.trellis.email.SendViews;
import dev.trellis.email.Topics;
import dev.trellis.email.TrackingLinks;
import dev.trellis.email.TrackingLinks.Reader;
import dev.trellis.platform.Lane;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Unsubscribing. Looking at the page changes nothing, for scanners look at everything; only the button does, or the
 * mailbox's own button (RFC 8058), which needs neither cookie nor sign-in.
 */
@RestController
@RequestMapping("/t/u/{token}")
class UnsubscribeController {

    private final TrackingLinks tracking;
    private final SendViews sends;
    private final Contacts contacts;
    private final Activities activities;
    private final Topics topics;
    private final PublicPages pages;

    UnsubscribeController(
            TrackingLinks tracking,
            SendViews sends,
            Contacts contacts,
            Activities activities,
            Topics topics,
            PublicPages pages) {
        this.tracking = tracking;
        this.sends = sends;
        this.contacts = contacts;
        this.activities = activities;
        this.topics = topics;
        this.pages = pages;
    }

    @GetMapping
    ResponseEntity<String> ask(@PathVariable String token) {
        var reader = tracking.unsubscribing(token).orElse(null);
        if (reader == null) {
            return pages.page(HttpStatus.NOT_FOUND, "gone");
        }
        var model = new HashMap<String, Object>();
        topicOf(reader).ifPresent(topic -> {
            model.put("topic", topic);
            model.put("topicLabel", topics.label(topic));
        });
        contact(reader).ifPresent(contact -> model.put("preferences", tracking.preferences(contact.id())));
        return pages.page("unsubscribe", model);
    }

    /** Without a choice, as from a mailbox's button: no marketing mail any more. */
    @PostMapping
    ResponseEntity<String> unsubscribe(
            @PathVariable String token,
            @RequestParam(name = "scope", required = false) @Nullable String scope,
            @RequestParam(name = "List-Unsubscribe", required = false) @Nullable String oneClick,
            HttpServletRequest request) {
        var reader = tracking.unsubscribing(token).orElse(null);
        if (reader == null) {
            return pages.page(HttpStatus.NOT_FOUND, "gone");
        }
        var topic = "topic".equals(scope) ? topicOf(reader).orElse(null) : null;
        var contact = contact(reader).orElse(null);
        if (contact == null) {
            return pages.page("unsubscribed", Map.of());
        }
        record(contact, reader, topic, oneClick != null, Visitor.of(request));
        var model = new HashMap<String, Object>();
        if (topic != null) {
            model.put("topicLabel", topics.label(topic));
        }
        model.put("preferences", tracking.preferences(contact.id()));
        return pages.page("unsubscribed", model);
    }

    private void record(Contact contact, Reader reader, @Nullable String topic, boolean oneClick, Visitor visitor) {
        var properties = new HashMap<>(visitor.properties());
        properties.put("sendId", reader.send().toString());
        properties.put("via", oneClick ? "one-click" : "page");
        if (topic != null) {
            properties.put("topic", topic);
        }
        activities.record(
                List.of(new NewActivity(contact.id(), ActivityTypes.UNSUBSCRIBED, null, null, properties)), Lane.LIVE);
    }

    private Optional<String> topicOf(Reader reader) {
        return sends.find(reader.send()).map(SendView::topic);
    }

    /** The reader, or whom it was merged into. */
    private Optional<Contact> contact(Reader reader) {
        return contacts.find(reader.contact())
                .or(() -> sends.find(reader.send()).map(SendView::contact).flatMap(contacts::find));
    }
}
