package dev.trellis.engine.dmn;

import dev.trellis.engine.Decision;
import dev.trellis.engine.DecisionException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.dmn.Audit;
import org.camunda.dmn.DmnEngine;
import org.camunda.dmn.parser.ParsedDmn;
import org.camunda.feel.syntaxtree.Val;
import org.camunda.feel.syntaxtree.ValBoolean;
import org.camunda.feel.syntaxtree.ValDate;
import org.camunda.feel.syntaxtree.ValList;
import org.camunda.feel.syntaxtree.ValNull$;
import org.camunda.feel.syntaxtree.ValNumber;
import org.camunda.feel.syntaxtree.ValString;
import org.jspecify.annotations.Nullable;

/**
 * A decision that needs more than its own table: other decisions, literal expressions, priorities. The library does it.
 */
final class LibraryDecision implements DecisionLogic {

    private final String file;
    private final String id;
    private final DmnEngine engine;
    private final ParsedDmn dmn;
    private final DecisionTable.@Nullable HitPolicy policy;
    private final List<String> ruleIds;
    private final Map<String, String> labels;

    /**
     * Wraps a decision of a parsed file.
     *
     * @param policy its hit policy; null where it is no table
     * @param ruleIds the ids of the rules of its own table in order; empty where it is no table
     * @param labels the rules' annotations by id
     */
    LibraryDecision(
            String file,
            String id,
            DmnEngine engine,
            ParsedDmn dmn,
            DecisionTable.@Nullable HitPolicy policy,
            List<String> ruleIds,
            Map<String, String> labels) {
        this.file = file;
        this.id = id;
        this.engine = engine;
        this.dmn = dmn;
        this.policy = policy;
        this.ruleIds = List.copyOf(ruleIds);
        this.labels = Map.copyOf(labels);
    }

    @Override
    public Decision decide(Map<String, Object> inputs) {
        var all = decideAll(inputs);
        if (all.size() > 1 && policy != DecisionTable.HitPolicy.ANY) {
            throw new DecisionException(
                    file + ": decision " + id + " matched " + all.size() + " rows; it cannot answer" + " with one");
        }
        return all.isEmpty() ? Decision.none() : all.getFirst();
    }

    @Override
    public List<Decision> decideAll(Map<String, Object> inputs) {
        var result = engine.eval(dmn, id, Feel.copy(inputs));
        if (result.isLeft()) {
            throw new DecisionException(file + ": decision " + id + ": "
                    + result.swap().toOption().get().failure().message());
        }
        var evaluation = result.toOption().get();
        var own = scala.jdk.javaapi.CollectionConverters.asJava(
                        evaluation.auditLog().entries())
                .stream()
                .filter(entry -> id.equals(entry.id()))
                .map(Audit.AuditLogEntry::result)
                .toList();
        if (!own.isEmpty() && own.getLast() instanceof Audit.DecisionTableEvaluationResult table) {
            return rows(table);
        }
        var value = own.isEmpty() ? null : value(own.getLast().result());
        return value == null ? List.of() : List.of(new Decision(1, "", Map.of("result", value)));
    }

    @Override
    public List<String> inputs() {
        return List.of();
    }

    @Override
    public boolean givesSeveral() {
        return policy != null && policy.givesSeveral();
    }

    @Override
    public List<Object> inputValues(String input) {
        return List.of();
    }

    @Override
    public List<Object> outputValues(String output) {
        return List.of();
    }

    private List<Decision> rows(Audit.DecisionTableEvaluationResult table) {
        var decisions = new ArrayList<Decision>();
        for (var rule : scala.jdk.javaapi.CollectionConverters.asJava(table.matchedRules())) {
            var outputs = new LinkedHashMap<String, Object>();
            for (var output : scala.jdk.javaapi.CollectionConverters.asJava(rule.outputs())) {
                var value = value(output.value());
                if (value != null) {
                    outputs.put(output.output().name(), value);
                }
            }
            var ruleId = rule.rule().id();
            decisions.add(new Decision(
                    ruleIds.indexOf(ruleId) + 1,
                    labels.getOrDefault(ruleId, ""),
                    Collections.unmodifiableMap(outputs)));
        }
        return Collections.unmodifiableList(decisions);
    }

    private static @Nullable Object value(Val value) {
        return switch (value) {
            case ValNull$ nothing -> null;
            case ValString text -> text.value();
            case ValBoolean bool -> bool.value();
            case ValNumber number -> Feel.plain(number.value());
            case ValDate date -> date.value();
            case ValList list ->
                scala.jdk.javaapi.CollectionConverters.asJava(list.itemsAsSeq()).stream()
                        .map(LibraryDecision::value)
                        .toList();
            default -> value.toString();
        };
    }
}
