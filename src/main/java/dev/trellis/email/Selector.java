package dev.trellis.email;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a CSS rule is about, read from the element it names outwards.
 *
 * @param text as it was written
 * @param parts the element itself first, then what must be around it; empty where only the mail program can tell, as
 *     with {@code :hover}
 */
record Selector(String text, List<Part> parts) {

    private static final Pattern COMPOUND = Pattern.compile(
            "(\\*|[a-zA-Z][\\w-]*)?((?:\\.-?[_a-zA-Z][\\w-]*|#[\\w-]+|\\[\\s*[\\w-]+\\s*(?:=\\s*(?:\"[^\"]*\"|'[^']*'|[\\w-]+)\\s*)?])*)");
    private static final Pattern CONDITION = Pattern.compile(
            "\\.(-?[_a-zA-Z][\\w-]*)|#([\\w-]+)|\\[\\s*([\\w-]+)\\s*(?:=\\s*(\"[^\"]*\"|'[^']*'|[\\w-]+)\\s*)?]");

    static Selector parse(String text) {
        var parts = new ArrayList<Part>();
        boolean direct = false;
        for (var word : text.replace(">", " > ").strip().split("\\s+(?![^\\[]*])", -1)) {
            if (word.equals(">")) {
                direct = true;
                continue;
            }
            var part = part(word, direct);
            if (part == null) {
                return new Selector(text, List.of());
            }
            parts.addFirst(part);
            direct = false;
        }
        return new Selector(text, List.copyOf(parts));
    }

    private static @Nullable Part part(String word, boolean child) {
        var compound = COMPOUND.matcher(word);
        if (word.isEmpty() || !compound.matches()) {
            return null;
        }
        var type = compound.group(1);
        var conditions = new ArrayList<Condition>();
        var found = CONDITION.matcher(compound.group(2));
        while (found.find()) {
            if (found.group(1) != null) {
                conditions.add(new Condition("class", found.group(1), true));
            } else if (found.group(2) != null) {
                conditions.add(new Condition("id", found.group(2), false));
            } else {
                var value = found.group(4);
                conditions.add(new Condition(
                        found.group(3).toLowerCase(Locale.ROOT),
                        value == null ? null : value.replaceAll("^[\"']|[\"']$", ""),
                        false));
            }
        }
        return new Part(
                type == null || type.equals("*") ? null : type.toLowerCase(Locale.ROOT),
                List.copyOf(conditions),
                child);
    }

    /** Which of two rules for one element wins; the larger does. */
    int specificity() {
        int sum = 0;
        for (var part : parts) {
            sum += part.type() == null ? 0 : 1;
            for (var condition : part.conditions()) {
                sum += condition.attribute().equals("id") ? 10_000 : 100;
            }
        }
        return sum;
    }

    /** Whether it names an element with these around it. */
    Answer matches(Markup.Element element, Markup.Chain around) {
        if (parts.isEmpty()) {
            return Answer.NO;
        }
        var self = parts.getFirst().matches(element);
        return self == Answer.NO || parts.size() == 1 ? self : self.and(outside(1, around, 0));
    }

    /** Whether what the parts from this one on ask for is around, from this place outwards. */
    private Answer outside(int part, Markup.Chain around, int from) {
        if (part == parts.size()) {
            return Answer.YES;
        }
        var wanted = parts.get(part);
        boolean direct = parts.get(part - 1).child();
        var elements = around.elements();
        var best = around.complete() ? Answer.NO : Answer.MAYBE;
        for (int i = from; i < (direct ? Math.min(from + 1, elements.size()) : elements.size()); i++) {
            var here = wanted.matches(elements.get(i));
            if (here != Answer.NO) {
                best = best.or(here.and(outside(part + 1, around, i + 1)));
            }
        }
        return best;
    }

    /** What is known before the mail is rendered. */
    enum Answer {
        NO,
        MAYBE,
        YES;

        Answer and(Answer other) {
            return compareTo(other) < 0 ? this : other;
        }

        Answer or(Answer other) {
            return compareTo(other) > 0 ? this : other;
        }
    }

    /**
     * What one element must be.
     *
     * @param type the tag's name; null for any
     * @param child whether the next part outwards must be its parent
     */
    record Part(@Nullable String type, List<Condition> conditions, boolean child) {

        Answer matches(Markup.Element element) {
            if (type != null && !type.equals(element.name())) {
                return Answer.NO;
            }
            var answer = Answer.YES;
            for (var condition : conditions) {
                answer = answer.and(condition.matches(element));
            }
            return answer;
        }
    }

    /**
     * What one attribute must be.
     *
     * @param value null for anything
     * @param word whether the value may be one word of several
     */
    record Condition(String attribute, @Nullable String value, boolean word) {

        Answer matches(Markup.Element element) {
            var written = element.attributes().get(attribute);
            if (written == null) {
                return element.complete() ? Answer.NO : Answer.MAYBE;
            }
            if (value == null) {
                return Answer.YES;
            }
            boolean fixed = written.indexOf(Markup.WORKED_OUT) < 0;
            boolean found = word ? List.of(written.split("\\s+")).contains(value) : written.equals(value);
            return found ? Answer.YES : fixed ? Answer.NO : Answer.MAYBE;
        }
    }
}
