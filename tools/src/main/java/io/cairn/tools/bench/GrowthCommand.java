package io.cairn.tools.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Processor time per command on values of 1,000 elements, of ten times as many, and so on, Cairn's and redis-server's. */
@Command(
        name = "measure-growth",
        description = {
            "CPU time per command beside redis-server, as values grow: 1,000 elements, ten times as many, and so on.",
            "Before each measurement both servers must give the same replies to a sample of the requests."
        },
        mixinStandardHelpOptions = true)
public final class GrowthCommand implements Callable<Integer> {
    private static final int LEAST = 1000;

    @Option(
            names = "--most",
            converter = CountOption.class,
            defaultValue = "1000000",
            description = "elements of the largest value (${DEFAULT-VALUE})")
    private int most;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description = "operations to measure, all if not given: ${COMPLETION-CANDIDATES}")
    private List<GrowthOperation> only = List.of();

    @Option(
            names = "--count",
            defaultValue = "0",
            description =
                    "requests of a run; 0 for as many as take a second of CPU, but at most ten seconds (${DEFAULT-VALUE})")
    private int count;

    @Option(
            names = "--rounds",
            converter = CountOption.class,
            defaultValue = "3",
            description = "runs of each, in turn (${DEFAULT-VALUE})")
    private int rounds;

    private final Map<GrowthOperation, List<Medians>> figures = new EnumMap<>(GrowthOperation.class);

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<GrowthOperation> operations = Arrays.stream(GrowthOperation.values())
                .filter(each -> only.isEmpty() || only.contains(each))
                .toList();
        List<Integer> sizes = sizes(most);
        ServerProcess.pinThisProcess();
        try (ServerPair servers = ServerPair.start(List.of("--appendonly", "no", "--save", ""))) {
            for (BigValue value : BigValue.values()) {
                List<GrowthOperation> its = operations.stream()
                        .filter(each -> each.value() == value)
                        .toList();
                if (!its.isEmpty()) {
                    measure(servers, value, its, sizes);
                }
            }
        }
        print(operations, sizes);
        return 0;
    }

    /** 1,000 and ten times as many until the most, which comes last. */
    static List<Integer> sizes(int most) {
        List<Integer> sizes = new ArrayList<>();
        for (long size = LEAST; size < most; size *= 10) {
            sizes.add((int) size);
        }
        sizes.add(most);
        return sizes;
    }

    private void measure(ServerPair servers, BigValue value, List<GrowthOperation> operations, List<Integer> sizes)
            throws IOException, InterruptedException {
        for (int size : sizes) {
            System.err.printf("%s of %d elements%n", value, size);
            for (ServerProcess server : servers.both()) {
                server.talk(connection -> {
                    connection.call("DEL", value.key());
                    value.fill(connection, size);
                    return size;
                });
            }
            for (GrowthOperation operation : operations) {
                new GrowthLoad(operation, size, count).check(servers);
            }
            // What the filling has left behind is cleared away, and not on account of the commands.
            TimeUnit.SECONDS.sleep(count == 0 ? 2 : 0);
            for (GrowthOperation operation : operations) {
                GrowthLoad load = new GrowthLoad(operation, size, count);
                // The first run lets the compiler finish, and the caches fill; it does not count.
                Medians.of(servers, 1, load::cpuMicros);
                figures.computeIfAbsent(operation, each -> new ArrayList<>())
                        .add(Medians.of(servers, rounds, load::cpuMicros));
            }
        }
        for (ServerProcess server : servers.both()) {
            server.ask("DEL", value.key());
        }
    }

    private void print(List<GrowthOperation> operations, List<Integer> sizes) {
        System.out.printf(
                "µs of CPU per command, cairn / redis-server = ratio, median of %d; server on one core, load on the other,"
                        + " pipeline 128%n",
                rounds);
        List<String> heads = new ArrayList<>(List.of("operation"));
        for (int size : sizes) {
            heads.addAll(List.of("n = " + size, "redis", "ratio"));
        }
        heads.addAll(List.of("growth", "redis"));
        Table table = new Table(heads);
        for (GrowthOperation operation : operations) {
            table.add(row(operation, figures.getOrDefault(operation, List.of())));
        }
        table.print();
        for (GrowthOperation operation : operations) {
            System.out.printf("%s: %s%n", operation, operation.what());
        }
    }

    private static List<String> row(GrowthOperation operation, List<Medians> medians) {
        List<String> cells = new ArrayList<>(List.of(operation.toString()));
        for (Medians each : medians) {
            cells.addAll(List.of(Table.figure(each.cairn()), Table.figure(each.redis()), Table.figure(each.ratio())));
        }
        Medians first = medians.get(0);
        Medians last = medians.get(medians.size() - 1);
        cells.add("× " + Table.figure(last.cairn() / first.cairn()));
        cells.add("× " + Table.figure(last.redis() / first.redis()));
        return cells;
    }
}
