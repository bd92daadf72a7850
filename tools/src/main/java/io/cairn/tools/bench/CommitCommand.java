package io.cairn.tools.bench;

import io.cairn.tools.bench.ServerProcess.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What durability costs: forced writes beside redis-server, readers beside a slow disk, and the log's share of the processor. */
@Command(
        name = "measure-commit",
        description = "Writes that are forced, and reads beside them on a slow disk, beside redis-server.",
        mixinStandardHelpOptions = true)
public final class CommitCommand implements Callable<Integer> {
    private static final int CLIENTS = 50;
    private static final int CPU_PIPELINE = 128;

    /** Turns of the event loop that are not measured. */
    private static final int MIN_WARM_UP = 800_000;

    @Option(
            names = "--count",
            defaultValue = "200000",
            converter = CountOption.class,
            description = "requests of a run, 16 times as many in pipelines (${DEFAULT-VALUE})")
    private int count;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            converter = CountOption.class,
            description = "runs of each, in turn (${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "5",
            converter = CountOption.class,
            description = "of a run on the slow disk (${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--delay",
            defaultValue = "5000",
            converter = CountOption.class,
            description = "how much slower each force is there, in microseconds (${DEFAULT-VALUE})")
    private int delayMicros;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ServerProcess.requireProgram("redis-benchmark");
        ServerProcess.requireProgram("gcc");
        List<String> options = List.of("--appendonly", "yes", "--appendfsync", "always", "--save", "");
        Table table = new Table(List.of("what", "cairn", "redis", "ratio"));
        try (ServerPair servers = ServerPair.start(options)) {
            System.out.printf(
                    "appendfsync always, SET of %d clients; servers on one core, load on the other%n", CLIENTS);
            measureThroughput(servers, 1, count, table);
            measureThroughput(servers, 16, Math.toIntExact(16L * count), table);
        }
        ServerProcess.pinThisProcess();
        try (Workspace space = Workspace.create();
                ServerPair servers = ServerPair.start(SlowDisk.of(delayMicros, space.path()), options)) {
            measureSlowDisk(servers, table);
        }
        table.print();
        measureCpu();
        return 0;
    }

    private void measureThroughput(ServerPair servers, int pipeline, int requests, Table table)
            throws IOException, InterruptedException {
        List<double[]> ours = new ArrayList<>();
        List<double[]> theirs = new ArrayList<>();
        // Until the compiler is done, with one core for it and what it compiles.
        benchmark(servers.cairn(), pipeline, Math.max(MIN_WARM_UP * pipeline, requests));
        benchmark(servers.redis(), pipeline, requests);
        for (int round = 0; round < rounds; round++) {
            ours.add(benchmark(servers.cairn(), pipeline, requests));
            theirs.add(benchmark(servers.redis(), pipeline, requests));
        }
        String what = "pipeline " + pipeline;
        add(table, what + ": thousand SET/s", ours, theirs, 0);
        add(table, what + ": p99, ms", ours, theirs, 1);
    }

    private void measureSlowDisk(ServerPair servers, Table table) throws IOException, InterruptedException {
        List<double[]> ours = new ArrayList<>();
        List<double[]> theirs = new ArrayList<>();
        double[] ignored = onSlowDisk(servers.cairn());
        for (int round = 0; round < rounds; round++) {
            ours.add(onSlowDisk(servers.cairn()));
            theirs.add(onSlowDisk(servers.redis()));
        }
        String what = "forces slowed by " + delayMicros / 1000.0 + " ms: ";
        add(table, what + "SET/s of 20 clients", ours, theirs, 0);
        add(table, what + "p99 of GETs beside them, ms", ours, theirs, 1);
    }

    private double[] onSlowDisk(ServerProcess server) throws IOException, InterruptedException {
        CommitLoad.Seen seen = CommitLoad.run(server, seconds);
        return new double[] {seen.writesPerSecond(), seen.readP99Ms()};
    }

    private static void add(Table table, String what, List<double[]> ours, List<double[]> theirs, int index) {
        double cairn = median(ours, index);
        double redis = median(theirs, index);
        table.add(List.of(what, Table.figure(cairn), Table.figure(redis), Table.figure(cairn / redis)));
    }

    private static double median(List<double[]> runs, int index) {
        return Medians.median(runs.stream().mapToDouble(run -> run[index]).toArray());
    }

    /** Thousands of requests per second, and the 99th percentile of their times in milliseconds. */
    private static double[] benchmark(ServerProcess server, int pipeline, int requests)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(ServerProcess.pinned(1));
        command.addAll(List.of("redis-benchmark", "--csv", "-p", Integer.toString(server.port()), "-t", "set"));
        command.addAll(List.of("-P", Integer.toString(pipeline), "-c", Integer.toString(CLIENTS)));
        command.addAll(List.of("-r", "100000", "-n", Integer.toString(requests)));
        Process load = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(load.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String[] lines = output.strip().split("\n", -1);
        if (load.waitFor() != 0 || lines.length != 2) {
            throw new IOException("redis-benchmark failed: " + output);
        }
        List<String> heads = cells(lines[0]);
        List<String> figures = cells(lines[1]);
        return new double[] {
            Double.parseDouble(figures.get(heads.indexOf("rps"))) / 1000,
            Double.parseDouble(figures.get(heads.indexOf("p99_latency_ms")))
        };
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.split(",", -1))
                .map(cell -> cell.replace("\"", "").strip())
                .toList();
    }

    /** What the log costs when it is forced every second. */
    private void measureCpu() throws IOException, InterruptedException {
        List<String> on = List.of("--appendonly", "yes", "--appendfsync", "everysec", "--save", "");
        List<String> off = List.of("--appendonly", "no", "--save", "");
        try (Workspace space = Workspace.create();
                ServerProcess logging = ServerProcess.cairn(space.resolve("on"), on);
                ServerProcess silent = ServerProcess.cairn(space.resolve("off"), off)) {
            Table table = new Table(List.of("cairn, SET", "everysec", "log off", "ratio"));
            measureCpu(logging, silent, 1, count, table);
            measureCpu(logging, silent, CPU_PIPELINE, Math.toIntExact(16L * count), table);
            table.print();
        }
    }

    private void measureCpu(ServerProcess logging, ServerProcess silent, int pipeline, int requests, Table table)
            throws IOException, InterruptedException {
        // The first runs let the compiler finish; they do not count.
        double ignored = cpuMicros(logging, pipeline, requests) + cpuMicros(silent, pipeline, requests);
        double[] with = new double[rounds];
        double[] without = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            with[round] = cpuMicros(logging, pipeline, requests);
            without[round] = cpuMicros(silent, pipeline, requests);
        }
        double logged = Medians.median(with);
        double bare = Medians.median(without);
        table.add(List.of(
                "µs of CPU, pipeline " + pipeline,
                Table.figure(logged),
                Table.figure(bare),
                Table.figure(logged / bare)));
    }

    private static double cpuMicros(ServerProcess server, int pipeline, int requests)
            throws IOException, InterruptedException {
        long before = server.cpuMicros();
        double[] ignored = benchmark(server, pipeline, requests);
        return (double) (server.cpuMicros() - before) / requests;
    }
}
