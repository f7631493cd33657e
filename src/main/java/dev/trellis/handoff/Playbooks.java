package dev.trellis.handoff;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * What to say and what to show: Markdown files that the header {@code playbook} of a hand-off step names.
 *
 * <p>A file is read whenever it is shown, so that a change is seen at once. It names facts as {@code {{firstName}}}, or
 * with words for a contact of whom the fact is not known, {@code {{company|your company}}}. Facts are filled in after
 * the Markdown is read: what a contact typed into a form stays text.
 */
@Service
public class Playbooks {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern FACT = Pattern.compile("\\{\\{\\s*(\\w+)\\s*(?:\\|([^{}]*))?}}");
    private static final String NOT_KNOWN = "…";
    private static final int UNDER_THE_CARD = 2;
    private static final int DEEPEST = 6;

    private final PlaybookProperties properties;
    private final Parser parser = Parser.builder().build();
    private final HtmlRenderer renderer =
            HtmlRenderer.builder().escapeHtml(true).sanitizeUrls(true).build();

    Playbooks(PlaybookProperties properties) {
        this.properties = properties;
    }

    /**
     * The playbook of this name, or where there is none the kind's own; empty where that is missing, too.
     *
     * @param facts what may be named in it; blank where it is not known of this contact
     */
    public Optional<Playbook> find(@Nullable String name, HandoffKind kind, Map<String, String> facts) {
        var complaints = new ArrayList<String>();
        if (name != null) {
            var text = read(name);
            if (text != null) {
                return Optional.of(fill(name, text, facts, complaints));
            }
            complaints.add("The step names the playbook \"" + name + "\", but there is no file "
                    + properties.folder().resolve(NAME.matcher(name).matches() ? name + ".md" : "<name>.md")
                    + ". Names are of small letters, digits and hyphens.");
        }
        var usual = usual(kind);
        var text = read(usual);
        return text == null ? Optional.empty() : Optional.of(fill(usual, text, facts, complaints));
    }

    /** What playbooks there are. */
    public List<String> names() {
        if (!Files.isDirectory(properties.folder())) {
            return List.of();
        }
        try (var files = Files.list(properties.folder())) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(file -> file.endsWith(".md"))
                    .map(file -> file.substring(0, file.length() - 3))
                    .filter(name -> NAME.matcher(name).matches())
                    .sorted()
                    .toList();
        } catch (IOException ex) {
            throw new UncheckedIOException("Cannot read the folder " + properties.folder(), ex);
        }
    }

    private static String usual(HandoffKind kind) {
        return switch (kind) {
            case MQL -> "first-contact";
            case SQL -> "discovery";
            case CUSTOMER -> "account-owner";
        };
    }

    private @Nullable String read(String name) {
        var file = properties.folder().resolve(name + ".md");
        if (!NAME.matcher(name).matches() || !Files.isRegularFile(file)) {
            return null;
        }
        try {
            return Files.readString(file);
        } catch (IOException ex) {
            throw new UncheckedIOException("Cannot read the playbook " + file, ex);
        }
    }

    private Playbook fill(String name, String text, Map<String, String> facts, List<String> complaints) {
        var unknown = new TreeSet<String>();
        var document = parser.parse(text);
        document.accept(new AbstractVisitor() {
            @Override
            public void visit(Text written) {
                written.setLiteral(FACT.matcher(written.getLiteral()).replaceAll(match -> {
                    var value = facts.get(match.group(1));
                    if (value == null) {
                        unknown.add(match.group(1));
                    }
                    var otherwise = match.group(2) == null ? NOT_KNOWN : match.group(2);
                    return Matcher.quoteReplacement(value == null || value.isBlank() ? otherwise : value);
                }));
            }

            @Override
            public void visit(Heading heading) {
                heading.setLevel(Math.min(DEEPEST, heading.getLevel() + UNDER_THE_CARD));
                visitChildren(heading);
            }
        });
        if (!unknown.isEmpty()) {
            complaints.add("The playbook " + name + ".md names " + String.join(", ", unknown) + ", but the facts are "
                    + String.join(", ", new TreeSet<>(facts.keySet())) + ".");
        }
        return new Playbook(name, renderer.render(document), List.copyOf(complaints));
    }
}
