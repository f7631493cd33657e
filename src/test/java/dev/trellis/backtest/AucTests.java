package dev.trellis.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AucTests {

    @ParameterizedTest(name = "won {0}, others {1}: {2}")
    @CsvSource(textBlock = """
            3 5,   1 4,     0.75
            9 8,   1 2 3,   1
            1 2,   8 9,     0
            7,     7,       0.5
            5 5,   5 3,     0.75
            1 2 3, 1 2 3,   0.5
            -4,    -1000000, 1
            """)
    void countsThePairsThatStandInOrderAndThoseThatStandLevelHalf(String won, String others, double area) {
        assertThat(auc(numbers(won), numbers(others)).value()).isEqualTo(area, within(1e-12));
    }

    @Test
    void thereIsNoneWhereAllEndedAlike() {
        assertThat(Auc.of(new double[] {1, 2}, new double[0])).isEmpty();
        assertThat(Auc.of(new double[0], new double[] {1})).isEmpty();
        assertThat(Auc.of(new double[0], new double[0])).isEmpty();
    }

    /** Each won lead stands above 1/2 and 2/2 of the others, each other one below 2/2 and 1/2 of the won. */
    @Test
    void theIntervalIsDeLongs() {
        var interval = auc(new double[] {1, 3}, new double[] {0, 2}).interval();

        double deviation = Math.sqrt(0.125 / 2 + 0.125 / 2);
        assertThat(interval.value()).isEqualTo(0.75);
        assertThat(interval.low()).isEqualTo(0.75 - 1.959964 * deviation, within(1e-9));
        assertThat(interval.high()).isEqualTo(1);
    }

    @Test
    void aSingleLeadLeavesEverythingOpen() {
        var one = auc(new double[] {3}, new double[] {1, 2});

        assertThat(one.interval()).isEqualTo(new Interval(1, 0, 1));
        assertThat(one.lead(one)).isEqualTo(new Interval(0, -1, 1));
    }

    @Test
    void theSameOrderOnAnotherScaleIsNoBetterAndNoWorse() {
        var random = new Random(5);
        var won = random.doubles(200, 0, 2).toArray();
        var others = random.doubles(300, -0.5, 1.5).toArray();
        var area = auc(won, others);

        var difference = auc(
                        Arrays.stream(won).map(Math::exp).toArray(),
                        Arrays.stream(others).map(Math::exp).toArray())
                .lead(area);

        assertThat(difference.value()).isZero();
        assertThat(difference.low()).isEqualTo(0, within(1e-6));
        assertThat(difference.high()).isEqualTo(0, within(1e-6));
    }

    /** Against the definition, pair by pair. */
    @Test
    void manyLeadsWithManyTiesAgreeWithCountingPairs() {
        var random = new Random(7);
        var won = random.ints(150, 0, 12).asDoubleStream().toArray();
        var others = random.ints(170, 0, 10).asDoubleStream().toArray();
        double ahead = 0;
        for (double one : won) {
            for (double other : others) {
                ahead += one > other ? 1 : one == other ? 0.5 : 0;
            }
        }

        assertThat(auc(won, others).value()).isEqualTo(ahead / won.length / others.length, within(1e-12));
    }

    /** That of 1,000 samples the true area lies within the interval about 950 times is what the interval says. */
    @Test
    void theIntervalHoldsTheTruthAsOftenAsItSays() {
        var random = new Random(11);
        int within = 0;
        for (int i = 0; i < 1_000; i++) {
            // Two normal distributions a standard deviation apart: the true area is 0.7602.
            var interval = auc(
                            random.doubles(60)
                                    .map(x -> random.nextGaussian() + 1)
                                    .toArray(),
                            random.doubles(90).map(x -> random.nextGaussian()).toArray())
                    .interval();
            within += interval.low() <= 0.7602 && 0.7602 <= interval.high() ? 1 : 0;
        }

        assertThat(within).isBetween(925, 970);
    }

    private static Auc auc(double[] won, double[] others) {
        return Auc.of(won, others).orElseThrow();
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }
}
