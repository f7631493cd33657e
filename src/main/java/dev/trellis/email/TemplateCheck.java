package dev.trellis.email;

import dev.trellis.email.Templates.RenderingException;
import dev.trellis.platform.Problem;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Renders a template for readers who are hard on templates and looks at what comes out. */
final class TemplateCheck {

    private static final int GMAIL_CLIPS_AT = 102 * 1024;
    private static final int LARGEST = 512 * 1024;
    private static final int TRACKED_LINK = 100;
    private static final Pattern NULL = Pattern.compile("(?<![\\w-])null(?![\\w-])");
    private static final Pattern LINK = Pattern.compile("href=\"http");
    private static final String UNSUBSCRIBE = "https://check.example/t/u/token";
    private static final String POSTAL_ADDRESS = "7 Check Street, 54321 Checkville";

    private final TemplateSandbox sandbox;
    private final EmailTemplate template;
    private final Set<Problem> problems = new LinkedHashSet<>();
    private final Set<Problem> warnings = new LinkedHashSet<>();

    private TemplateCheck(TemplateSandbox sandbox, EmailTemplate template) {
        this.sandbox = sandbox;
        this.template = template;
    }

    static TemplateCheck of(TemplateSandbox sandbox, EmailTemplate template) {
        var check = new TemplateCheck(sandbox, template);
        check.look();
        return check;
    }

    /** What must be mended. */
    List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** What works, but not as well as it should. */
    List<Problem> warnings() {
        return List.copyOf(warnings);
    }

    private void look() {
        if (template.purpose().isEmpty()) {
            problems.add(new Problem(
                    template.name() + "/template.properties", "purpose", "is missing: one sentence for marketers"));
        }
        for (var variant : template.variants()) {
            readers().forEach((reader, contact) -> {
                try {
                    inspect(variant, reader, Templates.fill(sandbox, template, variant, model(contact)));
                } catch (RenderingException ex) {
                    problems.add(new Problem(
                            ex.file(),
                            ex.place().isEmpty() ? reader : ex.place(),
                            ex.reason() + " (for " + reader + "; give a default with !\"…\")"));
                }
            });
        }
    }

    private void inspect(String variant, String reader, Templates.Filled mail) {
        var text = PlainText.of(mail.html());
        if (mail.subject().isEmpty()) {
            problem("subject", variant, reader, "the subject is empty");
        }
        if (NULL.matcher(mail.subject()).find()) {
            problem("subject", variant, reader, "the subject says null");
        }
        if (NULL.matcher(text).find()) {
            problem("body", variant, reader, "the body says null");
        }
        if (mail.html().contains("<script>")) {
            problem("body", variant, reader, "prints a value without escaping it");
        }
        size(variant, mail.html());
        if (template.stream() == Stream.MARKETING) {
            if (!text.contains(UNSUBSCRIBE)) {
                problem(
                        "body",
                        variant,
                        "unsubscribe",
                        "a marketing mail needs a visible link to ${links.unsubscribe}");
            }
            if (!text.contains(POSTAL_ADDRESS)) {
                problem("body", variant, "postal-address", "a marketing mail needs ${brand.postalAddress}");
            }
        }
    }

    private void size(String variant, String html) {
        long links = template.stream() == Stream.MARKETING
                ? LINK.matcher(html).results().count()
                : 0;
        long size = sizeOf(html) + links * TRACKED_LINK;
        if (size > LARGEST) {
            problem("body", variant, "size", "is larger than " + LARGEST / 1024 + " KB, which no mailbox shows");
        } else if (size > GMAIL_CLIPS_AT) {
            warnings.add(new Problem(
                    TemplateFiles.part(template.name(), "body", variant),
                    "size",
                    "has more than 102 KB for some readers: Gmail shows the beginning only, without the footer"));
        }
    }

    /** How large the HTML is when it is sent. */
    static int sizeOf(String html) {
        return html.getBytes(StandardCharsets.UTF_8).length;
    }

    private void problem(String part, String variant, String element, String problem) {
        problems.add(new Problem(TemplateFiles.part(template.name(), part, variant), element, problem));
    }

    private Map<String, Object> model(Map<String, Object> contact) {
        var model = new LinkedHashMap<String, Object>();
        model.put("contact", contact);
        model.put(
                "brand", Map.of("name", "Check & Co", "postalAddress", POSTAL_ADDRESS, "url", "https://check.example"));
        model.put("links", Map.of("unsubscribe", UNSUBSCRIBE, "preferences", "https://check.example/t/p/token"));
        model.put("facts", Map.of());
        model.put("stream", template.stream().label());
        var topic = template.topic();
        if (topic != null) {
            model.put("topic", topic);
        }
        return model;
    }

    private static Map<String, Map<String, Object>> readers() {
        var readers = new LinkedHashMap<String, Map<String, Object>>();
        readers.put("a contact of whom only the address is known", contact(null, null, null));
        readers.put(
                "a contact with a very long name",
                contact("Wolfeschlegelstein".repeat(12), "W".repeat(200), "C".repeat(300)));
        readers.put("a contact who writes from right to left", contact("محمد", "عبد الله", "شركة الاختبار"));
        readers.put("a contact with emoji", contact("Zoë 🦄", "O’Neil 👩🏽‍🚀", "Ünïcode & Söhne"));
        readers.put(
                "a contact with markup for a name", contact("<script>alert(1)</script>", "\"><img src=x>", "${7*7}"));
        return readers;
    }

    private static Map<String, Object> contact(
            @Nullable String firstName, @Nullable String lastName, @Nullable String company) {
        var contact = new LinkedHashMap<String, Object>();
        contact.put("email", "reader@check.example");
        contact.put("attributes", Map.of());
        if (firstName != null && lastName != null && company != null) {
            contact.put("firstName", firstName);
            contact.put("lastName", lastName);
            contact.put("company", company);
            contact.put("jobTitle", company);
            contact.put("country", "DE");
            contact.put("language", "de");
        }
        return contact;
    }
}
