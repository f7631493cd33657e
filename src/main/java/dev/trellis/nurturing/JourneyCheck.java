package dev.trellis.nurturing;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.trellis.contact.ProfileValues;
import dev.trellis.engine.Diagram;
import dev.trellis.engine.Diagram.MessageCatch;
import dev.trellis.engine.Diagram.Step;
import dev.trellis.lifecycle.StageDefinition;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Problem;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what in the diagrams names something that does not exist, before a contact gets there.
 *
 * @param diagrams the diagrams to look at
 * @param stages the stages there are
 * @param templates the email templates there are
 * @param activityTypes the activity types there are: those every installation knows and those the scoring names
 */
public record JourneyCheck(
        List<Diagram> diagrams, List<StageDefinition> stages, Set<String> templates, Set<String> activityTypes) {

    /** Messages the application itself publishes, besides activities. */
    static final Set<String> MESSAGES = Stream.concat(
                    QuoteMessages.ALL.stream(),
                    Stream.of(
                            JourneyMessages.CONTACT_ENTERED,
                            JourneyMessages.STAGE_CHANGED,
                            DealMessages.CONTRACT_ENDED,
                            "deal-opened",
                            "deal-won",
                            "deal-lost",
                            DealMessages.LOST_TO_COMPETITOR,
                            DealMessages.COMPETITOR_CONTRACT_CHANGED,
                            "feedback-given",
                            "referral-converted",
                            "renewed"))
            .collect(toUnmodifiableSet());

    /** Everything to mend, in the order of the diagrams. */
    public List<Problem> problems() {
        var problems = new ArrayList<Problem>();
        for (var diagram : diagrams) {
            diagram.steps().forEach(step -> problems.addAll(problemsOf(diagram, step)));
            diagram.messages().forEach(message -> problems.addAll(problemsOf(diagram, message)));
            problems.addAll(problemsOfCalls(diagram));
        }
        problems.addAll(problemsOfStages());
        return problems;
    }

    private List<Problem> problemsOf(Diagram diagram, Step step) {
        var type = StepType.of(step.jobType());
        if (type.isEmpty()) {
            return List.of(problem(
                    diagram,
                    step.elementId(),
                    "unknown job type \"" + step.jobType() + "\"; "
                            + nearest(
                                    step.jobType(),
                                    Stream.of(StepType.values())
                                            .map(StepType::jobType)
                                            .collect(toSet()))));
        }
        var problems = new ArrayList<Problem>();
        for (var header : type.get().headers()) {
            if (header.required() && blank(step.headers().get(header.name()))) {
                problems.add(problem(diagram, step.elementId(), step.jobType() + " needs the header " + header.name()));
            }
        }
        step.headers().forEach((name, value) -> {
            var header = type.get().headers().stream()
                    .filter(known -> known.covers(name))
                    .findFirst();
            if (header.isEmpty()) {
                problems.add(problem(
                        diagram,
                        step.elementId(),
                        "unknown header \"" + name + "\" for " + step.jobType() + "; "
                                + nearest(
                                        name,
                                        type.get().headers().stream()
                                                .map(StepHeader::name)
                                                .collect(toSet()))));
            } else if (!blank(value)) {
                complaint(header.get(), value)
                        .forEach(text ->
                                problems.add(problem(diagram, step.elementId(), "header " + name + ": " + text)));
            }
        });
        return problems;
    }

    private Stream<String> complaint(StepHeader header, String value) {
        return switch (header.content()) {
            case TEXT -> Stream.empty();
            case CHOICE ->
                header.choices().contains(value) ? Stream.empty() : Stream.of(unknown(value, header.choices()));
            case NUMBER -> isNumber(value) ? Stream.empty() : Stream.of("\"" + value + "\" is not a number");
            case DURATION ->
                isDuration(value)
                        ? Stream.empty()
                        : Stream.of(
                                "\"" + value + "\" is not a duration; write PT4H for four hours, P3D for three days");
            case TEMPLATE ->
                templates.contains(value)
                        ? Stream.empty()
                        : Stream.of("there is no folder templates/email/" + value + "; " + nearest(value, templates));
            case STAGE -> stageNames().contains(value) ? Stream.empty() : Stream.of(unknown(value, stageNames()));
            case STAGES ->
                parts(value).filter(stage -> !stageNames().contains(stage)).map(stage -> unknown(stage, stageNames()));
            case COUNTRIES -> parts(value).flatMap(JourneyCheck::complaintAboutCountry);
            case FACTS ->
                parts(value)
                        .filter(fact -> ContactFact.of(fact).isEmpty())
                        .map(fact -> unknown(
                                fact,
                                Stream.of(ContactFact.values())
                                        .map(ContactFact::variable)
                                        .toList()));
        };
    }

    private static Stream<String> parts(String value) {
        return Stream.of(value.split(",", -1)).map(String::strip);
    }

    private static Stream<String> complaintAboutCountry(String value) {
        try {
            return ProfileValues.country(value) == null ? Stream.of("a country is missing") : Stream.empty();
        } catch (InvalidValueException e) {
            return Stream.of(String.valueOf(e.getMessage()));
        }
    }

    private List<Problem> problemsOf(Diagram diagram, MessageCatch place) {
        var name = place.message();
        var known = Stream.of(MESSAGES, activityTypes, Set.of(JourneyStarts.message(diagram.processId())))
                .flatMap(Set::stream)
                .collect(toSet());
        if (known.contains(name)) {
            return List.of();
        }
        var guess = similar(name, known).map(similar -> "did you mean " + similar + "?");
        return List.of(problem(
                diagram,
                place.elementId(),
                "unknown message \"" + name + "\"; "
                        + guess.orElse(
                                "for an activity of your own, give it a row in lead-score.dmn (0 points will do)")));
    }

    private List<Problem> problemsOfCalls(Diagram diagram) {
        var processes = diagrams.stream().map(Diagram::processId).collect(toCollection(TreeSet::new));
        return diagram.calledProcesses().stream()
                .filter(called -> !processes.contains(called))
                .map(called -> problem(
                        diagram,
                        called,
                        "calls the process \"" + called + "\", which no diagram draws; " + nearest(called, processes)))
                .toList();
    }

    private List<Problem> problemsOfStages() {
        var processes = diagrams.stream().map(Diagram::processId).collect(toCollection(TreeSet::new));
        return stages.stream()
                .flatMap(stage -> Stream.of(stage.journey(), stage.journeyWhenReturning())
                        .distinct()
                        .filter(journey -> !journey.isEmpty() && !processes.contains(journey))
                        .map(journey -> new Problem(
                                "lifecycle-stages.dmn",
                                stage.stage().name(),
                                "names the journey \"" + journey + "\", which no diagram draws; "
                                        + nearest(journey, processes))))
                .toList();
    }

    private Set<String> stageNames() {
        return stages.stream().map(stage -> stage.stage().name()).collect(toCollection(TreeSet::new));
    }

    private static Problem problem(Diagram diagram, String element, String text) {
        return new Problem(diagram.file(), element, text);
    }

    private static String unknown(String value, Collection<String> known) {
        return "unknown value \"" + value + "\"; " + nearest(value, known);
    }

    private static String nearest(String value, Collection<String> known) {
        return similar(value, known)
                .map(similar -> "did you mean " + similar + "?")
                .orElseGet(() -> known.isEmpty()
                        ? "there are none yet"
                        : "it may be " + String.join(", ", new TreeSet<>(known)));
    }

    private static Optional<String> similar(String value, Collection<String> known) {
        return known.stream()
                .filter(candidate -> Spelling.distance(value, candidate) <= Math.max(1, value.length() / 4))
                .min(Comparator.<String>comparingInt(candidate -> Spelling.distance(value, candidate))
                        .thenComparing(candidate -> candidate));
    }

    private static boolean blank(@Nullable String value) {
        return value == null || value.isBlank();
    }

    private static boolean isNumber(String value) {
        try {
            return Double.parseDouble(value) > 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isDuration(String value) {
        try {
            return value.contains("T")
                    ? !Duration.parse(value).isNegative()
                    : !Period.parse(value).isNegative();
        } catch (DateTimeException e) {
            return false;
        }
    }
}
