package dev.trellis.email;

import dev.trellis.email.Markup.Call;
import dev.trellis.email.Markup.Chain;
import dev.trellis.email.Markup.Element;
import dev.trellis.email.Markup.Elsewhere;
import dev.trellis.email.Markup.Macro;
import dev.trellis.email.Markup.Node;
import dev.trellis.email.Markup.OneOf;
import dev.trellis.email.Markup.Root;
import dev.trellis.email.Markup.Style;
import dev.trellis.email.Selector.Answer;
import dev.trellis.email.StyleSheet.Declaration;
import dev.trellis.email.StyleSheet.Other;
import dev.trellis.email.StyleSheet.Rule;
import dev.trellis.platform.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Moves the rules of style sheets into the elements they are about, since many mail programs read nothing else. Works
 * on the sources, once for all readers: mail is then rendered as if its author had written the styles there.
 *
 * <p>A rule moves where it holds for every reader and every email an element is part of; where that depends, it stays
 * in the style sheet.
 */
final class CssInliner {

    private static final int DEEPEST = 60;

    private final Map<String, String> sources;
    private final Map<String, Markup> markups = new TreeMap<>();
    private final List<Ruling> rulings = new ArrayList<>();
    private final Map<Style, List<StyleSheet.Statement>> sheets = new LinkedHashMap<>();
    private final Map<String, List<Node>> calls = new HashMap<>();
    private final Map<String, List<Node>> nested = new HashMap<>();
    private final Map<String, Set<String>> callers = new HashMap<>();
    private final Map<String, Set<String>> reachable = new HashMap<>();
    private final Map<String, TreeMap<Integer, Edit>> edits = new HashMap<>();

    private CssInliner(Map<String, String> sources) {
        this.sources = sources;
    }

    /** The sources with their styles where they are needed, line for line as they were. */
    static Result inline(Map<String, String> sources) {
        var inliner = new CssInliner(sources);
        return inliner.inline();
    }

    private Result inline() {
        sources.forEach((file, text) -> {
            if (file.endsWith(".ftlh")) {
                markups.put(file, Markup.of(file, text));
            }
        });
        markups.forEach(this::readCalls);
        markups.values().forEach(this::readSheets);
        if (!rulings.isEmpty()) {
            markups.values().forEach(markup -> markup.elements.forEach(this::style));
            sheets.forEach(this::replace);
        }
        var results = new LinkedHashMap<String, String>();
        sources.forEach((file, text) -> results.put(file, edited(file, text)));
        return new Result(results, warnings());
    }

    private void readCalls(String file, Markup markup) {
        markup.nested.forEach((name, places) ->
                nested.computeIfAbsent(name, key -> new ArrayList<>()).addAll(places));
        markup.calls.forEach((name, places) -> {
            calls.computeIfAbsent(name, key -> new ArrayList<>()).addAll(places);
            for (var place : places) {
                callers.computeIfAbsent(place.macro().isEmpty() ? file : place.macro(), key -> new HashSet<>())
                        .add(name);
            }
        });
    }

    private void readSheets(Markup markup) {
        for (var style : markup.styles) {
            // Who includes a shared file as a whole is not known here.
            boolean included = style.macro().isEmpty() && style.file().startsWith("_");
            if (style.plain() && !included) {
                var statements = StyleSheet.parse(style.css());
                sheets.put(style, statements);
                for (var statement : statements) {
                    if (statement instanceof Rule rule) {
                        rule.selectors().forEach(selector -> rulings.add(new Ruling(style, rule, selector)));
                    }
                }
            }
        }
    }

    private void style(Element element) {
        var candidates =
                rulings.stream().filter(ruling -> ruling.mayConcern(element)).toList();
        if (candidates.isEmpty()) {
            return;
        }
        var chains = chains(element);
        boolean open = element.style() == null
                ? element.complete()
                : element.attributes().containsKey("style");
        var certain = new ArrayList<Ruling>();
        var uncertain = new ArrayList<Ruling>();
        for (var ruling : candidates) {
            var answers =
                    chains.stream().map(chain -> answer(ruling, element, chain)).collect(Collectors.toSet());
            if (open && answers.equals(Set.of(Answer.YES))) {
                certain.add(ruling);
            } else if (answers.contains(Answer.YES) || answers.contains(Answer.MAYBE)) {
                uncertain.add(ruling);
            }
        }
        write(element, certain);
        uncertain.forEach(ruling -> ruling.stays(certain, element));
        certain.forEach(Ruling::moved);
    }

