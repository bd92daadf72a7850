package io.cairn.engine.command.hyperloglog;

import static io.cairn.engine.command.hyperloglog.HyperLogLogFormat.MOST_ZEROS;
import static io.cairn.engine.command.hyperloglog.HyperLogLogFormat.REGISTERS;

/**
 * How many different elements there were, estimated from what registers hold. The standard error is 0.81 %.
 *
 * <p>Source: Otmar Ertl, New cardinality estimation algorithms for HyperLogLog sketches, arXiv:1702.01284. The order of
 * the operations is Redis', so that the last digit is the same.
 */
final class Cardinality {
    /** One more than the greatest number that a register can hold, whoever made it. */
    static final int HISTOGRAM_LENGTH = 64;

    /** 0.5 / ln 2. */
    private static final double ALPHA = 0.7213475204444817;

    private Cardinality() {}

    /** The estimate for a histogram of registers: how many hold each number. */
    static long estimate(int[] histogram) {
        double registers = REGISTERS;
        double sum = registers * tau((registers - histogram[MOST_ZEROS]) / registers);
        for (int i = MOST_ZEROS - 1; i >= 1; i--) {
            sum += histogram[i];
            sum *= 0.5;
        }
        sum += registers * sigma(histogram[0] / registers);
        double estimate = ALPHA * registers * registers / sum;
        // Only registers that no hash can fill make it that large; it is what comes of it in C.
        return estimate >= Long.MAX_VALUE ? Long.MIN_VALUE : Math.round(estimate);
    }

    private static double sigma(double fraction) {
        if (fraction == 1) {
            return Double.POSITIVE_INFINITY;
        }
        double x = fraction;
        double weight = 1;
        double sum = x;
        double before;
        do {
            x *= x;
            before = sum;
            sum += x * weight;
            weight += weight;
        } while (before != sum);
        return sum;
    }

    private static double tau(double fraction) {
        if (fraction == 0 || fraction == 1) {
            return 0;
        }
        double x = fraction;
        double weight = 1;
        double sum = 1 - x;
        double before;
        do {
            x = Math.sqrt(x);
            before = sum;
            weight *= 0.5;
            sum -= (1 - x) * (1 - x) * weight;
        } while (before != sum);
        return sum / 3;
    }
}
