package io.cairn.tools.bench;

import java.io.IOException;
import java.util.Arrays;

/** Measures something several times on both servers, in turn, so that a disturbance hits both. */
record Medians(double cairn, double redis) {
    /** What is measured on one server. */
    interface Figure {
        double of(ServerProcess server) throws IOException, InterruptedException;
    }

    static Medians of(ServerPair servers, int rounds, Figure figure) throws IOException, InterruptedException {
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            ours[round] = figure.of(servers.cairn());
            theirs[round] = figure.of(servers.redis());
        }
        return new Medians(median(ours), median(theirs));
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    double ratio() {
        return cairn / redis;
    }
}