    private Answer answer(Ruling ruling, Element element, Chain chain) {
        return isIn(chain.file(), ruling.style) ? ruling.selector.matches(element, chain) : Answer.NO;
    }

    /** Whether an email has a style sheet. */
    private boolean isIn(String file, Style style) {
        return style.macro().isEmpty()
                ? style.file().equals(file)
                : reachable.computeIfAbsent(file, this::reach).contains(style.macro());
    }

    /** The macros an email calls, and those that they call. */
    private Set<String> reach(String file) {
        var reached = new HashSet<String>();
        var open = new ArrayDeque<>(callers.getOrDefault(file, Set.of()));
        while (!open.isEmpty()) {
            var name = open.remove();
            if (reached.add(name)) {
                open.addAll(callers.getOrDefault(name, Set.of()));
            }
        }
        return reached;
    }

    private Set<Chain> chains(Element element) {
        var chains = new LinkedHashSet<Chain>();
        collect(element.parent(), new ArrayDeque<>(), new ArrayList<>(), chains);
        return chains;
    }

    /** Goes outwards from a place, by every way there is. */
    private void collect(Node node, Deque<Call> inside, List<Element> before, Set<Chain> chains) {
        if (before.size() + inside.size() > DEEPEST) {
            return;
        }
        switch (node) {
            case Root root -> chains.add(new Chain(List.copyOf(before), true, root.file()));
            case Elsewhere elsewhere ->
                markups.keySet().forEach(file -> chains.add(new Chain(List.copyOf(before), false, file)));
            case Element element -> {
                before.add(element);
                collect(element.parent(), inside, before, chains);
                before.removeLast();
            }
            case OneOf some -> some.nodes().forEach(one -> collect(one, inside, before, chains));
            case Call call -> {
                inside.push(call);
                nested.getOrDefault(call.name(), List.of()).forEach(place -> collect(place, inside, before, chains));
                inside.pop();
            }
            case Macro macro -> {
                var call = inside.peek();
                if (call != null && call.name().equals(macro.name())) {
                    inside.pop();
                    collect(call.parent(), inside, before, chains);
                    inside.push(call);
                } else if (inside.size() + before.size() < DEEPEST) {
                    calls.getOrDefault(macro.name(), List.of())
                            .forEach(place -> collect(place, inside, before, chains));
                }
            }
        }
    }

    private void write(Element element, List<Ruling> rulings) {
        if (rulings.isEmpty()) {
            return;
        }
        var style = element.style();
        var written = style == null
                ? List.<Declaration>of()
                : StyleSheet.declarations(element.attributes().getOrDefault("style", ""));
        var normal = new LinkedHashMap<String, Declaration>();
        var important = new LinkedHashMap<String, Declaration>();
        rulings.stream().sorted(Ruling.WEAKEST_FIRST).forEach(ruling -> {
            for (var declaration : ruling.rule.declarations()) {
                var into = declaration.important() ? important : normal;
                into.remove(declaration.property());
                into.put(declaration.property(), declaration);
            }
        });
        written.forEach(own -> normal.remove(own.property()));
        char quote = style == null ? '"' : style.quote();
        var front = text(normal, quote);
        var back = text(important, quote);
        var file = edits.computeIfAbsent(element.file(), key -> new TreeMap<>());
        if (style == null) {
            var all = front.isEmpty() || back.isEmpty() ? front + back : front + ";" + back;
            file.put(element.end(), new Edit(element.end(), " style=\"" + all + "\""));
        } else if (style.start() == style.end()) {
            file.put(style.start(), new Edit(style.start(), front + (back.isEmpty() ? "" : ";" + back)));
        } else {
            if (!front.isEmpty()) {
                file.put(style.start(), new Edit(style.start(), front + ";"));
            }
            if (!back.isEmpty()) {
                file.put(style.end(), new Edit(style.end(), ";" + back));
            }
        }
    }

    private static String text(Map<String, Declaration> declarations, char quote) {
        return declarations.values().stream()
                .map(Declaration::toString)
                .collect(Collectors.joining(";"))
                .replace("&", "&amp;")
                .replace(quote, quote == '"' ? '\'' : '"');
    }

