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
 * @param results of workloads, in the order in which they were measured
 * @param sections what other modes have found
 */
public record BenchReport(
        String command,
        Machine machine,
        List<Server> servers,
        List<Setting> settings,
        List<Result> results,
        List<Section> sections) {
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
        /** The name without what every server's has. */
        public String shortName() {
            return name.endsWith("-server") ? name.substring(0, name.length() - "-server".length()) : name;
        }

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
        List<String> tooShort = new ArrayList<>();
        for (Result result : results) {
            for (int i = 0; i < servers.size(); i++) {
                String where = result.workload() + ", pipeline " + result.pipeline();
                if (result.isLimitedByLoad(i)) {
                    warnings.add(where + ": "
                            + limited(result.servers().get(i), servers.get(i).name()));
                }
                if (Double.isNaN(result.servers().get(i).cpuMicrosEach().median())) {
                    tooShort.add(where + " (" + servers.get(i).name() + ")");
                }
            }
        }
        if (!tooShort.isEmpty()) {
            warnings.add("too short for CPU time, which the kernel counts in steps of 10 ms: "
                    + String.join("; ", tooShort));
        }
        return warnings;
    }

    private static String limited(Figures figures, String server) {
        return String.format(
                Locale.ROOT,
                "the load was the limit (%.0f %% of its core, %s %.0f %% of its own), so %s could answer more than the"
                        + " throughput says",
                100 * figures.of(Run::loadBusy).median(),
                server,
                100 * figures.of(Run::serverBusy).median(),
                server);
    }
}
