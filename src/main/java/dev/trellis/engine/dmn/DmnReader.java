package dev.trellis.engine.dmn;

import dev.trellis.engine.Decision;
import dev.trellis.engine.DecisionException;
import dev.trellis.platform.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.camunda.dmn.DmnEngine;
import org.camunda.dmn.parser.ParsedDmn;
import org.camunda.feel.syntaxtree.AtLeastOne;
import org.camunda.feel.syntaxtree.ConstBool;
import org.camunda.feel.syntaxtree.Exp;
import org.camunda.feel.syntaxtree.InputEqualTo;
import org.camunda.feel.syntaxtree.InputGreaterOrEqual;
import org.camunda.feel.syntaxtree.InputGreaterThan;
import org.camunda.feel.syntaxtree.InputInRange;
import org.camunda.feel.syntaxtree.InputLessOrEqual;
import org.camunda.feel.syntaxtree.InputLessThan;
import org.camunda.feel.syntaxtree.Not;
import org.camunda.feel.syntaxtree.ParsedExpression;
import org.camunda.feel.syntaxtree.Ref;
import org.camunda.feel.syntaxtree.UnaryTestExpression;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Reads one DMN file, cell by cell, so that whatever is wrong is named with its row and column. */
final class DmnReader {

    private static final Map<String, DecisionTable.HitPolicy> POLICIES = Map.of(
            "UNIQUE", DecisionTable.HitPolicy.UNIQUE,
            "FIRST", DecisionTable.HitPolicy.FIRST,
            "ANY", DecisionTable.HitPolicy.ANY,
            "COLLECT", DecisionTable.HitPolicy.COLLECT,
            "RULE ORDER", DecisionTable.HitPolicy.RULE_ORDER);
    private static final Set<String> AGGREGATIONS = Set.of("SUM", "MIN", "MAX", "COUNT");

    private final Feel feel;
    private final DmnEngine engine;
    private final boolean libraryOnly;

    DmnReader(Clock clock) {
        this(clock, false);
    }

    /**
     * A reader.
     *
     * @param libraryOnly whether every decision is left to the library, to compare with
     */
    DmnReader(Clock clock, boolean libraryOnly) {
        this.libraryOnly = libraryOnly;
        this.feel = new Feel(clock);
        this.engine =
                new DmnEngine.Builder().clock(() -> ZonedDateTime.now(clock)).build();
    }

    record Result(Map<String, DecisionLogic> decisions, List<Problem> problems) {}

    Result read(String file, byte[] content) {
        var problems = new ArrayList<Problem>();
        var decisions = new LinkedHashMap<String, DecisionLogic>();
        Document document;
        try {
            document = parseXml(content);
        } catch (SAXParseException e) {
            problems.add(new Problem(
                    file,
                    "file",
                    "is not well-formed XML: line " + e.getLineNumber() + ", column " + e.getColumnNumber() + ": "
                            + e.getMessage()));
            return new Result(decisions, problems);
        } catch (SAXException | IOException e) {
            problems.add(new Problem(file, "file", "cannot be read as XML: " + e.getMessage()));
            return new Result(decisions, problems);
        }
        var root = document.getDocumentElement();
        if (!"definitions".equals(root.getLocalName())) {
            problems.add(new Problem(file, "file", "is no DMN file: its root is <" + root.getTagName() + ">"));
            return new Result(decisions, problems);
        }
        checkIds(file, root, problems);
        var elements = children(root, "decision");
        if (elements.isEmpty()) {
            problems.add(new Problem(file, "file", "holds no decision"));
        }
        for (var decision : elements) {
            if (decision.getAttribute("id").isEmpty()) {
                problems.add(new Problem(file, "decision", "a decision has no id"));
            } else {
                new DecisionReader(file, decision, problems).read(decisions, content);
            }
        }
        if (problems.isEmpty()) {
            // The engine reads the same file with the library; what it would refuse is wrong for us too.
            checkWithLibrary(file, content, problems);
        }
        return new Result(decisions, problems);
    }

