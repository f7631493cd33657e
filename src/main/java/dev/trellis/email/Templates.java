package dev.trellis.email;

import dev.trellis.platform.Problem;
import dev.trellis.platform.TrellisProperties;
import freemarker.core.ParseException;
import freemarker.template.TemplateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The email templates: one folder each, compiled once per version. Changed files are noticed by themselves; what cannot
 * be read then is reported, and the version before it stays in use.
 */
@Component
public class Templates {

    private static final Logger log = LoggerFactory.getLogger(Templates.class);
    private static final String SUBJECT = "subject";
    private static final String BODY = "body";
    private static final Pattern VARIANT = Pattern.compile("[b-z][a-z0-9-]{0,30}|a[a-z0-9-]{1,30}");
    private static final Pattern ACTIVITY_TYPE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final String GOAL = "link-clicked";
    private static final int SAMPLE = 1000;
    private static final int SMALLEST_SAMPLE = 100;
    private static final long LOOK_AGAIN_NANOS = Duration.ofSeconds(2).toNanos();

    private final Path folder;
    private final Set<String> topics;
    private final ReentrantLock reloading = new ReentrantLock();
    private final AtomicLong lookedAt = new AtomicLong();
    private volatile Snapshot snapshot;

    @Autowired
    Templates(TrellisProperties properties, EmailProperties emailProperties) {
        this(
                properties.templatesDir().resolve("email"),
                emailProperties.topics().keySet());
    }

    Templates(Path folder, Set<String> topics) {
        this.folder = folder;
        this.topics = topics;
        this.snapshot = read(null);
        this.lookedAt.set(System.nanoTime());
    }

    public Set<String> names() {
        return current().templates.keySet();
    }

    public Collection<EmailTemplate> all() {
        return current().templates.values();
    }

    /**
     * The template with this name.
     *
     * @throws IllegalArgumentException if there is none that can be used
     */
    public EmailTemplate require(String name) {
        var templates = current().templates;
        var template = templates.get(name);
        if (template == null) {
            throw new IllegalArgumentException(
                    "No email template is called '" + name + "'; there are " + String.join(", ", templates.keySet()));
        }
        return template;
    }

    /**
     * Everything that is wrong with the templates, found by rendering each for readers who are hard on templates. No
     * template with problems may be published.
     */
    public List<Problem> problems() {
        var now = current();
        var problems = new ArrayList<>(now.problems);
        for (var template : now.templates.values()) {
            problems.addAll(now.check(template).problems());
        }
        return problems;
    }

    /** What works and should still be looked at, such as mail that is cut off where it is read. */
    public List<Problem> warnings() {
        var now = current();
        var warnings = new ArrayList<>(now.warnings);
        for (var template : now.templates.values()) {
            warnings.addAll(now.check(template).warnings());
        }
        return warnings;
    }

    /** What should be looked at in one template. */
    List<Problem> warnings(EmailTemplate template) {
        return current().check(template).warnings();
    }

    /**
     * Fills a template in.
     *
     * @throws RenderingException if it cannot be, saying where and why
     */
    Filled fill(EmailTemplate template, String variant, Map<String, Object> model) {
        return fill(current().sandbox, template, variant, model);
    }

    static Filled fill(TemplateSandbox sandbox, EmailTemplate template, String variant, Map<String, Object> model) {
        var subject = oneLine(part(sandbox, file(sandbox, template, SUBJECT, variant), model));
        var withSubject = new TreeMap<>(model);
        withSubject.put("subject", subject);
        return new Filled(
                subject,
                part(sandbox, file(sandbox, template, BODY, variant), withSubject)
                        .strip());
    }

    /** A variant's own file, or the original's where it has none. */
    private static String file(TemplateSandbox sandbox, EmailTemplate template, String part, String variant) {
        var own = TemplateFiles.part(template.name(), part, variant);
        return sandbox.has(own) ? own : TemplateFiles.part(template.name(), part, EmailTemplate.ORIGINAL);
    }

    private static String part(TemplateSandbox sandbox, String file, Map<String, Object> model) {
        try {
            return sandbox.render(file, model);
        } catch (TemplateException ex) {
            throw new RenderingException(file, place(ex), reason(ex), ex);
        } catch (IOException ex) {
            throw new RenderingException(file, "", String.valueOf(ex.getMessage()), ex);
        }
    }

