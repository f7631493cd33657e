package dev.trellis.tracking;

import dev.trellis.contact.Contact;
import dev.trellis.contact.Contacts;
import dev.trellis.email.Topics;
import dev.trellis.email.TrackingLinks;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Lets contacts choose what they get. */
@RestController
@RequestMapping("/t/p/{token}")
class PreferencesController {

    private final TrackingLinks tracking;
    private final Contacts contacts;
    private final Preferences preferences;
    private final Topics topics;
    private final PublicPages pages;

    PreferencesController(
            TrackingLinks tracking, Contacts contacts, Preferences preferences, Topics topics, PublicPages pages) {
        this.tracking = tracking;
        this.contacts = contacts;
        this.preferences = preferences;
        this.topics = topics;
        this.pages = pages;
    }

    @GetMapping
    ResponseEntity<String> show(@PathVariable String token) {
        return contact(token)
                .map(contact -> page(contact, false))
                .orElseGet(() -> pages.page(HttpStatus.NOT_FOUND, "gone"));
    }

    @PostMapping
    ResponseEntity<String> choose(
            @PathVariable String token,
            @RequestParam(name = "topic", required = false) @Nullable List<String> chosen,
            @RequestParam(name = "none", required = false) @Nullable String none,
            @RequestParam(name = "tracking", required = false) @Nullable String tracked,
            HttpServletRequest request) {
        var contact = contact(token).orElse(null);
        if (contact == null) {
            return pages.page(HttpStatus.NOT_FOUND, "gone");
        }
        var wanted = none != null || chosen == null ? Set.<String>of() : Set.copyOf(chosen);
        var visitor = Visitor.of(request);
        preferences.choose(contact, wanted, visitor);
        preferences.chooseTracking(contact, tracked != null && none == null, visitor);
        return page(contact, true);
    }

    private ResponseEntity<String> page(Contact contact, boolean saved) {
        var chosen = preferences.chosen(contact);
        var choices = new ArrayList<Map<String, Object>>();
        topics.labels()
                .forEach((topic, label) ->
                        choices.add(Map.of("topic", topic, "label", label, "chosen", chosen.contains(topic))));
        return pages.page(
                "preferences",
                Map.of(
                        "choices",
                        choices,
                        "saved",
                        saved,
                        "email",
                        contact.email(),
                        "tracked",
                        preferences.tracks(contact)));
    }

    private Optional<Contact> contact(String token) {
        return tracking.preferring(token).flatMap(contacts::find);
    }
}
