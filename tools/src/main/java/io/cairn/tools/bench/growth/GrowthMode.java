package io.cairn.tools.bench.growth;

import io.cairn.tools.bench.Aof;
import io.cairn.tools.bench.BigValue;
import io.cairn.tools.bench.CountOption;
import io.cairn.tools.bench.Info;
import io.cairn.tools.bench.Medians;
import io.cairn.tools.bench.Mode;
import io.cairn.tools.bench.Program;
import io.cairn.tools.bench.ServerProcess;
import io.cairn.tools.bench.Servers;
import io.cairn.tools.bench.report.BenchReport;
import io.cairn.tools.bench.report.BenchReport.Server;
import io.cairn.tools.bench.report.BenchReport.Setting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Processor time of each command as what it works on grows: 1,000 elements, ten times as many, and so on. */
@Command(
        name = "--growth",
        description = {
            "CPU time per command as values, or the number of keys, grow.",
            "Servers run on one core, the load on another. Before each measurement both servers must give the same replies to a"
                    + " sample of the requests."
        },
        mixinStandardHelpOptions = true)
public final class GrowthMode extends Mode {
    /** Rounds at the first size that do not count: what the compiler has not finished there would pass for a cost that shrinks. */
    private static final int FIRST_WARM_UPS = 4;

    /** Growth is judged by logarithms, and that of 1 is 0. */
    private static final int LEAST_SIZE = 10;

    /** For what filling leaves behind to be cleared away, and not on account of the commands. */
    private static final int REST_SECONDS = 2;

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "COUNT",
            converter = CountOption.class,
            defaultValue = "1000,10000,100000,1000000",
            description = "elements, or keys, rising; up to 10000000 takes half an hour (${DEFAULT-VALUE})")
    private List<Integer> sizes = List.of();

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description = "operations to measure, all if not given: ${COMPLETION-CANDIDATES}")
    private List<GrowthOperation> only = List.of();

    @Option(
            names = "--count",
            converter = CountOption.class,
            description = "requests of a run; if not given, as many as take a second of CPU, but at most ten seconds")
    private @Nullable Integer count;

    @Option(
            names = "--rounds",
            converter = CountOption.class,
            defaultValue = "3",
            description = "runs of each, in turn (${DEFAULT-VALUE})")
    private int rounds;

    @Override
    protected void check() {
        if (sizes.get(0) < LEAST_SIZE) {
            throw refusal("--sizes must be " + LEAST_SIZE + " at least, not " + sizes.get(0));
        }
        for (int i = 1; i < sizes.size(); i++) {
            if (sizes.get(i) <= sizes.get(i - 1)) {
                throw refusal("--sizes must rise, but " + sizes.get(i) + " comes after " + sizes.get(i - 1));
            }
        }
    }

    @Override
    protected BenchReport measure() throws IOException, InterruptedException {
        List<GrowthOperation> operations = Arrays.stream(GrowthOperation.values())
                .filter(each -> only.isEmpty() || only.contains(each))
                .toList();
        ServerProcess.pinThisProcess();
        GrowthFigures figures = new GrowthFigures(operations, sizes);
        List<Server> descriptions = new ArrayList<>();
        try (Servers all = Servers.create()) {
            List<ServerProcess> servers = new ArrayList<>();
            progress().show("starting servers");
            for (Program program : programs()) {
                servers.add(all.onOneCore(program, Aof.OFF.serverOptions()));
            }
            for (ServerProcess server : servers) {
                descriptions.add(Info.describe(server));
            }
            for (BigValue value : BigValue.values()) {
                List<GrowthOperation> its = operations.stream()
                        .filter(each -> each.value() == value)
                        .toList();
                for (int size : its.isEmpty() ? List.<Integer>of() : sizes) {
                    measure(servers, value, size, its, figures);
                }
            }
        }
        return report(descriptions, settings(), List.of(), List.of(figures.section(descriptions)));
    }

    private void measure(
            List<ServerProcess> servers,
            BigValue value,
            int size,
            List<GrowthOperation> operations,
            GrowthFigures figures)
            throws IOException, InterruptedException {
        for (ServerProcess server : servers) {
            progress().show("%s of %,d: filling %s", value, size, server.name());
            server.talk(connection -> {
                connection.call("FLUSHALL", "SYNC");
                value.fill(connection, size);
                return size;
            });
        }
        for (GrowthOperation operation : operations) {
            load(operation, size).check(servers);
        }
        TimeUnit.SECONDS.sleep(count == null ? REST_SECONDS : 0);
        for (GrowthOperation operation : operations) {
            figures.add(operation, size, cpuMicros(servers, operation, size));
        }
    }

    private GrowthLoad load(GrowthOperation operation, int size) {
        return new GrowthLoad(operation, size, count == null ? 0 : count);
    }

    /** For each server the median of its runs. */
    private List<Double> cpuMicros(List<ServerProcess> servers, GrowthOperation operation, int size)
            throws IOException, InterruptedException {
        GrowthLoad load = load(operation, size);
        List<List<Double>> runs = servers.stream()
                .map(server -> (List<Double>) new ArrayList<Double>())
                .toList();
        // The first rounds let the compiler finish, and the caches fill; they do not count.
        int firstRound = size == sizes.get(0) && count == null ? 1 - FIRST_WARM_UPS : 0;
        for (int round = firstRound; round <= rounds; round++) {
            for (int i = 0; i < servers.size(); i++) {
                String what = round > 0 ? "run " + round + " of " + rounds : "warms up";
                progress()
                        .show(
                                "%s at %,d: %s, %s",
                                operation, size, servers.get(i).name(), what);
                double micros = load.cpuMicros(servers.get(i));
                if (round > 0) {
                    runs.get(i).add(micros);
                }
            }
        }
        return runs.stream().map(Medians::median).toList();
    }

    private List<Setting> settings() {
        return List.of(
                new Setting("append-only log", Aof.OFF.toString()),
                new Setting("sizes", sizes.stream().map(String::valueOf).collect(Collectors.joining(", "))),
                new Setting("pipeline", Integer.toString(GrowthLoad.PIPELINE)),
                new Setting("a run", count != null ? count + " requests" : "a second of CPU, or ten seconds"),
                new Setting("runs of each server, in turn", Integer.toString(rounds)));
    }
}
