package dev.trellis.email;

import dev.trellis.email.TemplateSource.Kind;
import dev.trellis.email.TemplateSource.Piece;
import dev.trellis.platform.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds in a template's source what could use up time or memory where no deadline reaches it: a loop can be broken off,
 * but not a regular expression, nor a built-in that walks through a billion numbers.
 */
final class TemplateRules {

    private static final int MOST = 1000;
    private static final Map<String, String> FORBIDDEN = Map.of(
            "eval", "runs text as code",
            "eval_json", "runs text as code",
            "interpret", "runs text as code",
            "new", "reaches classes",
            "api", "reaches classes",
            "matches", "is a regular expression, which can take for ever");

    /** How many arguments these have at most before one of them makes a regular expression of another. */
    private static final Map<String, Integer> PLAIN_ARGUMENTS = Map.of(
            "replace", 2,
            "split", 1,
            "keep_before", 1,
            "keep_before_last", 1,
            "keep_after", 1,
            "keep_after_last", 1,
            "ensure_starts_with", 1);

    private static final Pattern BUILT_IN = Pattern.compile("\\?\\s*([a-zA-Z_]+)");
    private static final Pattern CAPITAL = Pattern.compile("([A-Z])");
    private static final Pattern SMALL_NUMBER = Pattern.compile("\\s*\\d{1,3}\\s*");
    private static final Pattern FLAGS_WITHOUT_R = Pattern.compile("\\s*([\"'])[a-qs-z]*\\1\\s*");
    private static final Pattern LITERAL_BEFORE = Pattern.compile("(?<![\\w.)\\]])(\\d{1,4})\\s*$");
    private static final Pattern LITERAL_AFTER = Pattern.compile("^[<!*]?\\s*(\\d{1,4})(?![\\w.(\\[?])");

    private final String file;
    private final List<Problem> problems = new ArrayList<>();

    private TemplateRules(String file) {
        this.file = file;
    }

    static List<Problem> problems(String file, String source) {
        var rules = new TemplateRules(file);
        int line = 1;
        for (var piece : TemplateSource.pieces(source)) {
            if (piece.kind() == Kind.VALUE) {
                rules.expression(piece.text().substring(2), line);
            } else if (piece.kind() == Kind.TAG && !piece.closes()) {
                rules.tag(piece, line);
            }
            line += (int) piece.text().chars().filter(c -> c == '\n').count();
        }
        return rules.problems;
    }

    private void tag(Piece piece, int line) {
        var rest = piece.rest();
        int as = rest.lastIndexOf(" as ");
        int range = piece.name().equals("list") ? topLevelRange(as < 0 ? rest : rest.substring(0, as)) : -1;
        if (range < 0) {
            expression(rest, line);
        } else {
            // What a loop goes through may be long: the loop can be broken off.
            expression(rest.substring(0, range), line);
            expression(rest.substring(range + 2), line);
        }
    }

    private void expression(String text, int line) {
        var bare = withoutStrings(text, line);
        var builtIns = BUILT_IN.matcher(bare);
        while (builtIns.find()) {
            builtIn(snake(builtIns.group(1)), text, bare, builtIns, line);
        }
        for (int at = bare.indexOf(".."); at >= 0; at = bare.indexOf("..", at + 2)) {
            if (!isSlice(bare, at) && !isSmall(bare, at)) {
                report(
                        line,
                        "a range may be long only where <#list> goes through it; elsewhere it ends at a number up to "
                                + MOST);
            }
        }
    }

    private void builtIn(String name, String text, String bare, Matcher found, int line) {
        var why = FORBIDDEN.get(name);
        if (why != null) {
            report(line, "?" + name + " is not for emails: it " + why);
            return;
        }
        var arguments = arguments(text, bare, found.end());
        int plain = PLAIN_ARGUMENTS.getOrDefault(name, Integer.MAX_VALUE);
        if (arguments.size() > plain
                && (name.equals("ensure_starts_with")
                        || !FLAGS_WITHOUT_R.matcher(arguments.getLast()).matches())) {
            report(line, "?" + name + " with a regular expression can take for ever; use plain words");
        }
        if ((name.equals("left_pad") || name.equals("right_pad"))
                && (arguments.isEmpty()
                        || !SMALL_NUMBER.matcher(arguments.getFirst()).matches())) {
            report(line, "?" + name + " needs a length that is written out, up to 999");
        }
    }

    /** The text with its strings blanked out, after what is worked out inside them has been looked at. */
    private String withoutStrings(String text, int line) {
        var bare = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\'') {
                int end = TemplateSource.endOfString(text, i);
                var inside = text.substring(i + 1, Math.max(i + 1, end - 1));
                for (var piece : TemplateSource.pieces(inside)) {
                    if (piece.kind() == Kind.VALUE) {
                        expression(piece.text().substring(2), line);
                    }
                }
                for (int k = i; k < end; k++) {
                    bare.setCharAt(k, '_');
                }
                i = end - 1;
            }
        }
        return bare.toString();
    }

    private static List<String> arguments(String text, String bare, int from) {
        var arguments = new ArrayList<String>();
        int open = from;
        while (open < bare.length() && Character.isWhitespace(bare.charAt(open))) {
            open++;
        }
        if (open == bare.length() || bare.charAt(open) != '(') {
            return arguments;
        }
        int depth = 0;
        int start = open + 1;
        for (int i = open; i < bare.length(); i++) {
            char c = bare.charAt(i);
            if (c == '(' || c == '[' || c == '{') {
                depth++;
            } else if (c == ')' || c == ']' || c == '}') {
                depth--;
            }
            if (depth == 0 || (depth == 1 && c == ',')) {
                arguments.add(text.substring(start, i));
                start = i + 1;
            }
            if (depth == 0) {
                break;
            }
        }
        return arguments;
    }

    /** Where a range stands that is not part of anything else; -1 where there is none. */
    private static int topLevelRange(String text) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\'') {
                i = TemplateSource.endOfString(text, i) - 1;
            } else if (c == '(' || c == '[' || c == '{') {
                depth++;
            } else if (c == ')' || c == ']' || c == '}') {
                depth--;
            } else if (depth == 0 && text.startsWith("..", i)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the range cuts a piece out of something, which is never longer than that. */
    private static boolean isSlice(String bare, int at) {
        int depth = 0;
        for (int i = at - 1; i >= 0; i--) {
            char c = bare.charAt(i);
            if (c == ')' || c == ']' || c == '}') {
                depth++;
            } else if (c == '(' || c == '{' || (c == '[' && depth > 0)) {
                if (depth-- == 0) {
                    return false;
                }
            } else if (c == ',' && depth == 0) {
                return false;
            } else if (c == '[') {
                var before = bare.substring(0, i).stripTrailing();
                return !before.isEmpty()
                        && (Character.isJavaIdentifierPart(before.charAt(before.length() - 1))
                                || before.endsWith(")")
                                || before.endsWith("]"));
            }
        }
        return false;
    }

    private static boolean isSmall(String bare, int at) {
        var first = LITERAL_BEFORE.matcher(bare.substring(0, at));
        var last = LITERAL_AFTER.matcher(bare.substring(at + 2));
        return first.find()
                && last.find()
                && Integer.parseInt(first.group(1)) <= MOST
                && Integer.parseInt(last.group(1)) <= MOST;
    }

    private static String snake(String name) {
        return CAPITAL.matcher(name).replaceAll("_$1").toLowerCase(Locale.ROOT);
    }

    private void report(int line, String problem) {
        problems.add(new Problem(file, "line " + line, problem));
    }
}
