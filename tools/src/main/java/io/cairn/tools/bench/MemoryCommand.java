package io.cairn.tools.bench;

import io.cairn.tools.bench.ServerProcess.Workspace;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Memory per key, Cairn's and redis-server's. */
@Command(
        name = "measure-memory",
        description = "Growth of resident memory per string key beside redis-server.",
        mixinStandardHelpOptions = true)
public final class MemoryCommand implements Callable<Integer> {
    private static final int PIPELINE = 500;

    @Option(names = "--keys", defaultValue = "1000000", description = "keys (${DEFAULT-VALUE})")
    private int keys;

    @Option(names = "--value", defaultValue = "32", description = "bytes of a value (${DEFAULT-VALUE})")
    private int valueBytes;

    @Option(names = "--appendonly", defaultValue = "no", description = "yes or no (${DEFAULT-VALUE})")
    private String appendOnly = "no";

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> options = List.of("--appendonly", appendOnly, "--save", "");
        try (Workspace space = Workspace.create();
                ServerProcess cairn = ServerProcess.cairn(space.resolve("cairn"), options);
                ServerProcess redis = ServerProcess.redis(space.resolve("redis"), options)) {
            System.out.printf("%d keys of 16 bytes, values of %d, appendonly %s%n", keys, valueBytes, appendOnly);
            double ours = growthPerKey(cairn);
            double theirs = growthPerKey(redis);
            System.out.printf(Locale.ROOT, "ratio %.2f%n", ours / theirs);
        }
        return 0;
    }

    private double growthPerKey(ServerProcess server) throws IOException, InterruptedException {
        TimeUnit.SECONDS.sleep(2);
        long idle = server.residentBytes();
        String value = "v".repeat(valueBytes);
        try (RespConnection connection = new RespConnection(server.port())) {
            for (int i = 0; i < keys; i += PIPELINE) {
                int count = Math.min(PIPELINE, keys - i);
                for (int j = 0; j < count; j++) {
                    connection.send("SET", String.format(Locale.ROOT, "key:%012d", i + j), value);
                }
                connection.flush();
                for (int j = 0; j < count; j++) {
                    connection.receive();
                }
            }
        }
        TimeUnit.SECONDS.sleep(2);
        long full = server.residentBytes();
        double perKey = (double) (full - idle) / keys;
        System.out.printf(
                Locale.ROOT,
                "%-14s idle %6.1f MB, full %6.1f MB, growth %6.1f bytes per key%n",
                server.name(),
                idle / 1e6,
                full / 1e6,
                perKey);
        return perKey;
    }
}
