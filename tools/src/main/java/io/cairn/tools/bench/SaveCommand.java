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
 * newer came in later. A second connection measures how long a request waits.
 */
@Command(
        name = "measure-save",
        description = {
            "What BGSAVE costs under full write load; checks that the dump is of the command's moment.",
            "Exits with 1 if it is not."
        },
        mixinStandardHelpOptions = true)
public final class SaveCommand implements Callable<Integer> {
    private static final List<String> FIGURES = List.of(
            "longest wait of a request, ms: without a save",
            "  during it",
            "taking the snapshot, ms (latest_fork_usec)",
            "longest pause of the JVM during the save, ms",
            "duration of the save, s",
            "writes meanwhile, thousands",
            "resident memory before it, MB",
            "  more at most meanwhile",
            "elements of the dump that are wrong");
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
            names = "--baseline",
            defaultValue = "10",
            description = "seconds of load before the save (${DEFAULT-VALUE})")
    private int baselineSeconds;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (redis) {
            ServerProcess.requireProgram("redis-server");
        }
        List<String> options = List.of("--appendonly", "no", "--save", "");
        List<String> heads = new ArrayList<>(List.of(kind + ", " + keys, "cairn"));
        List<Result> results = new ArrayList<>();
        try (Workspace space = Workspace.create()) {
            PauseLog pauses = new PauseLog(space.resolve("pauses.log"));
            try (ServerProcess server = ServerProcess.cairn(space.resolve("cairn"), options, pauses.javaOption())) {
                results.add(measure(server, pauses));
            }
            if (redis) {
                heads.add("redis");
                try (ServerProcess server = ServerProcess.redis(space.resolve("redis"), options)) {
                    results.add(measure(server, null));
                }
            }
        }
        Table table = new Table(heads);
        for (int i = 0; i < FIGURES.size(); i++) {
            List<String> row = new ArrayList<>(List.of(FIGURES.get(i)));
            for (Result result : results) {
                row.add(result.figures.get(i));
            }
            table.add(row);
        }
        table.print();
        return results.stream().allMatch(Result::right) ? 0 : 1;
    }

    /** What was found out about one server, in the order of the lines. */
    private record Result(List<String> figures, boolean right) {}

    private Result measure(ServerProcess server, @Nullable PauseLog pauses) throws IOException, InterruptedException {
        System.err.printf("%s: writing %d elements%n", server.name(), keys);
        return server.talk(writer -> server.talk(prober -> {
            SaveLoad load = new SaveLoad(writer, kind, keys);
            load.fill();
            SaveProbe probe = new SaveProbe(prober, kind.read());
            probe.start();
            try {
                load.run(TimeUnit.SECONDS.toNanos(baselineSeconds));
                return save(server, load, probe, pauses);
            } finally {
                probe.end();
            }
        }));
    }

    private Result save(ServerProcess server, SaveLoad load, SaveProbe probe, @Nullable PauseLog pauses)
            throws IOException, InterruptedException {
        long longestBefore = probe.takeLongestNanos();
        long lastSave = Long.parseLong(server.ask("LASTSAVE"));
        // The time of a save is told in whole seconds.
        TimeUnit.MILLISECONDS.sleep(1100);
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
            load.run(TimeUnit.MILLISECONDS.toNanos(100));
            peak = Math.max(peak, server.residentBytes());
        }
        long nanos = System.nanoTime() - start;
        long longestDuring = probe.takeLongestNanos();
        String pause = pauses == null ? "" : Table.figure(pauses.longestNanos() / 1e6);
        long written = load.written() - writtenBefore;
        Path dump = server.directory().resolve("dump.rdb");
        long wrong = DumpCheck.countWrong(dump, kind, expected);
        return new Result(
                List.of(
                        Table.figure(longestBefore / 1e6),
                        Table.figure(longestDuring / 1e6),
                        Table.figure(freezeMicros(server) / 1e3),
                        pause,
                        Table.figure(nanos / 1e9),
                        Table.figure(written / 1e3),
                        Table.figure(residentBefore / 1e6),
                        Table.figure((peak - residentBefore) / 1e6),
                        wrong + " of " + expected.length),
                wrong == 0);
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
