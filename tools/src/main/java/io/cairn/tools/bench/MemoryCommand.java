package io.cairn.tools.bench;

import java.io.IOException;
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
                    "kinds to measure, all if not given: strings, hashes (small ones), hash, set, zset, geo, list,"
                            + " stream (one big one each)")
    private List<String> only = List.of();

    @Option(names = "--appendonly", defaultValue = "no", description = "yes or no (${DEFAULT-VALUE})")
    private String appendOnly = "no";

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<MemoryKind> kinds = Choice.among(MemoryKind.values(), MemoryKind::label, "--only", only);
        Table table =
                new Table(List.of("kind", "count of", "", "idle MB", "redis", "B each", "redis", "ratio", "budget"));
        for (MemoryKind kind : kinds) {
            System.err.printf("%s: %s%n", kind.label(), kind.what());
            table.add(row(kind));
        }
        System.out.printf(
                "growth of resident memory, appendonly %s; strings have values of %d%n", appendOnly, valueBytes);
        table.print();
        kinds.forEach(kind -> System.out.printf("%s: %s%n", kind.label(), kind.what()));
        return 0;
    }

    private List<String> row(MemoryKind kind) throws IOException, InterruptedException {
        try (ServerPair servers = ServerPair.start(List.of("--appendonly", appendOnly, "--save", ""))) {
            Growth ours = growth(servers.cairn(), kind);
            Growth theirs = growth(servers.redis(), kind);
            double ratio = ours.perElement / theirs.perElement;
            return List.of(
                    kind.label(),
                    Integer.toString(kind.count(keys)),
                    kind.element(),
                    Table.figure(ours.idleBytes / 1e6),
                    Table.figure(theirs.idleBytes / 1e6),
                    Table.figure(ours.perElement),
                    Table.figure(theirs.perElement),
                    Table.figure(ratio),
                    (ratio <= kind.budget() ? "≤ " : "OVER ") + Table.figure(kind.budget()));
        }
    }

    private record Growth(long idleBytes, double perElement) {}

    private Growth growth(ServerProcess server, MemoryKind kind) throws IOException, InterruptedException {
        long idle = server.settledBytes();
        server.talk(connection -> {
            kind.fill(connection, keys, valueBytes);
            return keys;
        });
        return new Growth(idle, (double) (server.settledBytes() - idle) / kind.count(keys));
    }
}
