package io.cairn.tools.bench;

import io.cairn.tools.bench.BenchSettings.Aof;
import io.cairn.tools.bench.report.BenchReport;
import io.cairn.tools.bench.report.BenchReport.Machine;
import io.cairn.tools.bench.report.BenchReport.Server;
import io.cairn.tools.bench.report.HtmlPage;
import io.cairn.tools.bench.report.JsonText;
import io.cairn.tools.bench.report.Result;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The benchmark: throughput, processor time and round trips of many workloads, Cairn's and redis-server's. */
@Command(
        name = "bench",
        description = {
            "Throughput, CPU time per command and round trips, beside redis-server or another server that takes its arguments.",
            "Both are started with the same settings on one core, the load is made on another; they run in turn. Before that"
                    + " they must give the same replies to a sample of requests, and every reply is judged while they run.",
            "docs/performance.md says how to read the figures."
        },
        mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {
    private static final String ALONE = "none";

    /** Room for the encoded requests of one workload. */
    private static final int REQUEST_BYTES = 96 * 1024 * 1024;

    @Option(
            names = "--vs",
            paramLabel = "PATH",
            defaultValue = "redis-server",
            description = "the other server; none: Cairn alone (${DEFAULT-VALUE})")
    private String other = "redis-server";

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

    @Option(names = "--json", paramLabel = "FILE", description = "write all figures to a file")
    private @Nullable Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "write a page with charts")
    private @Nullable Path html;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final Progress progress = Progress.onStandardError();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (list) {
            BenchText.workloads(clients).forEach(System.out::println);
            return 0;
        }
        check();
        BenchSettings settings = new BenchSettings(
                clients, orZero(keys), payload, orZero(count), duration, warmUp, pairs, aof, protocol);
        Machine machine = SystemMachine.describe();
        ServerProcess.pinThisProcess();
        BenchReport report;
        try (Servers servers = Servers.create()) {
            report = measure(servers, settings, machine);
        } finally {
            progress.clear();
        }
        BenchText.print(report);
        write(json, () -> JsonText.of(report));
        write(html, () -> HtmlPage.of(report));
        return 0;
    }

    private void check() throws IOException {
        if (protocol != 2 && protocol != 3) {
            throw new ParameterException(spec.commandLine(), "--resp is 2 or 3, not " + protocol);
        }
        if (warmUp < 0) {
            throw new ParameterException(spec.commandLine(), "--warm-up cannot be " + warmUp + " seconds");
        }
        if (keys != null && keys < Workload.LEAST_KEYS) {
            throw new ParameterException(
                    spec.commandLine(), "--keys must be " + Workload.LEAST_KEYS + " at least, not " + keys);
        }
        if (!other.equals(ALONE)) {
            if (other.equals("redis-server")) {
                ServerProcess.requireProgram(other);
            } else if (!ServerProcess.isProgram(other)) {
                throw new IOException(other + ", which --vs names, is no program");
            }
        }
        for (Path file : Arrays.asList(json, html)) {
            if (file != null) {
                // Before an hour of measuring, not after it.
                requireWritable(file);
            }
        }
    }

    private static void requireWritable(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        boolean writable = Files.exists(file)
                ? Files.isRegularFile(file) && Files.isWritable(file)
                : directory != null && Files.isDirectory(directory) && Files.isWritable(directory);
        if (!writable) {
            throw new IOException(file + " cannot be written");
        }
    }

    private static int orZero(@Nullable Integer option) {
        return option == null ? 0 : option;
    }

    private BenchReport measure(Servers servers, BenchSettings settings, Machine machine)
            throws IOException, InterruptedException {
        List<Contestant> contestants = new ArrayList<>();
        progress.show("starting servers");
        contestants.add(Contestant.connect(servers.cairn(settings.serverOptions()), settings));
        if (!other.equals(ALONE)) {
            contestants.add(Contestant.connect(servers.redis(other, settings.serverOptions()), settings));
        }
        List<Server> descriptions = new ArrayList<>();
        for (Contestant contestant : contestants) {
            descriptions.add(contestant.describe());
        }
        List<Result> results = new ArrayList<>();
        ByteBuffer space = ByteBuffer.allocateDirect(REQUEST_BYTES);
        for (int wanted : pipelines) {
            for (Workload workload : only.isEmpty() ? List.of(Workload.values()) : only) {
                int pipeline = Math.min(wanted, workload.mostPipeline());
                if (results.stream().noneMatch(each -> each.isOf(workload.toString(), pipeline))) {
                    results.add(new WorkloadRun(workload, pipeline, settings, contestants, space, progress).measure());
                }
            }
        }
        for (Contestant contestant : contestants) {
            contestant.close();
        }
        return new BenchReport(commandLine(), machine, descriptions, settings.forPeople(), results);
    }

    private String commandLine() {
        return "./cairn " + String.join(" ", spec.commandLine().getParseResult().originalArgs());
    }

    /** Makes a text. */
    private interface Text {
        String make();
    }

    private static void write(@Nullable Path file, Text text) throws IOException {
        if (file == null) {
            return;
        }
        try {
            Files.writeString(file, text.make(), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " cannot be written: its directory is gone", e);
        }
        System.out.println("written: " + file);
    }
}
