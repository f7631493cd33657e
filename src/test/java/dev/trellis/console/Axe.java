package dev.trellis.console;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;

/** The accessibility checker axe-core, let loose on a page that is open in the browser. */
final class Axe {

    /** What a page's reader cannot do without; the rest is good advice. */
    private static final List<String> GRAVE = List.of("serious", "critical");

    /** Emails in frames are their authors' affair. */
    private static final String CHECK = """
            async rules => (await axe.run(document, {
              iframes: false, resultTypes: ['violations'], ...(rules.length ? { runOnly: { type: 'rule', values: rules } } : {})
            })).violations.flatMap(violation => violation.nodes.map(node => ({
              impact: node.impact ?? violation.impact, rule: violation.id, at: node.target.join(' '),
              why: (node.any.concat(node.all, node.none)[0]?.message ?? violation.help)
            })))
            """;

    private static final String SCRIPT = read();

    private Axe() {}

    /** What is wrong with the page; only by these rules if any are given. */
    @SuppressWarnings("unchecked") // The checker above says what it answers with.
    static List<Finding> check(Page page, String... rules) {
        if (!(boolean) page.evaluate("() => 'axe' in window")) {
            page.evaluate(SCRIPT);
        }
        var found = (List<Map<String, String>>) page.evaluate(CHECK, List.of(rules));
        return found.stream()
                .map(each -> new Finding(
                        String.valueOf(each.get("impact")),
                        String.valueOf(each.get("rule")),
                        String.valueOf(each.get("at")),
                        String.valueOf(each.get("why"))))
                .toList();
    }

    private static String read() {
        try {
            return new ClassPathResource("vendor/axe-core/axe.min.js").getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException ex) {
            throw new UncheckedIOException("Cannot read axe-core", ex);
        }
    }

    /** Something that keeps people out, by which rule and where. */
    record Finding(String impact, String rule, String at, String why) {

        boolean isGrave() {
            return GRAVE.contains(impact);
        }

        @Override
        public String toString() {
            return impact + " " + rule + " at " + at + ": " + why;
        }
    }
}