    private static String place(TemplateException ex) {
        var line = ex.getLineNumber();
        var source = ex.getTemplateSourceName();
        return (source == null ? "" : source + " ") + (line == null ? "" : "line " + line);
    }

    private static String reason(TemplateException ex) {
        var expression = ex.getBlamedExpressionString();
        var words = ex.getMessageWithoutStackTop();
        var first =
                words == null ? "cannot be rendered" : words.lines().findFirst().orElse("");
        return expression == null ? first : "${" + expression + "}: " + first;
    }

    /** A subject is one line, whatever the values in it. */
    private static String oneLine(String text) {
        var result = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            result.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c);
        }
        return result.toString().strip().replaceAll(" {2,}", " ");
    }

    private static Map<String, String> withReferences(Map<String, String> sources) {
        var result = new TreeMap<String, String>();
        sources.forEach((file, text) -> result.put(file, file.endsWith(".ftlh") ? References.in(text) : text));
        return result;
    }

    private Snapshot current() {
        long looked = lookedAt.get();
        long now = System.nanoTime();
        if (now - looked > LOOK_AGAIN_NANOS && lookedAt.compareAndSet(looked, now) && reloading.tryLock()) {
            try {
                if (fingerprint() != snapshot.fingerprint) {
                    snapshot = read(snapshot);
                }
            } finally {
                reloading.unlock();
            }
        }
        return snapshot;
    }

    private long fingerprint() {
        try {
            return TemplateFiles.fingerprint(folder);
        } catch (IOException | UncheckedIOException ex) {
            log.warn("Cannot look at the templates in {}: {}", folder, ex.getMessage());
            return snapshot.fingerprint;
        }
    }

    private Snapshot read(@Nullable Snapshot before) {
        try {
            var fingerprint = TemplateFiles.fingerprint(folder);
            var next = new Snapshot(TemplateFiles.read(folder), fingerprint);
            var broken = next.problems.stream().anyMatch(Templates::stopsReading);
            if (before != null && broken) {
                next.problems.forEach(problem -> log.error("Keeping the templates as they were: {}", problem));
                return new Snapshot(before, fingerprint);
            }
            return next;
        } catch (IOException | UncheckedIOException ex) {
            if (before == null) {
                throw new IllegalStateException("Cannot read the templates in " + folder + ": " + ex.getMessage(), ex);
            }
            log.error("Keeping the templates as they were, because {} cannot be read: {}", folder, ex.getMessage());
            return before;
        }
    }

    /** Whether the template it is about cannot be used at all. */
    private static boolean stopsReading(Problem problem) {
        return problem.element().startsWith("line ")
                || Set.of("file", "stream", "topic", "variant").contains(problem.element());
    }

    /** A subject and a body with everything filled in. */
    record Filled(String subject, String html) {}

    /** A template could not be filled in for this reader. */
    static final class RenderingException extends RuntimeException {

        private final String file;
        private final String place;
        private final String reason;

        RenderingException(String file, String place, String reason, Exception cause) {
            super(file + (place.isEmpty() ? "" : " (" + place + ")") + ": " + reason, cause);
            this.file = file;
            this.place = place;
            this.reason = reason;
        }

        String file() {
            return file;
        }

        String place() {
            return place;
        }

        String reason() {
            return reason;
        }
    }

    private final class Snapshot {

        private final long fingerprint;
        private final TemplateSandbox sandbox;
        private final Map<String, EmailTemplate> templates;
        private final List<Problem> problems;
        private final List<Problem> warnings;
        private final Set<String> unruly;
        private final Map<String, TemplateCheck> checks;

        Snapshot(TemplateFiles files, long fingerprint) {
            var inlined = CssInliner.inline(files.texts());
            this.fingerprint = fingerprint;
            this.sandbox = new TemplateSandbox(withReferences(inlined.sources()));
            this.checks = new ConcurrentHashMap<>();
            this.templates = new TreeMap<>();
            this.problems = new ArrayList<>();
            this.warnings = inlined.warnings();
            files.texts().forEach((file, text) -> problems.addAll(TemplateRules.problems(file, text)));
            this.unruly = problems.stream().map(Problem::file).collect(Collectors.toSet());
            for (var name : files.templateNames()) {
                add(name, files);
            }
        }

        Snapshot(Snapshot before, long fingerprint) {
            this.fingerprint = fingerprint;
            this.sandbox = before.sandbox;
            this.templates = before.templates;
            this.unruly = before.unruly;
            this.checks = before.checks;
            this.problems = before.problems;
            this.warnings = before.warnings;
        }

        /** Made once: the templates of a snapshot do not change. */
        private TemplateCheck check(EmailTemplate template) {
            return checks.computeIfAbsent(template.name(), name -> TemplateCheck.of(sandbox, template));
        }

        private void add(String name, TemplateFiles files) {
            boolean subject = compiles(TemplateFiles.part(name, SUBJECT, EmailTemplate.ORIGINAL), files);
            boolean body = compiles(TemplateFiles.part(name, BODY, EmailTemplate.ORIGINAL), files);
            var variants = variants(name, files);
            var template = describe(name, files, variants);
            if (subject && body && template != null) {
                templates.put(name, template);
            }
        }

        private List<String> variants(String name, TemplateFiles files) {
            var variants = new ArrayList<String>();
            variants.add(EmailTemplate.ORIGINAL);
            files.variants(name).forEach((variant, parts) -> {
                boolean named = VARIANT.matcher(variant).matches()
                        && Set.of(TemplateFiles.part(name, SUBJECT, variant), TemplateFiles.part(name, BODY, variant))
                                .containsAll(parts);
                if (!named) {
                    problems.add(new Problem(
                            parts.getFirst(),
                            "variant",
                            "is called like a variant but must be named like subject.b.ftl or body.b.ftlh, "
                                    + "with small letters, digits and hyphens; a is the email itself"));
                } else if (parts.stream().allMatch(file -> compiles(file, files))) {
                    variants.add(variant);
                }
            });
            return List.copyOf(variants);
        }

        private boolean compiles(String file, TemplateFiles files) {
            if (!files.texts().containsKey(file)) {
                problems.add(new Problem(file, "file", "is missing"));
                return false;
            }
            if (unruly.stream().anyMatch(name -> name.equals(file) || name.startsWith("_"))) {
                return false;
            }
            try {
                sandbox.compile(file);
                return true;
            } catch (ParseException ex) {
                problems.add(new Problem(
                        file,
                        "line " + ex.getLineNumber(),
                        ex.getEditorMessage().replaceAll("\\s+", " ")));
            } catch (IOException ex) {
                problems.add(new Problem(file, "file", String.valueOf(ex.getMessage())));
            }
            return false;
        }

        private @Nullable EmailTemplate describe(String name, TemplateFiles files, List<String> variants) {
            var file = name + "/template.properties";
            var properties = files.properties(name);
            var stream = Stream.find(text(properties, "stream"));
            if (stream.isEmpty()) {
                problems.add(new Problem(
                        file,
                        "stream",
                        "must be marketing, transactional or internal, not '" + text(properties, "stream") + "'"));
                return null;
            }
            var topic = text(properties, "topic");
            boolean marketing = stream.get() == Stream.MARKETING;
            if (marketing && !topics.contains(topic)) {
                problems.add(new Problem(
                        file, "topic", "must be one of " + String.join(", ", topics) + ", not '" + topic + "'"));
                return null;
            }
            return new EmailTemplate(
                    name,
                    stream.get(),
                    marketing ? topic : null,
                    text(properties, "purpose"),
                    files.version(name),
                    variants,
                    goal(file, properties),
                    sample(file, properties));
        }

        private String goal(String file, Properties properties) {
            var goal = text(properties, "goal");
            if (goal.isEmpty() || ACTIVITY_TYPE.matcher(goal).matches()) {
                return goal.isEmpty() ? GOAL : goal;
            }
            problems.add(new Problem(
                    file, "goal", "must be a type of activity such as link-clicked or replied, not '" + goal + "'"));
            return GOAL;
        }

        private int sample(String file, Properties properties) {
            var sample = text(properties, "sample");
            if (sample.isEmpty() || sample.matches("\\d{3,7}")) {
                int size = sample.isEmpty() ? SAMPLE : Integer.parseInt(sample);
                if (size >= SMALLEST_SAMPLE) {
                    return size;
                }
            }
            problems.add(new Problem(
                    file,
                    "sample",
                    "must be how many mails of each variant decide, from " + SMALLEST_SAMPLE + ", not '" + sample
                            + "'"));
            return SAMPLE;
        }

        private static String text(Properties properties, String key) {
            return properties.getProperty(key, "").strip();
        }
    }
}
