package io.cairn.tools.bench.workload;

import io.cairn.tools.bench.Aof;
import io.cairn.tools.bench.CountOption;
import io.cairn.tools.bench.Info;
import io.cairn.tools.bench.Mode;
import io.cairn.tools.bench.Program;
import io.cairn.tools.bench.SecondsOption;
import io.cairn.tools.bench.ServerProcess;
import io.cairn.tools.bench.Servers;
import io.cairn.tools.bench.growth.GrowthMode;
import io.cairn.tools.bench.memory.MemoryMode;
import io.cairn.tools.bench.report.BenchReport;
import io.cairn.tools.bench.report.BenchReport.Server;
import io.cairn.tools.bench.report.Result;
import io.cairn.tools.bench.restart.RestartMode;
import io.cairn.tools.bench.snapshot.SnapshotMode;
import io.cairn.tools.bench.start.StartMode;
import io.cairn.tools.bench.steady.SteadyMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmark: throughput, processor time and round trips of many workloads, Cairn's and redis-server's. */
@Command(
        name = "bench",
        description = {
            "Throughput, CPU time per command and round trips, beside redis-server or another server that takes its arguments.",
            "Both are started with the same settings on one core, the load is made on another; they run in turn. Before that"
                    + " they must give the same replies to a sample of requests, and every reply is judged while they run.",
            "That is without a mode. Each mode has options of its own: ./cairn bench MODE --help.",
            "docs/performance.md says how to read the figures."
        },
        synopsisSubcommandLabel = "[MODE]",
        commandListHeading = "Modes:%n",
        subcommands = {
            GrowthMode.class,
            RestartMode.class,
            SnapshotMode.class,
            MemoryMode.class,
            StartMode.class,
            SteadyMode.class
        },
        preprocessor = ModeFirst.class,
        mixinStandardHelpOptions = true)
public final class BenchCommand extends Mode {
    /** Room for the encoded requests of one workload. */
    private static final int REQUEST_BYTES = 96 * 1024 * 1024;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            converter = WorkloadOption.class,
            description = "workloads to measure, all if not given")
    private List<Workload> only = List.of();

    @Option(names = "--list", description = "name the workloads, and end")
    private boolean list;

    @Option(
            names = "--pipeline",
            split = ",",
            converter = CountOption.class,
            defaultValue = "128",
            description = "requests sent at once, such as 1,16,128 (${DEFAULT-VALUE})")
    private List<Integer> pipelines = List.of();

    @Option(
            names = "--clients",
            converter = CountOption.class,
            defaultValue = "50",
            description = "connections (${DEFAULT-VALUE})")
    private int clients;

    @Option(
            names = "--keys",
            converter = CountOption.class,
            description = "different keys, or elements of the big value; else as many as --list says")
    private @Nullable Integer keys;

    @Option(
            names = "--payload",
            converter = CountOption.class,
            defaultValue = "32",
            description = "bytes of a value (${DEFAULT-VALUE})")
    private int payload;

    @Option(names = "--count", converter = CountOption.class, description = "requests of a run, instead of a duration")
    private @Nullable Integer count;

    @Option(
            names = "--duration",
            converter = CountOption.class,
            defaultValue = "2",
            description = "seconds of a run (${DEFAULT-VALUE})")
    private int duration;

    @Option(
            names = "--warm-up",
            converter = SecondsOption.class,
            defaultValue = "4",
            description =
                    "seconds before the runs, which do not count, for each server and workload (${DEFAULT-VALUE})")
    private int warmUp;

    @Option(
            names = "--pairs",
            converter = CountOption.class,
            defaultValue = "5",
            description = "runs of each server, in turn (${DEFAULT-VALUE})")
    private int pairs;

    @Option(
            names = "--aof",
            defaultValue = "everysec",
            description = "when both force their log: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
    private Aof aof = Aof.EVERYSEC;

    @Option(names = "--resp", defaultValue = "2", description = "version of the protocol, 2 or 3 (${DEFAULT-VALUE})")
    private int protocol;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (list) {
            workloads(clients).forEach(System.out::println);
            return 0;
        }
        return super.call();
    }

    /** The workloads, with as many keys as each takes by itself. */
    static List<String> workloads(int clients) {
        return Arrays.stream(Workload.values())
                .map(each -> String.format(Locale.ROOT, "%-16s %,10d  %s", each, each.keys(0, clients), each.what()))
                .toList();
    }

    @Override
    protected void check() {
        if (protocol != 2 && protocol != 3) {
            throw refusal("--resp is 2 or 3, not " + protocol);
        }
        if (keys != null && keys < Workload.LEAST_KEYS) {
            throw refusal("--keys must be " + Workload.LEAST_KEYS + " at least, not " + keys);
        }
    }

    private static int orZero(@Nullable Integer option) {
        return option == null ? 0 : option;
    }

    @Override
    protected BenchReport measure() throws IOException, InterruptedException {
        BenchSettings settings = new BenchSettings(
                clients, orZero(keys), payload, orZero(count), duration, warmUp, pairs, aof, protocol);
        ServerProcess.pinThisProcess();
        try (Servers servers = Servers.create()) {
            return measure(servers, settings);
        }
    }

    private BenchReport measure(Servers servers, BenchSettings settings) throws IOException, InterruptedException {
        progress().show("starting servers");
        List<Contestant> contestants = new ArrayList<>();
        List<Server> descriptions = new ArrayList<>();
        for (Program program : programs()) {
            ServerProcess process = servers.onOneCore(program, aof.serverOptions());
            contestants.add(Contestant.connect(process, settings));
            descriptions.add(Info.describe(process));
        }
        List<Result> results = new ArrayList<>();
        ByteBuffer space = ByteBuffer.allocateDirect(REQUEST_BYTES);
        for (int wanted : pipelines) {
            for (Workload workload : only.isEmpty() ? List.of(Workload.values()) : only) {
                int pipeline = Math.min(wanted, workload.mostPipeline());
                if (results.stream().noneMatch(each -> each.isOf(workload.toString(), pipeline))) {
                    results.add(
                            new WorkloadRun(workload, pipeline, settings, contestants, space, progress()).measure());
                }
            }
        }
        for (Contestant contestant : contestants) {
            contestant.close();
        }
        return report(descriptions, settings.forPeople(), results, List.of());
    }
}
