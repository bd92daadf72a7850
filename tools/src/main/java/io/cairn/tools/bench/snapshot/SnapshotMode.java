package io.cairn.tools.bench.snapshot;

import io.cairn.tools.bench.Aof;
import io.cairn.tools.bench.CountOption;
import io.cairn.tools.bench.Info;
import io.cairn.tools.bench.Mode;
import io.cairn.tools.bench.Program;
import io.cairn.tools.bench.SecondsOption;
import io.cairn.tools.bench.ServerProcess;
import io.cairn.tools.bench.Servers;
import io.cairn.tools.bench.report.BenchReport;
import io.cairn.tools.bench.report.BenchReport.Server;
import io.cairn.tools.bench.report.BenchReport.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a save costs those who write and read meanwhile, and whether it holds exactly the moment of its command.
 *
 * <p>One connection writes at full speed, each time a number that rises with every request, and sends BGSAVE between two
 * of them. The dump must hold for each element the last number sent before BGSAVE: one that is older was lost, one that is
 * newer came in later. A second connection measures how long a request waits, for as long without a save as with one, in
 * turn: on a machine with few cores waits of some milliseconds come from the scheduler.
 */
@Command(
        name = "--snapshot",
        description = {
            "What BGSAVE costs under full write load: waits, throughput and memory.",
            "Servers have all cores. Each dump must be of the moment of its command."
        },
        mixinStandardHelpOptions = true)
public final class SnapshotMode extends Mode {
    private static final Path PROC = Path.of("/proc");

    @Option(
            names = "--keys",
            converter = CountOption.class,
            defaultValue = "10000000",
            description = "keys or elements (${DEFAULT-VALUE})")
    private int keys;

    @Option(
            names = "--kind",
            defaultValue = "strings",
            description = "${COMPLETION-CANDIDATES}: SET of many keys; ZADD, HSET, RPUSH of one (${DEFAULT-VALUE})")
    private SaveKind kind = SaveKind.STRINGS;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            converter = SecondsOption.class,
            defaultValue = "5",
            description = "load before the first save (${DEFAULT-VALUE})")
    private int warmUpSeconds;

    @Option(
            names = "--rounds",
            converter = CountOption.class,
            defaultValue = "5",
            description = "saves, and times without one between them (${DEFAULT-VALUE})")
    private int rounds;

    @Override
    protected BenchReport measure() throws IOException, InterruptedException {
        List<Server> descriptions = new ArrayList<>();
        List<SaveFigures> figures = new ArrayList<>();
        try (Servers servers = Servers.create()) {
            PauseLog pauses = new PauseLog(servers.directory("pauses.log"));
            for (Program program : programs()) {
                progress().show("starting %s", program.name());
                ServerProcess server = servers.onAllCores(program, Aof.OFF.serverOptions(), pauses.javaOption());
                descriptions.add(Info.describe(server));
                figures.add(measure(server, program.isCairn() ? pauses : null));
                servers.end(server);
            }
        }
        return report(
                descriptions, settings(), List.of(), List.of(SnapshotReport.section(kind, descriptions, figures)));
    }

    private SaveFigures measure(ServerProcess server, @Nullable PauseLog pauses)
            throws IOException, InterruptedException {
        SaveFigures figures = new SaveFigures();
        return server.talk(writer -> server.talk(prober -> {
            progress().show("%s: writing %,d elements", server.name(), keys);
            SaveLoad load = new SaveLoad(writer, kind, keys);
            load.fill();
            SaveProbe probe = new SaveProbe(prober, kind.read());
            MemoryWatch memory = new MemoryWatch(server, PROC);
            probe.start();
            memory.start();
            try {
                progress().show("%s warms up", server.name());
                load.run(TimeUnit.SECONDS.toNanos(warmUpSeconds));
                SaveRun run = new SaveRun(server, load, probe, memory, pauses, figures);
                for (int round = 1; round <= rounds; round++) {
                    progress().show("%s: save %d of %d", server.name(), round, rounds);
                    run.save();
                }
            } finally {
                probe.end();
                memory.end();
            }
            return figures;
        }));
    }

    private List<Setting> settings() {
        return List.of(
                new Setting("append-only log", Aof.OFF.toString()),
                new Setting("elements", Integer.toString(keys)),
                new Setting("warm-up", warmUpSeconds + " seconds"),
                new Setting("saves of each server", Integer.toString(rounds)));
    }
}
