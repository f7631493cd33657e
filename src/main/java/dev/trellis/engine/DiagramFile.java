package dev.trellis.engine;

import dev.trellis.platform.Problem;
import io.camunda.zeebe.model.bpmn.Bpmn;
import io.camunda.zeebe.model.bpmn.traversal.ModelWalker;
import io.camunda.zeebe.model.bpmn.validation.ValidationVisitor;
import io.camunda.zeebe.model.bpmn.validation.zeebe.ZeebeDesignTimeValidators;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.camunda.bpm.model.xml.ModelException;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.camunda.bpm.model.xml.validation.ValidationResultType;
import org.camunda.feel.api.FailedParseResult;
import org.camunda.feel.api.FeelEngineApi;
import org.camunda.feel.api.FeelEngineBuilder;
import org.camunda.feel.api.ParseResult;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * One {@code .bpmn} file: what it draws, and what the engine would not take.
 *
 * @param stepsWithRetries ids of steps that set their number of retries, each as process id, space, element id
 * @param bindsToDeployment whether something in it is called in the version that is deployed together with it
 */
record DiagramFile(
        String name,
        List<Diagram> diagrams,
        List<Problem> problems,
        Set<String> stepsWithRetries,
        boolean bindsToDeployment) {

    private static final String BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
    private static final String ZEEBE = "http://camunda.org/schema/zeebe/1.0";
    private static final String USER_TASK_JOB_TYPE = "io.camunda.zeebe:userTask";
    private static final FeelEngineApi FEEL = FeelEngineBuilder.forJava().build();

    static DiagramFile read(String name, byte[] content) {
        return new Reader(name, content).read();
    }

    /** Parses XML that someone else wrote: without reaching for anything outside it. */
    static Document parse(byte[] content) throws SAXException, IOException {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new ByteArrayInputStream(content));
        } catch (ParserConfigurationException ex) {
            throw new IllegalStateException("This Java cannot read XML safely", ex);
        }
    }

    private static final class Reader {

        private final String file;
        private final byte[] content;
        private final List<Diagram> diagrams = new ArrayList<>();
        private final List<Problem> problems = new ArrayList<>();
        private final Set<String> stepsWithRetries = new HashSet<>();
        private final Map<String, String> messageNames = new HashMap<>();
        private boolean bindsToDeployment;

        Reader(String file, byte[] content) {
            this.file = file;
            this.content = content;
        }

        DiagramFile read() {
            var document = document();
            if (document != null) {
                for (var message : descendants(document.getDocumentElement(), BPMN, "message")) {
                    messageNames.put(message.getAttribute("id"), message.getAttribute("name"));
                }
                descendants(document.getDocumentElement(), BPMN, "process").forEach(this::readProcess);
                checkExpressions(document.getDocumentElement());
                validate();
            }
            return new DiagramFile(file, diagrams, problems, stepsWithRetries, bindsToDeployment);
        }

        private @Nullable Document document() {
            try {
                return parse(content);
            } catch (SAXParseException ex) {
                problem("line " + ex.getLineNumber(), "is no well-formed XML: " + ex.getMessage());
            } catch (SAXException | IOException ex) {
                problem("file", "cannot be read: " + ex.getMessage());
            }
            return null;
        }

        private void readProcess(Element process) {
            var id = process.getAttribute("id");
            if (!"true".equals(process.getAttribute("isExecutable"))) {
                problem(
                        id,
                        "the process is not marked as executable, so the engine would ignore it; tick \"Executable\"");
            }
            var steps = new ArrayList<Diagram.Step>();
            var messages = new ArrayList<Diagram.MessageCatch>();
            var processes = new LinkedHashSet<String>();
            var decisions = new LinkedHashSet<String>();
            for (var element : descendants(process, BPMN, "*")) {
                readStep(id, element, steps);
                readMessage(element, messages);
            }
            for (var called : descendants(process, ZEEBE, "calledElement")) {
                addStatic(called.getAttribute("processId"), processes);
                noteBinding(called);
            }
            for (var called : descendants(process, ZEEBE, "calledDecision")) {
                addStatic(called.getAttribute("decisionId"), decisions);
                noteBinding(called);
            }
            diagrams.add(new Diagram(
                    file,
                    id,
                    process.getAttribute("name"),
                    List.copyOf(steps),
                    List.copyOf(messages),
                    Set.copyOf(processes),
                    Set.copyOf(decisions)));
        }

        private void readStep(String processId, Element element, List<Diagram.Step> steps) {
            var extensions = child(element, BPMN, "extensionElements");
            var isUserTask = element.getLocalName().equals("userTask");
            if (extensions == null) {
                if (isUserTask) {
                    steps.add(step(element, USER_TASK_JOB_TYPE, Map.of()));
                }
                return;
            }
            var definition = child(extensions, ZEEBE, "taskDefinition");
            if (definition != null) {
                steps.add(step(element, definition.getAttribute("type"), headers(extensions)));
                if (definition.hasAttribute("retries")) {
                    stepsWithRetries.add(processId + " " + element.getAttribute("id"));
                }
            } else if (isUserTask && child(extensions, ZEEBE, "userTask") == null) {
                steps.add(step(element, USER_TASK_JOB_TYPE, headers(extensions)));
            }
            var listeners = child(extensions, ZEEBE, "executionListeners");
            if (listeners != null) {
                for (var listener : children(listeners, ZEEBE, "executionListener")) {
                    steps.add(step(element, listener.getAttribute("type"), Map.of()));
                }
            }
        }

        private static Diagram.Step step(Element element, String jobType, Map<String, String> headers) {
            return new Diagram.Step(element.getAttribute("id"), element.getAttribute("name"), jobType, headers);
        }

        private static Map<String, String> headers(Element extensions) {
            var headers = new LinkedHashMap<String, String>();
            var list = child(extensions, ZEEBE, "taskHeaders");
            if (list != null) {
                for (var header : children(list, ZEEBE, "header")) {
                    headers.put(header.getAttribute("key"), header.getAttribute("value"));
                }
            }
            return Collections.unmodifiableMap(headers);
        }

        private void readMessage(Element element, List<Diagram.MessageCatch> messages) {
            var catches = switch (element.getLocalName()) {
                case "startEvent", "intermediateCatchEvent", "boundaryEvent" ->
                    child(element, BPMN, "messageEventDefinition");
                case "receiveTask" -> element;
                default -> null;
            };
            if (catches != null) {
                var name = messageNames.get(catches.getAttribute("messageRef"));
                if (name != null) {
                    messages.add(
                            new Diagram.MessageCatch(element.getAttribute("id"), element.getAttribute("name"), name));
                }
            }
        }

        private void noteBinding(Element called) {
            bindsToDeployment |= "deployment".equals(called.getAttribute("bindingType"));
        }

        private static void addStatic(String value, Set<String> values) {
            if (!value.isBlank() && !value.startsWith("=")) {
                values.add(value);
            }
        }

        /** Everything that begins with {@code =} is FEEL; what must be FEEL or a time is held to that. */
        private void checkExpressions(Element element) {
            var attributes = element.getAttributes();
            if (ZEEBE.equals(element.getNamespaceURI())
                    || element.getLocalName().equals("message")) {
                for (var i = 0; i < attributes.getLength(); i++) {
                    var attribute = attributes.item(i);
                    // Headers and properties are given to the worker as they are.
                    if (!element.getLocalName().equals("header")
                            && !element.getLocalName().equals("property")) {
                        checkExpression(element, attribute.getNodeValue(), attribute.getLocalName());
                    }
                }
            }
            if (BPMN.equals(element.getNamespaceURI())) {
                checkText(element, element.getTextContent().strip());
            }
            for (var child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
                if (child instanceof Element next) {
                    checkExpressions(next);
                }
            }
        }

        private void checkText(Element element, String text) {
            switch (element.getLocalName()) {
                case "conditionExpression" -> {
                    if (text.startsWith("=")) {
                        checkExpression(element, text, "condition");
                    } else {
                        problem(
                                idAround(element),
                                "the condition '" + text + "' must be an expression that begins with =");
                    }
                }
                case "timeDuration" ->
                    checkTime(element, text, "a duration such as P3D or PT4H", DiagramFile::isDuration);
                case "timeDate" ->
                    checkTime(element, text, "a date and time such as 2027-01-31T09:00:00Z", DiagramFile::isDate);
                case "timeCycle" ->
                    checkTime(element, text, "a cycle such as R3/P1D, or a cron expression", DiagramFile::isCycle);
                default -> {}
            }
        }

        private void checkTime(Element element, String text, String expected, Predicate<String> isValid) {
            if (text.startsWith("=")) {
                checkExpression(element, text, "timer");
            } else if (!isValid.test(text)) {
                problem(
                        idAround(element),
                        "the timer '" + text + "' must be " + expected + ", or an expression that begins with =");
            }
        }

        private void checkExpression(Element element, String text, String what) {
            if (!text.startsWith("=")) {
                return;
            }
            var result = FEEL.parseExpression(text.substring(1));
            if (result.isFailure()) {
                problem(
                        idAround(element),
                        "the expression '" + text + "' (" + what + ") is no valid FEEL: " + cause(result));
            }
        }

        private static String cause(ParseResult result) {
            return result instanceof FailedParseResult failed
                    ? failed.failure().message().replaceAll("\\s+", " ")
                    : "it cannot be read";
        }

        private void validate() {
            try {
                var model = Bpmn.readModelFromStream(new ByteArrayInputStream(content));
                var visitor = new ValidationVisitor(ZeebeDesignTimeValidators.VALIDATORS);
                new ModelWalker(model).walk(visitor);
                visitor.getValidationResult()
                        .getResults()
                        .values()
                        .forEach(results -> results.stream()
                                .filter(result -> result.getType() == ValidationResultType.ERROR)
                                .forEach(result -> problem(idOf(result.getElement()), readable(result.getMessage()))));
            } catch (ModelException ex) {
                var cause = ex.getCause() == null ? ex : ex.getCause();
                problem(
                        cause instanceof SAXParseException parse ? "line " + parse.getLineNumber() : "file",
                        "is no BPMN: " + Reasons.of(cause));
            }
        }

        private static String readable(@Nullable String message) {
            return message == null || message.isEmpty()
                    ? "is not valid"
                    : message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
        }

        private static String idOf(@Nullable ModelElementInstance element) {
            for (var each = element; each != null; each = each.getParentElement()) {
                var id = each.getAttributeValue("id");
                if (id != null) {
                    return id;
                }
            }
            return "file";
        }

        /** The id of the drawn thing an expression belongs to: not of an event definition inside it. */
        private static String idAround(Element element) {
            var nearest = "file";
            for (Node each = element; each instanceof Element around; each = each.getParentNode()) {
                var drawn = BPMN.equals(around.getNamespaceURI())
                        && !around.getLocalName().matches(".*EventDefinition|.*Expression|time[A-Z].*");
                if (around.hasAttribute("id") && drawn) {
                    return around.getAttribute("id");
                }
                if (around.hasAttribute("id") && nearest.equals("file")) {
                    nearest = around.getAttribute("id");
                }
            }
            return nearest;
        }

        private void problem(String element, String problem) {
            problems.add(new Problem(file, element, problem));
        }
    }

    private static boolean isDuration(String text) {
        try {
            var time = text.indexOf('T');
            if (time < 0) {
                Period.parse(text);
            } else if (text.startsWith("P") && time > 1) {
                Period.parse(text.substring(0, time));
                Duration.parse("P" + text.substring(time));
            } else {
                Duration.parse(text);
            }
            return true;
        } catch (DateTimeException ex) {
            return false;
        }
    }

    private static boolean isDate(String text) {
        try {
            if (text.contains("[")) {
                ZonedDateTime.parse(text);
            } else {
                OffsetDateTime.parse(text);
            }
            return true;
        } catch (DateTimeException ex) {
            return false;
        }
    }

    private static boolean isCycle(String text) {
        if (!text.startsWith("R")) {
            return text.startsWith("@") || text.strip().split("\\s+", -1).length == 6;
        }
        var parts = text.split("/", -1);
        var last = parts[parts.length - 1];
        return parts.length >= 2
                && parts.length <= 3
                && parts[0].matches("R\\d*")
                && isDuration(last)
                && (parts.length == 2 || isDate(parts[1]));
    }

    private static List<Element> descendants(Element root, String namespace, String name) {
        var found = new ArrayList<Element>();
        var nodes = root.getElementsByTagNameNS(namespace, name);
        for (var i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element) {
                found.add(element);
            }
        }
        return found;
    }

    private static List<Element> children(Element parent, String namespace, String name) {
        var found = new ArrayList<Element>();
        for (var child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element
                    && namespace.equals(element.getNamespaceURI())
                    && name.equals(element.getLocalName())) {
                found.add(element);
            }
        }
        return found;
    }

    private static @Nullable Element child(Element parent, String namespace, String name) {
        var found = children(parent, namespace, name);
        return found.isEmpty() ? null : found.getFirst();
    }
}
