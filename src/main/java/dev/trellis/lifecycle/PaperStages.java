package dev.trellis.lifecycle;

import dev.trellis.contact.ContactId;
import dev.trellis.engine.Decision;
import dev.trellis.engine.DecisionTables;
import dev.trellis.platform.Memory;
import dev.trellis.platform.Problem;
import dev.trellis.scoring.ContactScore;
import dev.trellis.scoring.Fit;
import dev.trellis.scoring.Temperature;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where contacts that sales has never refused would move by tables of one's choice, with nobody moved. */
public final class PaperStages {

    /** More points than any table asks for. */
    private static final int ENOUGH = 1_000;

    private static final ContactId ANYBODY = new ContactId(new UUID(0, 0));

    private final DecisionTables decisions;
    private final StageFile stages;
    private final Map<String, Boolean> handRaises = new ConcurrentHashMap<>();
    private final Memory<Standing, Decision> afterScore;
    private final Map<Fit, OptionalInt> needed = new EnumMap<>(Fit.class);

    public PaperStages(DecisionTables decisions) {
        this.decisions = decisions;
        this.afterScore = new Memory<>(this::decide);
        this.stages = StageFile.read(decisions);
        if (stages.problems().isEmpty()) {
            for (var fit : Fit.values()) {
                needed.put(fit, findNeeded(fit));
            }
        }
    }

    /** What is wrong with the stages themselves; then nothing can be asked. */
    public List<Problem> problems() {
        return stages.problems();
    }

    /** The stages in which a contact is still marketing's: that of a lead and those before. */
    public Set<String> early() {
        return stages.all().stream()
                .map(StageDefinition::stage)
                .filter(stage -> !isPromoted(stage))
                .map(Stage::name)
                .collect(Collectors.toSet());
    }

    /** Whether a contact in that stage is beyond a lead. */
    public boolean isPromoted(Stage stage) {
        return stages.position(stage) > stages.position(Stage.LEAD);
    }

    public boolean isHandRaise(String activityType) {
        return handRaises.computeIfAbsent(
                activityType,
                type -> Boolean.TRUE.equals(
                        decisions.decide("hand-raise", Map.of("activity", type)).get("handRaise")));
    }

    /** What becomes of a contact that does something by which it asks to be contacted. */
    public Decision afterHandRaise(Stage stage, String activityType, ContactScore score) {
        var inputs = StageDecisions.inputs("hand-raise", stage, false, score);
        inputs.put("activity", activityType);
        inputs.put("coolDownPassed", true);
        return decisions.decide(StageFile.MOVES, inputs);
    }

    /** What becomes of a contact with such a score. */
    public Decision afterScore(Stage stage, ContactScore score) {
        return afterScore.get(new Standing(
                stage,
                Math.round(score.points()),
                Math.round(score.pointsWithoutClicks()),
                score.fit(),
                score.temperature()));
    }

    /** What is all the same between two contacts of whom the same becomes. */
    private record Standing(Stage stage, long points, long pointsWithoutClicks, Fit fit, Temperature temperature) {

        ContactScore score() {
            return new ContactScore(ANYBODY, points, pointsWithoutClicks, fit, temperature, null);
        }
    }

    private Decision decide(Standing standing) {
        var inputs = StageDecisions.inputs("score", standing.stage(), false, standing.score());
        inputs.put("coolDownPassed", true);
        return decisions.decide(StageFile.MOVES, inputs);
    }

    /** The stage such an answer leads to; null where the contact stays. */
    public static @Nullable Stage destination(Decision decision) {
        var stage = decision.string("moveTo");
        return stage == null ? null : new Stage(stage);
    }

    /** The fewest points with which a lead of that fit is promoted while it is hot; empty where none are enough. */
    public OptionalInt pointsNeeded(Fit fit) {
        return needed.getOrDefault(fit, OptionalInt.empty());
    }

    private OptionalInt findNeeded(Fit fit) {
        for (int points = 0; points <= ENOUGH; points++) {
            var score = new ContactScore(ANYBODY, points, points, fit, Temperature.HOT, null);
            var to = destination(afterScore(Stage.LEAD, score));
            if (to != null && isPromoted(to)) {
                return OptionalInt.of(points);
            }
        }
        return OptionalInt.empty();
    }
}
