package io.cairn.tools.bench;

import java.util.Arrays;
import java.util.List;

/** The figure in the middle of some, or between the two in the middle. */
public final class Medians {
    private Medians() {}

    /** Of some figures; no number if there are none. */
    public static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** Of some figures; no number if there are none. */
    public static double median(List<Double> values) {
        return median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
