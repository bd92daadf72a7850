package io.cairn.tools.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Processor time per command, Cairn's and redis-server's, under redis-benchmark's load. */
@Command(
        name = "measure-cpu",
        description = "CPU time per command beside redis-server, under the load of redis-benchmark.",
        mixinStandardHelpOptions = true)
public final class CpuCommand implements Callable<Integer> {
    @Option(
            names = "--tests",
            split = ",",
            defaultValue = "set,get,incr",
            description = "redis-benchmark's tests (${DEFAULT-VALUE})")
    private List<String> tests = List.of();

    @Option(names = "--pipeline", defaultValue = "128", description = "requests sent at once (${DEFAULT-VALUE})")
    private int pipeline;

    @Option(names = "--clients", defaultValue = "50", description = "connections (${DEFAULT-VALUE})")
    private int clients;

    @Option(names = "--keys", defaultValue = "100000", description = "different keys (${DEFAULT-VALUE})")
    private int keys;

    @Option(names = "--count", defaultValue = "3000000", description = "requests of a run (${DEFAULT-VALUE})")
    private int count;

    @Option(
            names = "--rounds",
            converter = CountOption.class,
            defaultValue = "5",
            description = "runs of each, in turn (${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--appendonly", defaultValue = "yes", description = "yes or no (${DEFAULT-VALUE})")
    private String appendOnly = "yes";

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> options = List.of("--appendonly", appendOnly, "--appendfsync", "everysec", "--save", "");
        ServerProcess.requireProgram("redis-benchmark");
        try (ServerPair servers = ServerPair.start(options)) {
            System.out.printf(
                    "appendonly %s, pipeline %d, %d clients, %d keys, %d requests a run; server on one core, load on the other%n",
                    appendOnly, pipeline, clients, keys, count);
            for (String test : tests) {
                // The first run lets the compiler finish; it does not count.
                Medians.of(servers, 1, server -> run(server, test));
            }
            Table table = new Table(List.of("test", "cairn", "redis", "ratio"));
            for (String test : tests) {
                Medians micros = Medians.of(servers, rounds, server -> run(server, test));
                table.add(List.of(
                        test,
                        Table.figure(micros.cairn()),
                        Table.figure(micros.redis()),
                        Table.figure(micros.ratio())));
            }
            System.out.printf("µs of CPU per command, median of %d%n", rounds);
            table.print();
        }
        return 0;
    }

    private double run(ServerProcess server, String test) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(ServerProcess.pinned(1));
        command.addAll(Arrays.asList("redis-benchmark", "-q", "-p", Integer.toString(server.port())));
        command.addAll(Arrays.asList("-t", test, "-P", Integer.toString(pipeline), "-c", Integer.toString(clients)));
        command.addAll(Arrays.asList("-r", Integer.toString(keys), "-n", Integer.toString(count)));
        long before = server.cpuMicros();
        Process load = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (load.waitFor() != 0) {
            throw new IOException("redis-benchmark failed: " + String.join(" ", command));
        }
        return (double) (server.cpuMicros() - before) / count;
    }
}
