package io.cairn.tools.bench;

import io.cairn.tools.bench.ServerProcess.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long a start takes, from the command line to the first answer, with a dump and with a log.
 *
 * <p>One of the servers writes the files; each then starts with a copy of its own, in turn, on all cores. The data sets that
 * both have loaded must be the same by DEBUG DIGEST.
 */
@Command(
        name = "measure-load",
        description = {
            "How long a start with a dump and with a log takes, beside redis-server; both have all cores.",
            "Exits with 1 if the two servers have not loaded the same data."
        },
        mixinStandardHelpOptions = true)
public final class LoadCommand implements Callable<Integer> {
    private static final String DUMP = "dump.rdb";
    private static final String LOG = "appendonlydir";

    /** What a dump is tried with first, to see how much more makes the size asked for. */
    private static final int TRIAL_UNITS = 2000;

    /** What is written between two looks at the size of a log. */
    private static final int UNITS_AT_ONCE = 5000;

    /** Who writes the files. */
    enum Writer {
        CAIRN,
        REDIS
    }

    @Option(
            names = "--size",
            converter = BytesOption.class,
            defaultValue = "200m",
            description = "bytes of each file, with k, m or g behind them (${DEFAULT-VALUE})")
    private long size;

    @Option(names = "--writer", defaultValue = "cairn", description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
    private Writer writer = Writer.CAIRN;

    @Option(names = "--cold", description = "have the kernel forget the files before each start")
    private boolean cold;

    @Option(
            names = "--rounds",
            converter = CountOption.class,
            defaultValue = "3",
            description = "starts of each server with each file, in turn (${DEFAULT-VALUE})")
    private int rounds;

    private boolean same = true;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ServerProcess.requireProgram("redis-server");
        Table table = new Table(List.of("file", "MB", "cairn s", "redis", "ratio", "cairn CPU s", "redis", "ratio"));
        try (Workspace space = Workspace.create()) {
            table.add(measure(space, DUMP, List.of("--appendonly", "no")));
            table.add(measure(space, LOG, List.of("--appendonly", "yes")));
        }
        System.out.printf(
                "start to first answer, %s cache, files of %s, median of %d%n",
                cold ? "cold" : "warm", writer.name().toLowerCase(Locale.ROOT), rounds);
        table.print();
        return same ? 0 : 1;
    }

    private List<String> measure(Workspace space, String file, List<String> kind)
            throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(kind);
        options.addAll(List.of("--save", "", "--appendfsync", "no", "--auto-aof-rewrite-percentage", "0"));
        options.addAll(List.of("--enable-debug-command", "local"));
        Path source = space.resolve("source-" + file);
        System.err.printf("%s: writing%n", file);
        write(source, file, options);
        Path ours = copy(source, space.resolve("cairn-" + file), file);
        Path theirs = copy(source, space.resolve("redis-" + file), file);
        Starts cairn = new Starts(() -> ServerProcess.cairnOnAllCores(ours, options, ""), ours.resolve(file));
        Starts redis = new Starts(() -> ServerProcess.redisOnAllCores(theirs, options), theirs.resolve(file));
        for (int round = 1; round <= rounds; round++) {
            System.err.printf("%s: start %d%n", file, round);
            cairn.run(round == 1);
            redis.run(round == 1);
        }
        if (!cairn.digest.equals(redis.digest)) {
            same = false;
            System.err.printf("%s: different data: %s, %s%n", file, cairn.digest, redis.digest);
        }
        return List.of(
                file,
                Table.figure(bytes(source.resolve(file)) / 1e6),
                Table.figure(cairn.seconds()),
                Table.figure(redis.seconds()),
                Table.figure(cairn.seconds() / redis.seconds()),
                Table.figure(cairn.cpuSeconds()),
                Table.figure(redis.cpuSeconds()),
                Table.figure(cairn.cpuSeconds() / redis.cpuSeconds()));
    }

    private void write(Path directory, String file, List<String> options) throws IOException, InterruptedException {
        try (ServerProcess server = writer == Writer.CAIRN
                ? ServerProcess.cairnOnAllCores(directory, options, "")
                : ServerProcess.redisOnAllCores(directory, options)) {
            server.talk(connection -> {
                if (file.equals(DUMP)) {
                    fillDump(connection, directory.resolve(file));
                } else {
                    fillLog(connection, directory.resolve(file));
                }
                return file;
            });
            server.shutDown();
        }
    }

    private void fillDump(RespConnection connection, Path dump) throws IOException {
        LoadData.fill(connection, 0, TRIAL_UNITS);
        connection.call("SAVE");
        LoadData.fill(connection, TRIAL_UNITS, Math.toIntExact(TRIAL_UNITS * size / Files.size(dump)));
        connection.call("SAVE");
    }

    private void fillLog(RespConnection connection, Path log) throws IOException {
        for (int unit = 0; bytes(log) < size; unit += UNITS_AT_ONCE) {
            LoadData.fill(connection, unit, unit + UNITS_AT_ONCE);
        }
    }

    private static long bytes(Path path) throws IOException {
        long sum = 0;
        for (Path each : files(path)) {
            sum += Files.size(each);
        }
        return sum;
    }

    private static List<Path> files(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static Path copy(Path from, Path to, String file) throws IOException {
        for (Path each : files(from.resolve(file))) {
            Path target = to.resolve(from.relativize(each));
            Files.createDirectories(target.getParent());
            Files.copy(each, target);
        }
        return to;
    }

    /** Starts a server. */
    private interface Start {
        ServerProcess now() throws IOException;
    }

    /** The starts of one server with one file. */
    private final class Starts {
        private final Start start;
        private final Path file;
        private final List<Double> seconds = new ArrayList<>();
        private final List<Double> cpuSeconds = new ArrayList<>();
        private String digest = "";

        Starts(Start start, Path file) {
            this.start = start;
            this.file = file;
        }

        void run(boolean first) throws IOException, InterruptedException {
            if (cold) {
                forget();
            }
            long before = System.nanoTime();
            try (ServerProcess server = start.now()) {
                seconds.add((System.nanoTime() - before) / (double) TimeUnit.SECONDS.toNanos(1));
                cpuSeconds.add(server.cpuMicros() / 1e6);
                if (first) {
                    digest = server.ask("DEBUG", "DIGEST");
                }
                server.shutDown();
            }
        }

        /** {@code dd} knows how to ask for that, which Java does not. */
        private void forget() throws IOException, InterruptedException {
            for (Path each : files(file)) {
                Process forget = new ProcessBuilder("dd", "if=" + each, "iflag=nocache", "count=0", "status=none")
                        .inheritIO()
                        .start();
                if (forget.waitFor() != 0) {
                    throw new IOException("dd cannot have the kernel forget " + each);
                }
            }
        }

        double seconds() {
            return median(seconds);
        }

        double cpuSeconds() {
            return median(cpuSeconds);
        }

        private static double median(List<Double> values) {
            return Medians.median(values.stream().mapToDouble(each -> each).toArray());
        }
    }
}
