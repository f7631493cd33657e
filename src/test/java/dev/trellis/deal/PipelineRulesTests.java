package dev.trellis.deal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineRulesTests {

    private static final PipelineStep FIRST = step("first", List.of(StepFact.OWNER), 1);
    private static final PipelineStep SECOND = step("second", List.of(StepFact.OWNER, StepFact.MEETING));
    private static final PipelineStep THIRD = step("third", List.of(), 2, 3);
    private static final PipelineStep LAST = step("last", List.of(StepFact.EXPECTED_CLOSE));
    private static final List<PipelineStep> STEPS = List.of(FIRST, SECOND, THIRD, LAST);

    @ParameterizedTest
    @CsvSource(
            nullValues = "won",
            value = {
                "first, second, first",
                "first, third, first second",
                "first, last, first second third",
                "second, third, second",
                "third, last, third",
                "first, won, first second third last",
                "last, won, last",
                "last, first, ''",
                "third, second, ''",
                "second, second, ''",
                "unheard-of, second, ''",
            })
    void aDealLeavesItsStepAndSkipsThoseBeforeItsNext(String from, @Nullable String to, String left) {
        assertThat(PipelineRules.left(STEPS, from, to))
                .extracting(PipelineStep::name)
                .containsExactly(left.isEmpty() ? new String[0] : left.split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            emptyValue = "",
            value = {
                "'', '', 'an owner; \"1\"; a meeting or demo; \"2\"; \"3\"; an expected close'",
                "OWNER, '', '\"1\"; a meeting or demo; \"2\"; \"3\"; an expected close'",
                "OWNER MEETING, 1, '\"2\"; \"3\"; an expected close'",
                "OWNER MEETING EXPECTED_CLOSE, 1 2, '\"3\"'",
                "OWNER MEETING EXPECTED_CLOSE, 1 2 3, ''",
                "QUALIFICATION, 1 2 3, an owner; a meeting or demo; an expected close",
            })
    void whatIsMissingIsNamedOnceInTheOrderOfTheSteps(String known, String confirmed, String missing) {
        var facts = words(known).stream().map(StepFact::valueOf).toList();
        var ticks = words(confirmed).stream().map(Long::valueOf).toList();

        assertThat(PipelineRules.missing(STEPS, facts, ticks).stream().map(MissingFact::what))
                .containsExactly(missing.isEmpty() ? new String[0] : missing.split("; "));
    }

    @Test
    void whoIsRefusedReadsWhichStepAsksForItAndHowToGiveIt() {
        var missing = PipelineRules.missing(List.of(SECOND), Set.of(StepFact.OWNER), Set.of());

        assertThat(new MissingFactsException("third", missing))
                .hasMessage("The deal cannot go on to third yet. Missing:"
                        + " a meeting or demo for second (log it on the deal)");
    }

    @Test
    void stepsWithoutWishesNeedNoLookAtTheDatabase() {
        assertThat(PipelineRules.ask(List.of(step("free", List.of())))).isFalse();
        assertThat(PipelineRules.ask(List.of())).isFalse();
        assertThat(PipelineRules.ask(List.of(THIRD))).isTrue();
        assertThat(PipelineRules.ask(List.of(LAST))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(StepFact.class)
    void factsAreKnownByTheWordsTheApiUses(StepFact fact) {
        assertThat(StepFact.of(fact.label())).isEqualTo(fact);
        assertThat(fact.how()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"OWNER", "quote sent", ""})
    void otherWordsAreRefusedWithThoseThereAre(String word) {
        assertThatThrownBy(() -> StepFact.of(word)).hasMessageContaining("owner, expected-close, next-task");
    }

    private static PipelineStep step(String name, List<StepFact> facts, long... confirmations) {
        return new PipelineStep(
                name,
                name,
                1,
                10,
                facts,
                Arrays.stream(confirmations)
                        .mapToObj(id -> new Confirmation(id, String.valueOf(id)))
                        .toList());
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }
}
