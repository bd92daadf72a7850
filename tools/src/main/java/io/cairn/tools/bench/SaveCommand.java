package io.cairn.tools.bench;

import io.cairn.tools.bench.ServerProcess.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a save costs those who write meanwhile, and whether it holds exactly the moment of its command.
 *
 * <p>One connection writes at full speed, each time a number that rises with every request, and sends BGSAVE between two
 * of them. The dump must hold for each element the last number sent before BGSAVE: one that is older was lost, one that is
 * newer came in later. A second connection measures how long a request waits, for as long without a save as with one, in
 * turn: on a machine with few cores waits of some milliseconds come from the scheduler.
 */
@Command(
        name = "measure-save",
        description = {
            "What BGSAVE costs under full write load; checks that the dump is of the command's moment.",
            "Exits with 1 if it is not."
        },
        mixinStandardHelpOptions = true)
public final class SaveCommand implements Callable<Integer> {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Pattern FREEZE = Pattern.compile("latest_fork_usec:([0-9]+)");

    @Option(
            names = "--keys",
            converter = CountOption.class,
            defaultValue = "5000000",
            description = "keys or elements (${DEFAULT-VALUE})")
    private int keys;

    @Option(
            names = "--kind",
            defaultValue = "strings",
            description = "${COMPLETION-CANDIDATES}: SET of many keys; ZADD, HSET, RPUSH of one (${DEFAULT-VALUE})")
    private SaveKind kind = SaveKind.STRINGS;

    @Option(names = "--redis", description = "measure redis-server too")
    private boolean redis;

    @Option(
            names = "--warm-up",
            defaultValue = "5",
            description = "seconds of load before the first save (${DEFAULT-VALUE})")
    private int warmUpSeconds;

    @Option(
            names = "--rounds",
            converter = CountOption.class,
            defaultValue = "5",
            description = "saves, and times without one between them (${DEFAULT-VALUE})")
    private int rounds;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (redis) {
            ServerProcess.requireProgram("redis-server");
        }
        List<String> options = List.of("--appendonly", "no", "--save", "");
        List<String> heads = new ArrayList<>(List.of(kind + ", " + keys, "cairn"));
        List<SaveFigures> results = new ArrayList<>();
        try (Workspace space = Workspace.create()) {
            PauseLog pauses = new PauseLog(space.resolve("pauses.log"));
            try (ServerProcess server =
                    ServerProcess.cairnOnAllCores(space.resolve("cairn"), options, pauses.javaOption())) {
                results.add(measure(server, pauses));
            }
            if (redis) {
                heads.add("redis");
                try (ServerProcess server = ServerProcess.redisOnAllCores(space.resolve("redis"), options)) {
                    results.add(measure(server, null));
                }
            }
        }
        Table table = new Table(heads);
        for (SaveFigures.Line line : SaveFigures.Line.values()) {
            List<String> row = new ArrayList<>(List.of(line.text()));
            results.forEach(result -> row.add(result.cell(line)));
            table.add(row);
        }
        System.out.printf("%d saves of %d elements and more; each figure: the median / the largest%n", rounds, keys);
        table.print();
        return results.stream().allMatch(result -> result.largest(SaveFigures.Line.WRONG) == 0) ? 0 : 1;
    }

    private SaveFigures measure(ServerProcess server, @Nullable PauseLog pauses)
            throws IOException, InterruptedException {
        System.err.printf("%s: writing %d elements%n", server.name(), keys);
        SaveFigures figures = new SaveFigures();
        return server.talk(writer -> server.talk(prober -> {
            SaveLoad load = new SaveLoad(writer, kind, keys);
            load.fill();
            SaveProbe probe = new SaveProbe(prober, kind.read());
            probe.start();
            try {
                load.run(TimeUnit.SECONDS.toNanos(warmUpSeconds));
                for (int round = 1; round <= rounds; round++) {
                    System.err.printf("%s: save %d%n", server.name(), round);
                    save(server, load, probe, pauses, figures);
                }
            } finally {
                probe.end();
            }
            return figures;
        }));
    }

    private void save(
            ServerProcess server, SaveLoad load, SaveProbe probe, @Nullable PauseLog pauses, SaveFigures figures)
            throws IOException, InterruptedException {
        long lastSave = Long.parseLong(server.ask("LASTSAVE"));
        // The time of a save is told in whole seconds.
        load.run(TimeUnit.MILLISECONDS.toNanos(1100));
        if (pauses != null) {
            pauses.mark();
        }
        probe.takeLongestNanos();
        long residentBefore = server.residentBytes();
        long writtenBefore = load.written();
        long start = System.nanoTime();
        long[] expected = load.save();
        long peak = residentBefore;
        while (Long.parseLong(server.ask("LASTSAVE")) == lastSave || isSaving(server)) {
            load.run(LOOK_NANOS);
            peak = Math.max(peak, server.residentBytes());
        }
        long nanos = System.nanoTime() - start;
        figures.add(SaveFigures.Line.WAIT_DURING, probe.takeLongestNanos() / 1e6);
        if (pauses != null) {
            figures.add(SaveFigures.Line.PAUSE_WORK, pauses.longestWorkNanos() / 1e6);
            figures.add(SaveFigures.Line.PAUSE, pauses.longestNanos() / 1e6);
        }
        figures.add(SaveFigures.Line.FREEZE, freezeMicros(server) / 1e3);
        figures.add(SaveFigures.Line.DURATION, nanos / 1e9);
        figures.add(SaveFigures.Line.WRITTEN, (load.written() - writtenBefore) / 1e3);
        figures.add(SaveFigures.Line.MEMORY, residentBefore / 1e6);
        figures.add(SaveFigures.Line.MEMORY_MORE, (peak - residentBefore) / 1e6);
        runWithoutSave(server, load, nanos);
        figures.add(SaveFigures.Line.WAIT_WITHOUT, probe.takeLongestNanos() / 1e6);
        Path dump = server.directory().resolve("dump.rdb");
        figures.add(SaveFigures.Line.WRONG, (double) DumpCheck.countWrong(dump, kind, expected));
    }

    /** Looks at the server as often as during a save. */
    private static void runWithoutSave(ServerProcess server, SaveLoad load, long nanos)
            throws IOException, InterruptedException {
        for (long end = System.nanoTime() + nanos; System.nanoTime() < end; ) {
            server.ask("LASTSAVE");
            isSaving(server);
            load.run(LOOK_NANOS);
        }
    }

    private static boolean isSaving(ServerProcess server) throws IOException, InterruptedException {
        String info = server.ask("INFO", "persistence");
        if (info.contains("rdb_last_bgsave_status:err")) {
            throw new IOException("BGSAVE failed");
        }
        return info.contains("rdb_bgsave_in_progress:1");
    }

    private static long freezeMicros(ServerProcess server) throws IOException, InterruptedException {
        Matcher freeze = FREEZE.matcher(server.ask("INFO", "stats"));
        if (!freeze.find()) {
            throw new IOException("INFO has no latest_fork_usec");
        }
        return Long.parseLong(freeze.group(1));
    }
}
