package dev.trellis.email;

import dev.trellis.contact.Contact;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.platform.Ids;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Problem;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.web.bind.annotation.ResponseStatus;

/** Shows an email as a contact would get it. Nothing is sent, and its links lead nowhere. */
@Service
public class TemplatePreviews {

    private final Templates templates;
    private final EmailRenderer renderer;
    private final Sends sends;
    private final Contacts contacts;
    private final JdbcClient jdbc;
    private final Clock clock;

    TemplatePreviews(
            Templates templates, EmailRenderer renderer, Sends sends, Contacts contacts, JdbcClient jdbc, Clock clock) {
        this.templates = templates;
        this.renderer = renderer;
        this.sends = sends;
        this.contacts = contacts;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Renders an email.
     *
     * @param contact for whom; null for a made-up one
     * @param variant null for the one that the contact would get
     * @throws NoSuchTemplateException if there is no such template
     * @throws InvalidValueException if there is no such variant, or it cannot be rendered for the contact
     */
    public Preview of(String name, @Nullable ContactId contact, @Nullable String variant) {
        var template = template(name);
        var reader = contact == null ? sampleReader() : contacts.require(contact);
        var shown = variant == null ? template.variantFor(reader.id()) : variant;
        if (!template.variants().contains(shown)) {
            throw new InvalidValueException(
                    "variant", "must be one of " + String.join(", ", template.variants()) + ", not " + shown);
        }
        try {
            var like = contact == null ? null : lastSend(contact, name).orElse(null);
            var email = renderer.preview(template, shown, reader, like);
            return new Preview(
                    name,
                    template.version(),
                    shown,
                    contact == null ? null : contact.value(),
                    reader.email(),
                    email.subject(),
                    email.html(),
                    email.text(),
                    TemplateCheck.sizeOf(email.html()),
                    TemplateCheck.sizeOf(email.text()),
                    warnings(template));
        } catch (Templates.RenderingException ex) {
            throw new InvalidValueException(
                    "contactId", "The email cannot be rendered for this contact: " + ex.getMessage());
        }
    }

    /** Everything there is to send. */
    public List<Line> all() {
        return templates.all().stream()
                .map(template -> new Line(
                        template.name(),
                        template.purpose(),
                        template.stream().label(),
                        template.topic(),
                        template.version(),
                        subject(template),
                        template.variants(),
                        warnings(template)))
                .toList();
    }

    /**
     * The template with this name.
     *
     * @throws NoSuchTemplateException if there is none
     */
    public EmailTemplate template(String name) {
        if (!templates.names().contains(name)) {
            throw new NoSuchTemplateException(
                    "There is no email '" + name + "'; there are " + String.join(", ", templates.names()));
        }
        return templates.require(name);
    }

    private @Nullable String subject(EmailTemplate template) {
        try {
            return renderer.preview(template, EmailTemplate.ORIGINAL, sampleReader(), null)
                    .subject();
        } catch (Templates.RenderingException ex) {
            return null;
        }
    }

    private List<String> warnings(EmailTemplate template) {
        return templates.warnings(template).stream().map(Problem::toString).toList();
    }

    /** What a step of a diagram said with the email when the contact got it last, so that it can be said again. */
    private Optional<Send> lastSend(ContactId contact, String template) {
        return jdbc.sql("""
                        select id from send where contact_id = :contact and template = :template
                        order by planned_at desc, id desc limit 1
                        """)
                .param("contact", contact.value())
                .param("template", template)
                .query(UUID.class)
                .optional()
                .flatMap(sends::find);
    }

    private Contact sampleReader() {
        Instant now = clock.instant();
        return new Contact(
                new ContactId(Ids.next()),
                "ada@example.com",
                "Ada",
                "Lovelace",
                null,
                null,
                "Analytical Engines",
                "Head of Operations",
                "GB",
                null,
                "en",
                null,
                null,
                false,
                Map.of(),
                now,
                now);
    }

    /** Nothing is called like that. */
    @ResponseStatus(HttpStatus.NOT_FOUND)
    public static final class NoSuchTemplateException extends RuntimeException {

        NoSuchTemplateException(String message) {
            super(message);
        }
    }

    /**
     * An email as a contact would get it.
     *
     * @param contactId null where the contact is made up
     * @param warnings what should be looked at, for whichever reader
     */
    public record Preview(
            String template,
            String version,
            String variant,
            @Nullable UUID contactId,
            String email,
            String subject,
            String html,
            String text,
            int htmlBytes,
            int textBytes,
            List<String> warnings) {}

    /**
     * An email among the others.
     *
     * @param subject for a made-up contact; null where it cannot be rendered
     */
    public record Line(
            String name,
            String purpose,
            String stream,
            @Nullable String topic,
            String version,
            @Nullable String subject,
            List<String> variants,
            List<String> warnings) {

        /** Whether contacts get it, and not one of us. */
        public boolean isForContacts() {
            return !stream.equals(Stream.INTERNAL.label());
        }
    }
}