    /** Leaves in a style sheet what has not moved, on as many lines as before. */
    private void replace(Style style, List<StyleSheet.Statement> statements) {
        var kept = statements.stream()
                .map(statement -> switch (statement) {
                    case Other other -> other.text();
                    case Rule rule -> kept(style, rule);
                })
                .filter(text -> !text.isEmpty())
                .toList();
        var text = kept.isEmpty() ? "" : "\n" + String.join("\n", kept) + "\n";
        long lines = lines(style.css()) - lines(text);
        if (lines < 0) {
            text = String.join(" ", kept);
            lines = lines(style.css()) - lines(text);
        }
        if (lines > 0) {
            text += "<#--" + "\n".repeat((int) lines) + "-->";
        }
        edits.computeIfAbsent(style.file(), key -> new TreeMap<>()).put(style.start(), new Edit(style.end(), text));
    }

    private String kept(Style style, Rule rule) {
        var stay = rulings.stream()
                .filter(ruling -> ruling.style.equals(style) && ruling.rule.equals(rule) && !ruling.hasMoved())
                .toList();
        if (stay.isEmpty()) {
            return "";
        }
        var selectors =
                stay.stream().map(ruling -> ruling.selector.text()).distinct().collect(Collectors.joining(", "));
        var declarations = rule.declarations().stream()
                .map(declaration -> declaration
                        + (declaration.important() || stay.stream().anyMatch(ruling -> ruling.mustWin(declaration))
                                ? " !important"
                                : ""))
                .collect(Collectors.joining("; "));
        return selectors + " { " + declarations + " }";
    }

    private static long lines(CharSequence text) {
        return text.chars().filter(c -> c == '\n').count();
    }

    private String edited(String file, String text) {
        var result = new StringBuilder();
        int done = 0;
        for (var edit : edits.getOrDefault(file, new TreeMap<>()).entrySet()) {
            result.append(text, done, edit.getKey()).append(edit.getValue().text());
            done = edit.getValue().end();
        }
        return result.append(text, done, text.length()).toString();
    }

    private List<Problem> warnings() {
        return rulings.stream()
                .filter(Ruling::cannotBeMeant)
                .map(ruling -> new Problem(
                        ruling.style.file(),
                        ruling.selector.text(),
                        "holds for some readers or emails only, and is stronger than what one element has and weaker "
                                + "than what another has: it cannot be written into the mail as it is meant"))
                .distinct()
                .toList();
    }

    /** The sources with their styles inlined, and what could not be. */
    record Result(Map<String, String> sources, List<Problem> warnings) {}

    /** What takes the place of the source from one place up to the end. */
    private record Edit(int end, String text) {}

    /** One selector of a rule, and what became of it. */
    private final class Ruling {

        private static final Comparator<Ruling> WEAKEST_FIRST = Comparator.<Ruling>comparingInt(
                        ruling -> ruling.selector.specificity())
                .thenComparingInt(ruling -> ruling.order);

        private final Style style;
        private final Rule rule;
        private final Selector selector;
        private final int order = rulings.size();
        private final Set<Declaration> toWin = new HashSet<>();
        private final Set<Declaration> toLose = new HashSet<>();
        private boolean moved;
        private boolean stays;

        Ruling(Style style, Rule rule, Selector selector) {
            this.style = style;
            this.rule = rule;
            this.selector = selector;
        }

        boolean mayConcern(Element element) {
            return !selector.parts().isEmpty() && selector.parts().getFirst().matches(element) != Answer.NO;
        }

        void moved() {
            moved = true;
        }

        /** It holds for some readers only, so it must win from the style sheet against what is weaker and has moved. */
        void stays(List<Ruling> others, Element element) {
            stays = true;
            var written = StyleSheet.declarations(element.attributes().getOrDefault("style", ""));
            for (var declaration : rule.declarations()) {
                if (declaration.important()) {
                    continue;
                }
                boolean loses = written.stream().anyMatch(declaration::touches);
                boolean wins = false;
                for (var other : others) {
                    if (other.rule.declarations().stream().anyMatch(declaration::touches)) {
                        boolean stronger = WEAKEST_FIRST.compare(other, this) > 0;
                        loses |= stronger;
                        wins |= !stronger;
                    }
                }
                if (loses) {
                    toLose.add(declaration);
                } else if (wins) {
                    toWin.add(declaration);
                }
            }
        }

        boolean hasMoved() {
            return moved && !stays;
        }

        boolean mustWin(Declaration declaration) {
            return toWin.contains(declaration) && !toLose.contains(declaration);
        }

        /** Whether it must win for one element and lose for another. */
        boolean cannotBeMeant() {
            return toWin.stream().anyMatch(toLose::contains);
        }
    }
}
