package io.cairn.tools.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Memory per element of every kind of value, Cairn's and redis-server's. */
@Command(
        name = "measure-memory",
        description = {
            "Growth of resident memory per element beside redis-server, for every kind of value.",
            "Each kind is written to servers that have just started; memory is read once it has settled."
        },
        mixinStandardHelpOptions = true)
public final class MemoryCommand implements Callable<Integer> {
    @Option(
            names = "--keys",
            converter = CountOption.class,
            defaultValue = "1000000",
            description = "keys or elements of each kind; of small hashes, fields (${DEFAULT-VALUE})")
    private int keys;

    @Option(names = "--value", defaultValue = "32", description = "bytes of a string's value (${DEFAULT-VALUE})")
    private int valueBytes;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description =
                    "kinds to measure, all if not given: ${COMPLETION-CANDIDATES}; hashes are many small ones, those"
                            + " that follow are one big value each")
    private List<MemoryKind> only = List.of();

    @Option(names = "--appendonly", defaultValue = "no", description = "yes or no (${DEFAULT-VALUE})")
    private String appendOnly = "no";

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<MemoryKind> kinds = Arrays.stream(MemoryKind.values())
                .filter(each -> only.isEmpty() || only.contains(each))
                .toList();
        Table table =
                new Table(List.of("kind", "count of", "", "idle MB", "redis", "B each", "redis", "ratio", "budget"));
        for (MemoryKind kind : kinds) {
            System.err.printf("%s: %s%n", kind, kind.what());
            table.add(row(kind));
        }
        System.out.printf(
                "growth of resident memory, appendonly %s; strings have values of %d%n", appendOnly, valueBytes);
        table.print();
        kinds.forEach(kind -> System.out.printf("%s: %s%n", kind, kind.what()));
        return 0;
    }

    private List<String> row(MemoryKind kind) throws IOException, InterruptedException {
        try (ServerPair servers = ServerPair.start(List.of("--appendonly", appendOnly, "--save", ""))) {
            servers.settle();
            long ourIdle = servers.cairn().residentBytes();
            long theirIdle = servers.redis().residentBytes();
            for (ServerProcess server : servers.both()) {
                server.talk(connection -> {
                    kind.fill(connection, keys, valueBytes);
                    return keys;
                });
            }
            servers.settle();
            double ours = (double) (servers.cairn().residentBytes() - ourIdle) / kind.count(keys);
            double theirs = (double) (servers.redis().residentBytes() - theirIdle) / kind.count(keys);
            double ratio = ours / theirs;
            return List.of(
                    kind.toString(),
                    Integer.toString(kind.count(keys)),
                    kind.element(),
                    Table.figure(ourIdle / 1e6),
                    Table.figure(theirIdle / 1e6),
                    Table.figure(ours),
                    Table.figure(theirs),
                    Table.figure(ratio),
                    (ratio <= kind.budget() ? "≤ " : "OVER ") + Table.figure(kind.budget()));
        }
    }
}
