package io.cairn.tools.bench.report;

import java.util.Arrays;

/** The figure in the middle of some, or between the two in the middle, and the outermost ones. */
public record Spread(double median, double least, double most) {
    /** Of some figures, one at least. */
    public static Spread of(double... figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 0 ? (sorted[half - 1] + sorted[half]) / 2 : sorted[half];
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** Whether there are outermost ones. */
    public boolean isRange() {
        return Double.isFinite(least) && Double.isFinite(most);
    }

    /** A figure of which there is one only. */
    static Spread alone(double figure) {
        return new Spread(figure, Double.NaN, Double.NaN);
    }
}
