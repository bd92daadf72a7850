package io.cairn.tools.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * All that a benchmark has found, and how.
 *
 * @param command the line that started it
 * @param machine where it ran
 * @param servers what was measured, Cairn first
 * @param settings names and values, for people
 * @param results in the order in which they were measured
 */
public record BenchReport(
        String command, Machine machine, List<Server> servers, List<Setting> settings, List<Result> results) {
    /**
     * The machine.
     *
     * @param madeAt when, as ISO 8601
     * @param processor the model
     * @param cores how many there are
     * @param kernel name and release
     * @param java the JDK, which is Cairn's and the load's
     */
    public record Machine(String madeAt, String processor, int cores, String kernel, String java) {}

    /** A server's name and version. */
    public record Server(String name, String version) {
        /** Both. */
        @Override
        public String toString() {
            return name + " " + version;
        }
    }

    /** A setting of the benchmark. */
    public record Setting(String name, String value) {}

    /** What must be known of single figures, a sentence each. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (Result result : results) {
            for (int i = 0; i < servers.size(); i++) {
                if (result.isLimitedByLoad(i)) {
                    Figures figures = result.servers().get(i);
                    warnings.add(String.format(
                            Locale.ROOT,
                            "%s, pipeline %d: the load was the limit (%.0f %% of its core, %s %.0f %% of its own), so %s"
                                    + " could answer more than the throughput says",
                            result.workload(),
                            result.pipeline(),
                            100 * figures.of(Run::loadBusy).median(),
                            servers.get(i).name(),
                            100 * figures.of(Run::serverBusy).median(),
                            servers.get(i).name()));
                }
            }
        }
        return warnings;
    }
}
