package io.cairn.tools.bench.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a workload has shown of one server.
 *
 * @param runs in the order in which they were made
 * @param roundTrips of pipelines, all runs together
 * @param residentBytes memory that the server occupied at the end
 */
public record Figures(List<Run> runs, Latency roundTrips, long residentBytes) {
    /**
     * Times of round trips, in microseconds.
     *
     * @param p50 half of them took no longer
     * @param p99 but for one of a hundred
     * @param p999 but for one of a thousand
     * @param longest the longest
     */
    public record Latency(double p50, double p99, double p999, double longest) {}

    /** A figure of each run. */
    public Spread of(ToDoubleFunction<Run> figure) {
        return Spread.of(runs.stream().mapToDouble(figure).toArray());
    }

    /** Throughput. */
    public double perSecond() {
        return of(Run::perSecond).median();
    }

    /**
     * The server's processor time for each command, in microseconds. Where single runs are too short, that of all together, without
     * least and most; no number if these are too short as well.
     */
    public Spread cpuMicrosEach() {
        Spread single = of(Run::cpuMicrosEach);
        return Double.isNaN(single.most())
                ? Spread.alone(runs.stream().reduce(Run::plus).orElseThrow().cpuMicrosEach())
                : single;
    }
}
