package io.cairn.tools.bench.start;

import io.cairn.tools.bench.Aof;
import io.cairn.tools.bench.CountOption;
import io.cairn.tools.bench.Info;
import io.cairn.tools.bench.Medians;
import io.cairn.tools.bench.Mode;
import io.cairn.tools.bench.Program;
import io.cairn.tools.bench.ServerProcess;
import io.cairn.tools.bench.Servers;
import io.cairn.tools.bench.Settling;
import io.cairn.tools.bench.report.BenchReport;
import io.cairn.tools.bench.report.BenchReport.Server;
import io.cairn.tools.bench.report.BenchReport.Setting;
import io.cairn.tools.bench.report.Grid;
import io.cairn.tools.bench.report.Grid.Label;
import io.cairn.tools.bench.report.Grid.Measure;
import io.cairn.tools.bench.report.Grid.Row;
import io.cairn.tools.bench.report.Section;
import io.cairn.tools.bench.report.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How long a new process with an empty directory takes until it answers PING, and how much memory it has when it is idle. */
@Command(
        name = "--start",
        description = {
            "How long a start with an empty directory takes, from the command line to PONG, and memory when idle.",
            "Servers have all cores."
        },
        mixinStandardHelpOptions = true)
public final class StartMode extends Mode {
    private static final double MOST_MS = 400;
    private static final double MOST_IDLE_MEGABYTES = 60;

    @Option(
            names = "--rounds",
            converter = CountOption.class,
            defaultValue = "7",
            description = "starts of each server, in turn (${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--aof",
            defaultValue = "off",
            description = "when servers force their log: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
    private Aof aof = Aof.OFF;

    @Mixin
    private final Settling settling = new Settling();

    @Override
    protected BenchReport measure() throws IOException, InterruptedException {
        List<List<Double>> ms = new ArrayList<>();
        List<List<Double>> cpuMs = new ArrayList<>();
        List<Double> idleMegabytes = new ArrayList<>();
        List<Server> descriptions = new ArrayList<>();
        for (int i = 0; i < programs().size(); i++) {
            ms.add(new ArrayList<>());
            cpuMs.add(new ArrayList<>());
        }
        try (Servers servers = Servers.create()) {
            for (int round = 1; round <= rounds; round++) {
                for (int i = 0; i < programs().size(); i++) {
                    Program program = programs().get(i);
                    progress().show("%s: start %d of %d", program.name(), round, rounds);
                    long before = System.nanoTime();
                    ServerProcess server = servers.onAllCores(program, aof.serverOptions(), "");
                    ms.get(i).add((System.nanoTime() - before) / 1e6);
                    cpuMs.get(i).add(server.cpuMicros() / 1e3);
                    if (round == rounds) {
                        descriptions.add(Info.describe(server));
                    }
                    servers.end(server);
                }
            }
            for (Program program : programs()) {
                progress().show("%s: waiting until memory has settled", program.name());
                ServerProcess server = servers.onAllCores(program, aof.serverOptions(), "");
                settling.of(List.of(server));
                idleMegabytes.add(server.residentBytes() / 1e6);
                servers.end(server);
            }
        }
        Section section = section(ms, cpuMs, idleMegabytes);
        return report(descriptions, settings(), List.of(), List.of(section));
    }

    /** What was found, for each server, and whether Cairn's keeps the budgets. */
    static Section section(List<List<Double>> ms, List<List<Double>> cpuMs, List<Double> idleMegabytes) {
        List<Row> rows = List.of(
                row("to PONG, ms", ms),
                row("CPU time until then, ms", cpuMs),
                row("memory when idle, MB", idleMegabytes.stream().map(List::of).toList()));
        return new Section(
                "start",
                "Start",
                "Of new processes with empty directories, from the command line to PONG: median and largest of the starts."
                        + " Resident memory of one that nobody has asked for anything since.",
                new Grid(
                        List.of(new Label("figure", "")),
                        List.of(new Measure("median", "", true), new Measure("largest", "most", false)),
                        rows),
                List.of(
                        new Verdict("start", "ms to PONG, median", median(rows.get(0)), MOST_MS),
                        new Verdict("idle", "MB of resident memory", median(rows.get(2)), MOST_IDLE_MEGABYTES)),
                List.of());
    }

    private static Row row(String what, List<List<Double>> figures) {
        return new Row(
                List.of(what),
                List.of(
                        figures.stream().map(Medians::median).toList(),
                        figures.stream().map(Collections::max).toList()));
    }

    private static double median(Row row) {
        return row.figures().get(0).get(0);
    }

    private List<Setting> settings() {
        return List.of(
                new Setting("append-only log", aof.toString()),
                new Setting("starts of each server, in turn", Integer.toString(rounds)));
    }
}
