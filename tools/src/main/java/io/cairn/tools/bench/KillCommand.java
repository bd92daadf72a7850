package io.cairn.tools.bench;

import io.cairn.tools.bench.ServerProcess.Workspace;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Kills a server under load, again and again, and looks whether anything is missing that it had acknowledged.
 *
 * <p>redis-benchmark makes the load; beside it clients of this tool write a rising number to keys of their own and remember
 * the last acknowledged one. After {@code kill -9} a copy of the log's directory is checked by redis-check-aof and loaded by
 * redis-server; then the server starts again. Every key must hold the acknowledged number or a later one that was sent, and
 * both servers must hold the same data.
 */
@Command(
        name = "measure-kill",
        description = "kill -9 under load: every acknowledged write must be there, and real Redis must load the log.",
        mixinStandardHelpOptions = true)
public final class KillCommand implements Callable<Integer> {
    private static final int WRITERS = 4;
    private static final int PIPELINE = 16;

    @Option(names = "--rounds", defaultValue = "20", description = "kills for each policy (${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--policies",
            split = ",",
            defaultValue = "always,everysec,no",
            description = "appendfsync (${DEFAULT-VALUE})")
    private List<String> policies = List.of();

    @Option(names = "--seed", defaultValue = "1", description = "of the moments of the kills (${DEFAULT-VALUE})")
    private long seed;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ServerProcess.requireProgram("redis-server");
        SplittableRandom random = new SplittableRandom(seed);
        long violations = 0;
        for (String policy : policies) {
            Tally tally = new Tally();
            for (int round = 0; round < rounds; round++) {
                try (Workspace space = Workspace.create()) {
                    kill(policy, 300 + random.nextInt(1500), space, tally);
                }
            }
            violations += tally.violations + tally.lost;
            System.out.printf(
                    Locale.ROOT,
                    "appendfsync %-8s %d kills, %d acknowledged writes checked, %d of them lost; %d keys recovered;"
                            + " redis-check-aof content %d times, redis-server with the same data %d times;"
                            + " a part of a batch cut %d times; redis-server with the same data after recovery %d times%n",
                    policy,
                    rounds,
                    tally.acknowledged,
                    tally.lost,
                    tally.keys,
                    tally.valid,
                    tally.same,
                    tally.cut,
                    tally.sameRecovered);
        }
        return violations == 0 ? 0 : 1;
    }

    private static final class Tally {
        private long acknowledged;
        private long lost;
        private long keys;
        private int valid;
        private int same;
        private int cut;
        private int sameRecovered;
        private long violations;
    }

    private void kill(String policy, int afterMs, Workspace space, Tally tally)
            throws IOException, InterruptedException {
        List<String> options =
                List.of("--appendonly", "yes", "--appendfsync", policy, "--save", "", "--enable-debug-command", "yes");
        try (ServerProcess server = ServerProcess.cairn(space.resolve("cairn"), options)) {
            Process load = new ProcessBuilder(
                            "redis-benchmark",
                            "-q",
                            "-p",
                            Integer.toString(server.port()),
                            "-t",
                            "set",
                            "-P",
                            "16",
                            "-r",
                            "1000000",
                            "-n",
                            "100000000")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            List<Writer> writers = startWriters(server.port());
            TimeUnit.MILLISECONDS.sleep(afterMs);
            server.kill();
            load.destroyForcibly().waitFor();
            for (Writer writer : writers) {
                writer.join();
                tally.acknowledged += writer.acknowledged.get();
            }
            Path killed = copyLog(server, space.resolve("killed"));
            server.restart();
            tally.lost += countLost(server.port(), writers);
            check(server, killed, options, tally);
            // Redis refuses a log whose writer was killed in the middle of a batch. Once Cairn has cut that it must
            // not.
            Path recovered = copyLog(server, space.resolve("recovered"));
            boolean same = isValid(recovered) && isSame(server, recovered, options);
            tally.violations += same ? 0 : 1;
            tally.sameRecovered += same ? 1 : 0;
        }
    }

    private static void check(ServerProcess server, Path killed, List<String> options, Tally tally)
            throws IOException, InterruptedException {
        boolean valid = isValid(killed);
        boolean same = valid && isSame(server, killed, options);
        tally.valid += valid ? 1 : 0;
        tally.same += same ? 1 : 0;
        tally.violations += same ? 0 : 1;
        try (RespConnection connection = new RespConnection(server.port())) {
            tally.keys += Long.parseLong(connection.call("DBSIZE"));
            tally.cut += connection.call("INFO", "cairn").contains("recovery_cut_bytes:0\r\n") ? 0 : 1;
        }
    }

    private static Path copyLog(ServerProcess server, Path to) throws IOException {
        copyTree(server.directory().resolve("appendonlydir"), to.resolve("appendonlydir"));
        return to;
    }

    private static List<Writer> startWriters(int port) throws IOException {
        List<Writer> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            Writer writer = new Writer(port, "own:" + i);
            writer.start();
            writers.add(writer);
        }
        return writers;
    }

    /** Writes 1, 2, 3 … to one key, and knows which of them were acknowledged. */
    private static final class Writer extends Thread {
        private final RespConnection connection;
        private final String key;
        private final AtomicLong acknowledged = new AtomicLong();
        private final AtomicLong sent = new AtomicLong();

        Writer(int port, String key) throws IOException {
            this.connection = new RespConnection(port);
            this.key = key;
        }

        @Override
        public void run() {
            try (connection) {
                while (true) {
                    for (int i = 0; i < PIPELINE; i++) {
                        connection.send("SET", key, Long.toString(sent.incrementAndGet()));
                    }
                    connection.flush();
                    for (int i = 0; i < PIPELINE; i++) {
                        connection.receive();
                        acknowledged.incrementAndGet();
                    }
                }
            } catch (IOException expected) {
                // The kill has ended the connection.
            }
        }
    }

    private static long countLost(int port, List<Writer> writers) throws IOException {
        long lost = 0;
        try (RespConnection connection = new RespConnection(port)) {
            for (Writer writer : writers) {
                String value = connection.call("GET", writer.key);
                long found = value.isEmpty() ? 0 : Long.parseLong(value);
                if (found > writer.sent.get()) {
                    throw new IOException(writer.key + " holds " + found + ", which nobody has sent");
                }
                lost += Math.max(0, writer.acknowledged.get() - found);
            }
        }
        return lost;
    }

    private static boolean isValid(Path copy) throws IOException, InterruptedException {
        Process check = new ProcessBuilder(
                        "redis-check-aof",
                        copy.resolve("appendonlydir/appendonly.aof.manifest").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return check.waitFor() == 0;
    }

    private static boolean isSame(ServerProcess server, Path copy, List<String> options) throws IOException {
        try (RespConnection ours = new RespConnection(server.port());
                ServerProcess redis = ServerProcess.redis(copy, options);
                RespConnection theirs = new RespConnection(redis.port())) {
            return ours.call("DEBUG", "DIGEST").equals(theirs.call("DEBUG", "DIGEST"));
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(to.resolve(from.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
