package dev.trellis.email;

import dev.trellis.contact.Contact;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes the mail that a send's reader gets. */
@Component
class EmailRenderer {

    private static final String TEST = "[Test] ";

    private final Templates templates;
    private final LinkRewriter rewriter;
    private final TrackingLinks tracking;
    private final MailSettings settings;
    private final EmailProperties properties;

    EmailRenderer(
            Templates templates,
            LinkRewriter rewriter,
            TrackingLinks tracking,
            MailSettings settings,
            EmailProperties properties) {
        this.templates = templates;
        this.rewriter = rewriter;
        this.tracking = tracking;
        this.settings = settings;
        this.properties = properties;
    }

    /**
     * Renders a send for its contact.
     *
     * @param tracked whether we may be told when the contact opens it
     * @throws Templates.RenderingException if the template cannot be filled in for this contact
     */
    RenderedEmail render(Send send, Contact contact, boolean tracked) {
        var template = templates.require(send.template());
        var variant = send.variant() == null ? template.variantFor(contact.id()) : send.variant();
        var stream = send.isTest() ? template.stream() : send.stream();
        var links = new LinkedHashMap<>(send.links());
        if (send.toContact()) {
            links.put("unsubscribe", tracking.unsubscribe(contact.id(), send.id()));
            links.put("preferences", tracking.preferences(contact.id()));
        } else if (send.isTest()) {
            links.putAll(tracking.samples());
        }
        var words = new Words(
                stream, send.isTest() ? template.topic() : send.topic(), contact, send.owner(), links, send.facts());
        var filled = templates.fill(template, variant, model(words));
        return new RenderedEmail(
                send.isTest() ? TEST + filled.subject() : filled.subject(),
                tracked(filled.html(), send, template, tracked),
                PlainText.of(filled.html()),
                template.version(),
                template.hasVariants() ? variant : null);
    }

    /**
     * Renders what a contact would get, with links that lead nowhere.
     *
     * @throws Templates.RenderingException if the template cannot be filled in for this contact
     */
    RenderedEmail preview(EmailTemplate template, String variant, Contact contact, @Nullable Send like) {
        var links = new LinkedHashMap<String, Object>(like == null ? Map.of() : like.links());
        links.putAll(tracking.samples());
        var words = new Words(
                template.stream(),
                like == null ? template.topic() : like.topic(),
                contact,
                like == null ? null : like.owner(),
                links,
                like == null ? Map.of() : like.facts());
        var filled = templates.fill(template, variant, model(words));
        return new RenderedEmail(
                filled.subject(), filled.html(), PlainText.of(filled.html()), template.version(), variant);
    }

    private String tracked(String html, Send send, EmailTemplate template, boolean mayTellOpening) {
        if (send.stream() != Stream.MARKETING) {
            return html;
        }
        var name = template.name();
        var version = template.version();
        var result = switch (properties.clickTracking()) {
            case IDENTIFY ->
                rewriter.withTrap(
                        rewriter.rewrite(html, name, version, link -> tracking.click(send.id(), link)), send.id());
            case ANONYMOUS -> rewriter.rewrite(html, name, version, tracking::anonymousClick);
            case OFF -> html;
        };
        return properties.trackOpens() && mayTellOpening ? rewriter.withPixel(result, send.id()) : result;
    }

    private Map<String, Object> model(Words words) {
        var model = new LinkedHashMap<String, Object>();
        model.put("contact", contact(words.contact()));
        model.put(
                "brand",
                Map.of(
                        "name", settings.brand(),
                        "postalAddress", settings.postalAddress(),
                        "url", settings.brandUrl()));
        var owner = words.owner();
        if (owner != null) {
            model.put("owner", Map.of("name", owner.name(), "email", owner.email()));
        }
        model.put("links", words.links());
        model.put("facts", plain(words.facts()).orElse(Map.of()));
        model.put("stream", words.stream().label());
        put(model, "topic", words.topic());
        return model;
    }

    private static Map<String, Object> contact(Contact contact) {
        var values = new LinkedHashMap<String, Object>();
        put(values, "firstName", contact.firstName());
        put(values, "lastName", contact.lastName());
        put(values, "email", contact.email());
        put(values, "company", contact.company());
        put(values, "jobTitle", contact.jobTitle());
        put(values, "country", contact.country());
        put(values, "language", contact.language());
        values.put("attributes", plain(contact.attributes()).orElse(Map.of()));
        return values;
    }

    /** A value that is missing, or only says so, is not there at all: then the template's default speaks. */
    private static void put(Map<String, Object> values, String name, @Nullable String value) {
        if (value != null && !value.isBlank() && !value.equalsIgnoreCase("null")) {
            values.put(name, value);
        }
    }

    private static Optional<Object> plain(@Nullable Object value) {
        return switch (value) {
            case null -> Optional.empty();
            case Map<?, ?> map -> {
                var result = new LinkedHashMap<String, Object>();
                map.forEach((key, entry) -> plain(entry).ifPresent(found -> result.put(String.valueOf(key), found)));
                yield Optional.of(result);
            }
            case Collection<?> list -> {
                List<Object> result = new ArrayList<>(list.size());
                list.forEach(entry -> plain(entry).ifPresent(result::add));
                yield Optional.of(result);
            }
            case Number number -> Optional.of(number);
            case Boolean flag -> Optional.of(flag);
            default -> {
                var text = value.toString();
                yield text.isBlank() || text.equalsIgnoreCase("null") ? Optional.empty() : Optional.of(text);
            }
        };
    }

    /** What a template may speak of. */
    private record Words(
            Stream stream,
            @Nullable String topic,
            Contact contact,
            EmailRequest.@Nullable Owner owner,
            Map<String, Object> links,
            Map<String, Object> facts) {}
}
