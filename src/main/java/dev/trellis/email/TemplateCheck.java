package dev.trellis.email;

import dev.trellis.email.Templates.RenderingException;
import dev.trellis.platform.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Renders a template for readers who are hard on templates and looks at what comes out. */
final class TemplateCheck {

    static final int GMAIL_CLIPS_AT = 102 * 1024;

    private static final int SECONDS = 3;
    private static final Pattern NULL = Pattern.compile("(?<![\\w-])null(?![\\w-])");
    private static final String UNSUBSCRIBE = "https://check.example/t/u/token";
    private static final String POSTAL_ADDRESS = "7 Check Street, 54321 Checkville";

    private final TemplateSandbox sandbox;
    private final EmailTemplate template;

    TemplateCheck(TemplateSandbox sandbox, EmailTemplate template) {
        this.sandbox = sandbox;
        this.template = template;
    }

    List<Problem> problems() {
        var problems = new LinkedHashSet<Problem>();
        if (template.purpose().isEmpty()) {
            problems.add(new Problem(
                    template.name() + "/template.properties", "purpose", "is missing: one sentence for marketers"));
        }
        for (var reader : readers().entrySet()) {
            var problem = renderFor(reader.getKey(), reader.getValue(), problems);
            if (problem != null) {
                problems.add(problem);
            }
        }
        return new ArrayList<>(problems);
    }

    private @Nullable Problem renderFor(String reader, Map<String, Object> contact, Set<Problem> problems) {
        var task = new FutureTask<>(() -> Templates.fill(sandbox, template, model(contact)));
        var thread = Thread.ofPlatform().daemon().name("template-check").start(task);
        try {
            inspect(reader, task.get(SECONDS, TimeUnit.SECONDS), problems);
            return null;
        } catch (TimeoutException ex) {
            thread.interrupt();
            return problem("body.ftlh", reader, "takes longer than " + SECONDS + " seconds");
        } catch (ExecutionException ex) {
            return ex.getCause() instanceof RenderingException failure
                    ? new Problem(
                            failure.file(),
                            failure.place().isEmpty() ? reader : failure.place(),
                            failure.reason() + " (for " + reader + "; give a default with !\"…\")")
                    : problem("body.ftlh", reader, String.valueOf(ex.getCause()));
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            return problem("body.ftlh", reader, "the check was interrupted");
        }
    }

    private void inspect(String reader, Templates.Filled mail, Set<Problem> problems) {
        var text = PlainText.of(mail.html());
        if (mail.subject().isEmpty()) {
            problems.add(problem("subject.ftl", reader, "the subject is empty"));
        }
        if (NULL.matcher(mail.subject()).find()) {
            problems.add(problem("subject.ftl", reader, "the subject says null"));
        }
        if (NULL.matcher(text).find()) {
            problems.add(problem("body.ftlh", reader, "the body says null"));
        }
        if (mail.html().contains("<script>")) {
            problems.add(problem("body.ftlh", reader, "prints a value without escaping it"));
        }
        if (mail.html().length() > GMAIL_CLIPS_AT) {
            problems.add(problem("body.ftlh", reader, "is larger than 102 KB: Gmail clips it"));
        }
        if (template.stream() == Stream.MARKETING) {
            if (!text.contains(UNSUBSCRIBE)) {
                problems.add(problem(
                        "body.ftlh", "unsubscribe", "a marketing mail needs a visible link to ${links.unsubscribe}"));
            }
            if (!text.contains(POSTAL_ADDRESS)) {
                problems.add(problem("body.ftlh", "postal-address", "a marketing mail needs ${brand.postalAddress}"));
            }
        }
    }

    private Problem problem(String file, String element, String problem) {
        return new Problem(template.name() + "/" + file, element, problem);
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
