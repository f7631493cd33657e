package dev.trellis.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LogisticRegressionTests {

    /** 10 of 40 against 30 of 40: the odds differ by the factor nine. */
    @Test
    void ofOneYesOrNoTheCoefficientIsTheLogarithmOfTheOddsRatio() {
        var numbers = new double[80][1];
        var yes = new boolean[80];
        for (int i = 0; i < 80; i++) {
            numbers[i][0] = i < 40 ? 0 : 1;
            yes[i] = i < 10 || (i >= 40 && i < 70);
        }

        var regression = LogisticRegression.fit(numbers, yes);

        assertThat(regression.coefficient(0)).isEqualTo(Math.log(9), within(1e-3));
        // The standard error of a log odds ratio is the root of the sum of the inverse counts.
        assertThat(regression.certainty(0))
                .isEqualTo(Math.log(9) / Math.sqrt(1 / 10.0 + 1 / 30.0 + 1 / 30.0 + 1 / 10.0), within(1e-2));
    }

    @Test
    void findsWhatEachAddsBesideTheOthers() {
        var random = new Random(2);
        var numbers = new double[20_000][2];
        var yes = new boolean[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            double shared = random.nextGaussian();
            numbers[i][0] = shared;
            numbers[i][1] = shared + random.nextGaussian();
            yes[i] = random.nextDouble() < 1 / (1 + Math.exp(1 - 1.5 * shared));
        }

        var regression = LogisticRegression.fit(numbers, yes);

        assertThat(regression.coefficient(0)).isEqualTo(1.5, within(0.1));
        assertThat(regression.coefficient(1)).isEqualTo(0, within(0.06));
        assertThat(regression.certainty(0)).isGreaterThan(20);
        assertThat(Math.abs(regression.certainty(1))).isLessThan(3);
    }

    @Test
    void comesToRestWhereANumberTellsYesFromNoWithoutExceptionOrSaysNothing() {
        var numbers = new double[][] {{0, 7}, {0, 7}, {1, 7}, {1, 7}};

        var regression = LogisticRegression.fit(numbers, new boolean[] {false, false, true, true});

        assertThat(regression.coefficient(0)).isPositive().isFinite();
        assertThat(regression.coefficient(1)).isFinite();
    }
}
