package dev.trellis.backtest;

import java.util.Arrays;

/**
 * How much each of several numbers adds to the odds beside the others: logistic regression by Newton's method
 * (iteratively reweighted least squares), with a trace of a ridge so that it comes to rest on any data.
 */
final class LogisticRegression {

    private static final int ROUNDS = 50;
    private static final double AT_REST = 1e-9;
    private static final double RIDGE = 1e-3;

    private final double[] coefficients;
    private final double[] errors;

    private LogisticRegression(double[] coefficients, double[] errors) {
        this.coefficients = coefficients;
        this.errors = errors;
    }

    /**
     * Fits it.
     *
     * @param numbers a row for each case
     * @param yes which cases were what is to be foretold
     */
    static LogisticRegression fit(double[][] numbers, boolean[] yes) {
        int size = numbers.length == 0 ? 1 : numbers[0].length + 1;
        var coefficients = new double[size];
        var inverse = new double[size][size];
        for (int round = 0; round < ROUNDS; round++) {
            var gradient = new double[size];
            var curvature = new double[size][size];
            for (int i = 0; i < numbers.length; i++) {
                addCase(numbers[i], yes[i], coefficients, gradient, curvature);
            }
            for (int j = 0; j < size; j++) {
                gradient[j] -= RIDGE * coefficients[j];
                curvature[j][j] += RIDGE;
            }
            inverse = inverse(curvature);
            double moved = 0;
            for (int j = 0; j < size; j++) {
                double step = 0;
                for (int k = 0; k < size; k++) {
                    step += inverse[j][k] * gradient[k];
                }
                coefficients[j] += Math.clamp(step, -3, 3);
                moved = Math.max(moved, Math.abs(step));
            }
            if (moved < AT_REST) {
                break;
            }
        }
        var errors = new double[size];
        for (int j = 0; j < size; j++) {
            errors[j] = Math.sqrt(inverse[j][j]);
        }
        return new LogisticRegression(coefficients, errors);
    }

    private static void addCase(
            double[] numbers, boolean yes, double[] coefficients, double[] gradient, double[][] curvature) {
        double odds = coefficients[0];
        for (int j = 0; j < numbers.length; j++) {
            odds += coefficients[j + 1] * numbers[j];
        }
        double chance = 1 / (1 + Math.exp(-odds));
        double surprise = (yes ? 1 : 0) - chance;
        double weight = chance * (1 - chance);
        for (int j = 0; j < gradient.length; j++) {
            double one = j == 0 ? 1 : numbers[j - 1];
            gradient[j] += surprise * one;
            for (int k = 0; k < gradient.length; k++) {
                curvature[j][k] += weight * one * (k == 0 ? 1 : numbers[k - 1]);
            }
        }
    }

    /** Gauss and Jordan, with the largest element of each column as its pivot. */
    private static double[][] inverse(double[][] matrix) {
        int size = matrix.length;
        var work = new double[size][];
        for (int i = 0; i < size; i++) {
            work[i] = Arrays.copyOf(matrix[i], 2 * size);
            work[i][size + i] = 1;
        }
        for (int column = 0; column < size; column++) {
            int pivot = column;
            for (int i = column + 1; i < size; i++) {
                pivot = Math.abs(work[i][column]) > Math.abs(work[pivot][column]) ? i : pivot;
            }
            var swap = work[column];
            work[column] = work[pivot];
            work[pivot] = swap;
            double head = work[column][column];
            for (int k = 0; k < 2 * size; k++) {
                work[column][k] /= head;
            }
            for (int i = 0; i < size; i++) {
                double factor = work[i][column];
                if (i != column && factor != 0) {
                    for (int k = 0; k < 2 * size; k++) {
                        work[i][k] -= factor * work[column][k];
                    }
                }
            }
        }
        var inverse = new double[size][];
        for (int i = 0; i < size; i++) {
            inverse[i] = Arrays.copyOfRange(work[i], size, 2 * size);
        }
        return inverse;
    }

    /** By how much the logarithm of the odds grows with this number. */
    double coefficient(int number) {
        return coefficients[number + 1];
    }

    /** By how many standard errors that is more than nothing. */
    double certainty(int number) {
        return coefficients[number + 1] / errors[number + 1];
    }
}
