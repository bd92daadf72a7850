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

    /** The first server's throughput through the second's, run by run; nothing if it is alone. */
    public Optional<Spread> throughputRatio() {
        return servers.size() < 2 ? Optional.empty() : Optional.of(ratio(Run::perSecond));
    }

    /** The first server's processor time for a command through the second's; nothing if it is alone. */
    public Optional<Spread> cpuRatio() {
        if (servers.size() < 2) {
            return Optional.empty();
        }
        Spread single = ratio(Run::cpuMicrosEach);
        return Optional.of(
                Double.isNaN(single.most())
                        ? Spread.alone(servers.get(0).cpuMicrosEach().median()
                                / servers.get(1).cpuMicrosEach().median())
                        : single);
    }

    private Spread ratio(ToDoubleFunction<Run> figure) {
        List<Run> ours = servers.get(0).runs();
        List<Run> theirs = servers.get(1).runs();
        return Spread.of(IntStream.range(0, ours.size())
                .mapToDouble(i -> figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(theirs.get(i)))
                .toArray());
    }

    /** Whether this is what was found out with a workload and pipelines of this length. */
    public boolean isOf(String name, int requestsAtOnce) {
        return workload.equals(name) && pipeline == requestsAtOnce;
    }

    /** Whether a server could have answered more than the load could ask. */
    public boolean isLimitedByLoad(int server) {
        Figures figures = servers.get(server);
        return figures.of(Run::loadCpuMicros).median() >= Run.LEAST_CPU_MICROS
                && figures.of(Run::loadBusy).median() > BUSY
                && figures.of(Run::serverBusy).median() < BUSY;
    }
}
