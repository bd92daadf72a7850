package io.cairn.tools.bench.report;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What was found out with one workload.
 *
 * @param workload its name
 * @param what what it does, for people
 * @param pipeline requests sent at once
 * @param keys different keys, or elements of the big value
 * @param servers one for each server, in the order of the report
 */
public record Result(String workload, String what, int pipeline, int keys, List<Figures> servers) {
    /** How much of its core the load may take before it is the limit. */
    private static final double BUSY = 0.9;

    /** A figure of the first server in relation to the second's, run by run; nothing if it is alone. */
    public Optional<Spread> ratio(ToDoubleFunction<Run> figure) {
        if (servers.size() < 2) {
            return Optional.empty();
        }
        List<Run> ours = servers.get(0).runs();
        List<Run> theirs = servers.get(1).runs();
        return Optional.of(Spread.of(IntStream.range(0, ours.size())
                .mapToDouble(i -> figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(theirs.get(i)))
                .toArray()));
    }

    /** Whether this is what was found out with a workload and pipelines of this length. */
    public boolean isOf(String name, int requestsAtOnce) {
        return workload.equals(name) && pipeline == requestsAtOnce;
    }

    /** Whether a server could have answered more than the load could ask. */
    public boolean isLimitedByLoad(int server) {
        Figures figures = servers.get(server);
        return figures.of(Run::loadBusy).median() > BUSY
                && figures.of(Run::serverBusy).median() < BUSY;
    }
}