    private static Document parseXml(byte[] content) throws SAXException, IOException {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Strict());
            return builder.parse(new ByteArrayInputStream(content));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("No XML parser", e);
        }
    }

    private static void checkIds(String file, Element root, List<Problem> problems) {
        var seen = new HashSet<String>();
        var all = root.getElementsByTagNameNS("*", "*");
        for (int i = 0; i < all.getLength(); i++) {
            var element = (Element) all.item(i);
            var id = element.getAttribute("id");
            if (!id.isEmpty() && !seen.add(id)) {
                problems.add(new Problem(file, id, "the id " + id + " is used twice; ids must differ within a file"));
            }
        }
    }

    private void checkWithLibrary(String file, byte[] content, List<Problem> problems) {
        var parsed = engine.parse(new ByteArrayInputStream(content));
        if (parsed.isLeft()) {
            problems.add(
                    new Problem(file, "file", parsed.swap().toOption().get().message()));
        }
    }

    private static List<Element> children(Element parent, String name) {
        var found = new ArrayList<Element>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && name.equals(element.getLocalName())) {
                found.add(element);
            }
        }
        return found;
    }

    private static @Nullable Element child(Element parent, String name) {
        var found = children(parent, name);
        return found.isEmpty() ? null : found.getFirst();
    }

    /** The trimmed text of an element's {@code text} child; empty where there is none. */
    private static String text(@Nullable Element element) {
        var text = element == null ? null : child(element, "text");
        return text == null ? "" : text.getTextContent().strip();
    }

    /** Everything about one decision. */
    private final class DecisionReader {

        private final String file;
        private final String id;
        private final Element decision;
        private final List<Problem> problems;
        private final Set<String> names = new HashSet<>();
        private int found;

        DecisionReader(String file, Element decision, List<Problem> problems) {
            this.file = file;
            this.id = decision.getAttribute("id");
            this.decision = decision;
            this.problems = problems;
        }

        void read(Map<String, DecisionLogic> decisions, byte[] content) {
            var table = child(decision, "decisionTable");
            if (table == null) {
                if (child(decision, "literalExpression") == null
                        && child(decision, "context") == null
                        && child(decision, "invocation") == null
                        && child(decision, "list") == null
                        && child(decision, "relation") == null) {
                    problem("has no decision table");
                } else {
                    library(content, null, null, decisions);
                }
                return;
            }
            var logic = table(table);
            if (libraryOnly
                    || !children(decision, "informationRequirement").stream()
                            .allMatch(requirement -> child(requirement, "requiredDecision") == null)
                    || !children(decision, "knowledgeRequirement").isEmpty()) {
                library(content, table, POLICIES.get(policyName(table)), decisions);
            } else if (logic != null) {
                decisions.put(id, logic);
            }
        }

        private void library(
                byte[] content,
                @Nullable Element table,
                DecisionTable.@Nullable HitPolicy policy,
                Map<String, DecisionLogic> decisions) {
            var parsed = engine.parse(new ByteArrayInputStream(content));
            if (parsed.isLeft()) {
                if (found == 0) {
                    problem(parsed.swap().toOption().get().message());
                }
                return;
            }
            ParsedDmn dmn = parsed.toOption().get();
            var rules = table == null ? List.<Element>of() : children(table, "rule");
            var ids = rules.stream().map(rule -> rule.getAttribute("id")).toList();
            var labels = new HashMap<String, String>();
            rules.forEach(rule -> labels.put(rule.getAttribute("id"), label(rule)));
            decisions.put(id, new LibraryDecision(file, id, engine, dmn, policy, ids, labels));
        }

        private static String policyName(Element table) {
            var policy = table.getAttribute("hitPolicy");
            return policy.isEmpty() ? "UNIQUE" : policy;
        }

        private @Nullable DecisionLogic table(Element table) {
            var policy = POLICIES.get(policyName(table));
            if (policy == null) {
                problem("has the hit policy " + policyName(table) + "; the engine knows "
                        + POLICIES.keySet().stream().sorted().collect(Collectors.joining(", ")));
            }
            var aggregation = table.getAttribute("aggregation");
            if (!aggregation.isEmpty() && !AGGREGATIONS.contains(aggregation)) {
                problem("has the aggregation " + aggregation + "; the engine knows SUM, MIN, MAX, COUNT");
            }
            var inputElements = children(table, "input");
            var outputElements = children(table, "output");
            if (outputElements.isEmpty()) {
                problem("has no output column");
            }
            inputElements.forEach(this::collectNames);
            var inputs = new ArrayList<DecisionTable.Input>();
            for (var input : inputElements) {
                inputs.add(input(input, inputs.size() + 1));
            }
            var outputs = outputNames(outputElements, inputs.size());
            var rows = new ArrayList<DecisionTable.Row>();
            var rules = children(table, "rule");
            for (var rule : rules) {
                var row = row(rule, rows.size() + 1, inputElements, outputElements, outputs);
                rows.add(row);
            }
            if (rules.isEmpty()) {
                problem("has no rows");
            }
            var otherwise = otherwise(outputElements, outputs, inputs.size());
            if (found > 0 || policy == null) {
                return null;
            }
            return new DecisionTable(file, id, policy, feel, inputs, outputs, rows, otherwise);
        }

        private void collectNames(Element input) {
            var expression = child(input, "inputExpression");
            var text = text(expression);
            if (isName(text)) {
                names.add(text);
            }
            var parsed = text.isEmpty() ? null : feel.parse(text);
            if (parsed != null
                    && parsed.isSuccess()
                    && parsed.parsedExpression().expression() instanceof Ref ref) {
                names.add(ref.names().head());
            }
        }

        private DecisionTable.Input input(Element input, int column) {
            var text = text(child(input, "inputExpression"));
            if (text.isEmpty()) {
                problem(0, column, "has no expression: name the value this column looks at");
            }
            var parsed = feel.parse(text.isEmpty() ? "null" : text);
            if (parsed.isFailure()) {
                problem(0, column, parsed.failure().message());
                parsed = feel.parse("null");
            }
            var expression = parsed.parsedExpression();
            var name = expression.expression() instanceof Ref ref && ref.names().size() == 1
                    ? ref.names().head()
                    : null;
            return new DecisionTable.Input(name, expression);
        }

        private List<String> outputNames(List<Element> outputs, int inputs) {
            var result = new ArrayList<String>();
            for (var output : outputs) {
                var name = output.getAttribute("name");
                if (name.isEmpty()) {
                    problem(0, inputs + result.size() + 1, "the output column has no name");
                    name = "output" + (result.size() + 1);
                } else if (result.contains(name)) {
                    problem(0, inputs + result.size() + 1, "the output name " + name + " is used twice");
                }
                result.add(name);
            }
            return result;
        }

        private DecisionTable.Row row(
                Element rule, int number, List<Element> inputs, List<Element> outputs, List<String> outputNames) {
            var inputEntries = children(rule, "inputEntry");
            var outputEntries = children(rule, "outputEntry");
            if (inputEntries.size() != inputs.size() || outputEntries.size() != outputs.size()) {
                problem("row " + number + ": has " + inputEntries.size() + " conditions and " + outputEntries.size()
                        + " answers for " + inputs.size() + " input and " + outputs.size() + " output columns");
                return new DecisionTable.Row(
                        number, "", new DecisionTable.@Nullable Cell[0], new ParsedExpression[0], Decision.none());
            }
            var cells = new DecisionTable.@Nullable Cell[inputs.size()];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = cell(inputEntries.get(i), inputs.get(i), number, i + 1);
            }
            var answers = new ParsedExpression[outputs.size()];
            var fixed = new LinkedHashMap<String, Object>();
            boolean plain = true;
            for (int i = 0; i < answers.length; i++) {
                int column = inputs.size() + i + 1;
                var expression = answer(outputEntries.get(i), outputs.get(i), number, column);
                answers[i] = expression;
                plain &= CompiledTest.isConstant(expression.expression());
                if (plain) {
                    var value = feel.evaluate(expression, Map.of());
                    if (value != null) {
                        fixed.put(outputNames.get(i), value);
                    }
                }
            }
            return new DecisionTable.Row(
                    number,
                    label(rule),
                    cells,
                    answers,
                    plain ? new Decision(number, label(rule), Collections.unmodifiableMap(fixed)) : null);
        }

        private DecisionTable.@Nullable Cell cell(Element entry, Element input, int row, int column) {
            var text = text(entry);
            if (text.isEmpty() || text.equals("-")) {
                return null;
            }
            var parsed = feel.parseTests(text);
            if (parsed.isFailure()) {
                problem(row, column, parsed.failure().message());
                return null;
            }
            var expression = parsed.parsedExpression().expression();
            checkWords(expression, row, column);
            var expression0 = child(input, "inputExpression");
            checkKinds(expression, expression0 == null ? "" : expression0.getAttribute("typeRef"), row, column);
            return new DecisionTable.Cell(CompiledTest.of(expression), parsed.parsedExpression());
        }

        private ParsedExpression answer(Element entry, Element output, int row, int column) {
            var text = text(entry);
            if (text.isEmpty()) {
                problem(row, column, "is empty; write null where the answer is left open");
                return feel.parse("null").parsedExpression();
            }
            var parsed = feel.parse(text);
            if (parsed.isFailure()) {
                problem(row, column, parsed.failure().message());
                return feel.parse("null").parsedExpression();
            }
            var expression = parsed.parsedExpression();
            if (expression.expression() instanceof Ref ref) {
                checkWord(ref, row, column);
            }
            var literal = CompiledTest.literal(expression.expression());
            if (literal.present() && literal.value() != null) {
                checkKind(literal.value(), output.getAttribute("typeRef"), row, column);
                checkAllowed(text(child(output, "outputValues")), expression, row, column);
            }
            return expression;
        }

        private Decision otherwise(List<Element> outputs, List<String> names, int inputs) {
            var values = new LinkedHashMap<String, Object>();
            for (int i = 0; i < outputs.size(); i++) {
                var text = text(child(outputs.get(i), "defaultOutputEntry"));
                if (text.isEmpty()) {
                    continue;
                }
                var parsed = feel.parse(text);
                if (parsed.isFailure()) {
                    problem(0, inputs + i + 1, parsed.failure().message());
                    continue;
                }
                var value = feel.evaluate(parsed.parsedExpression(), Map.of());
                if (value != null) {
                    values.put(names.get(i), value);
                }
            }
            return values.isEmpty() ? Decision.none() : new Decision(0, "", Collections.unmodifiableMap(values));
        }

        private void checkWords(Exp expression, int row, int column) {
            switch (expression) {
                case UnaryTestExpression test -> {
                    if (test.exp() instanceof Ref ref) {
                        checkWord(ref, row, column);
                    }
                }
                case Not negation -> checkWords(negation.x(), row, column);
                case AtLeastOne tests ->
                    scala.jdk.javaapi.CollectionConverters.asJava(tests.xs())
                            .forEach(test -> checkWords(test, row, column));
                default -> {}
            }
        }

        // A word without quotes is a variable. One that no input names is nearly always a text whose quotes are
        // missing.
        private void checkWord(Ref ref, int row, int column) {
            var word = ref.names().head();
            if (!names.contains(word)
                    && children(decision, "informationRequirement").isEmpty()
                    && children(decision, "knowledgeRequirement").isEmpty()) {
                problem(
                        row,
                        column,
                        word + " is neither an input of this table nor text in quotes; write \"" + word
                                + "\" if it is text");
            }
        }

        private void checkKinds(Exp expression, String type, int row, int column) {
            switch (expression) {
                case UnaryTestExpression test -> checkLiteral(test.exp(), type, row, column);
                case InputEqualTo test -> checkLiteral(test.x(), type, row, column);
                case InputLessThan test -> checkLiteral(test.x(), type, row, column);
                case InputLessOrEqual test -> checkLiteral(test.x(), type, row, column);
                case InputGreaterThan test -> checkLiteral(test.x(), type, row, column);
                case InputGreaterOrEqual test -> checkLiteral(test.x(), type, row, column);
                case InputInRange test -> {
                    checkLiteral(test.range().start().value(), type, row, column);
                    checkLiteral(test.range().end().value(), type, row, column);
                }
                case Not negation -> checkKinds(negation.x(), type, row, column);
                case AtLeastOne tests ->
                    scala.jdk.javaapi.CollectionConverters.asJava(tests.xs())
                            .forEach(test -> checkKinds(test, type, row, column));
                default -> {}
            }
        }

        private void checkLiteral(Exp expression, String type, int row, int column) {
            // FEEL reads a lone true inside not(…) as the test's own answer, not as a value to compare with.
            if (expression instanceof ConstBool && !type.equals("boolean")) {
                return;
            }
            var literal = CompiledTest.literal(expression);
            if (literal.present() && literal.value() != null) {
                checkKind(literal.value(), type, row, column);
            }
        }

        private void checkKind(@Nullable Object value, String type, int row, int column) {
            var expected = switch (type.replace("feel:", "")) {
                case "string" -> "text";
                case "number", "integer", "long", "double" -> "a number";
                case "boolean" -> "true or false";
                case "date" -> "a date";
                default -> null;
            };
            var actual = Feel.kind(value);
            if (expected != null && !expected.equals(actual)) {
                problem(
                        row,
                        column,
                        "is " + actual + " (" + (value instanceof String ? "\"" + value + "\"" : value)
                                + "), but the column holds " + expected + " (type " + type + ")");
            }
        }

        private void checkAllowed(String allowed, ParsedExpression answer, int row, int column) {
            if (allowed.isEmpty()) {
                return;
            }
            var tests = feel.parseTests(allowed);
            if (tests.isFailure()) {
                problem(
                        0,
                        column,
                        "its list of values cannot be read: " + tests.failure().message());
                return;
            }
            try {
                var value = feel.evaluate(answer, Map.of());
                if (!feel.test(tests.parsedExpression(), value, Map.of())) {
                    problem(row, column, value + " is not among the column's values " + allowed);
                }
            } catch (DecisionException e) {
                problem(row, column, String.valueOf(e.getMessage()));
            }
        }

        private void problem(int row, int column, String reason) {
            problem((row == 0 ? "" : "row " + row + ", ") + "column " + column + ": " + reason);
        }

        private void problem(String reason) {
            found++;
            problems.add(new Problem(file, id, reason));
        }

        private static boolean isName(String text) {
            return !text.isEmpty() && text.chars().allMatch(c -> Character.isJavaIdentifierPart((char) c));
        }

        private static String label(Element rule) {
            var description = child(rule, "description");
            return description == null ? "" : description.getTextContent().strip();
        }
    }

    /** Turns every complaint of the parser into an exception instead of a line on the console. */
    private static final class Strict implements ErrorHandler {

        @Override
        public void warning(SAXParseException exception) {}

        @Override
        public void error(SAXParseException exception) throws SAXException {
            throw exception;
        }

        @Override
        public void fatalError(SAXParseException exception) throws SAXException {
            throw exception;
        }
    }
}
