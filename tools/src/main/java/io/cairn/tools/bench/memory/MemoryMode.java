package io.cairn.tools.bench.memory;

import io.cairn.tools.bench.Aof;
import io.cairn.tools.bench.CountOption;
import io.cairn.tools.bench.Info;
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
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Memory per element of every kind of value. */
@Command(
        name = "--memory",
        description = {
            "Growth of resident memory per element, for every kind of value.",
            "Each kind is written to servers that have just started; memory is read once it has settled."
        },
        mixinStandardHelpOptions = true)
public final class MemoryMode extends Mode {
    private static final int BYTES_EACH = 1;

    @Option(
            names = "--keys",
            converter = CountOption.class,
            defaultValue = "1000000",
            description = "keys or elements of each kind; of small hashes, fields (${DEFAULT-VALUE})")
    private int keys;

    @Option(
            names = "--payload",
            converter = CountOption.class,
            defaultValue = "32",
            description = "bytes of a string's value (${DEFAULT-VALUE})")
    private int payload;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description =
                    "kinds to measure, all if not given: ${COMPLETION-CANDIDATES}; hashes are many small ones, those"
                            + " that follow are one big value each")
    private List<MemoryKind> only = List.of();

    @Option(
            names = "--aof",
            defaultValue = "off",
            description = "when servers force their log: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
    private Aof aof = Aof.OFF;

    @Mixin
    private final Settling settling = new Settling();

    @Override
    protected BenchReport measure() throws IOException, InterruptedException {
        List<Server> descriptions = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        List<MemoryKind> kinds = Arrays.stream(MemoryKind.values())
                .filter(each -> only.isEmpty() || only.contains(each))
                .toList();
        for (MemoryKind kind : kinds) {
            try (Servers servers = Servers.create()) {
                rows.add(row(servers, kind, descriptions));
            }
        }
        return report(descriptions, settings(), List.of(), List.of(section(kinds, rows, descriptions)));
    }

    private Row row(Servers all, MemoryKind kind, List<Server> descriptions) throws IOException, InterruptedException {
        progress().show("%s: starting servers", kind);
        List<ServerProcess> servers = new ArrayList<>();
        for (Program program : programs()) {
            ServerProcess server = all.onOneCore(program, aof.serverOptions());
            servers.add(server);
            if (descriptions.size() < servers.size()) {
                descriptions.add(Info.describe(server));
            }
        }
        settling.of(servers);
        List<Double> idle = residentBytes(servers);
        for (ServerProcess server : servers) {
            progress().show("%s: filling %s", kind, server.name());
            server.talk(connection -> {
                kind.fill(connection, keys, payload);
                return kind;
            });
        }
        progress().show("%s: waiting until memory has settled", kind);
        settling.of(servers);
        List<Double> filled = residentBytes(servers);
        List<Double> each = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            each.add((filled.get(i) - idle.get(i)) / kind.count(keys));
        }
        return new Row(
                List.of(kind.toString(), kind.count(keys), kind.element(), kind.what()),
                List.of(idle.stream().map(bytes -> bytes / 1e6).toList(), each));
    }

    private static List<Double> residentBytes(List<ServerProcess> servers) throws IOException {
        List<Double> bytes = new ArrayList<>();
        for (ServerProcess server : servers) {
            bytes.add((double) server.residentBytes());
        }
        return bytes;
    }

    /** What was found, and for each kind whether it takes no more than its part of the other server's memory. */
    static Section section(List<MemoryKind> kinds, List<Row> rows, List<Server> servers) {
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < rows.size() && servers.size() > 1; i++) {
            verdicts.add(new Verdict(
                    kinds.get(i).toString(),
                    "bytes each through " + servers.get(1).name() + "'s",
                    rows.get(i).ratio(BYTES_EACH),
                    kinds.get(i).budget()));
        }
        return new Section(
                "memory",
                "Memory",
                "Resident memory of servers that have just started, and by how much it grows with each element.",
                new Grid(
                        List.of(
                                new Label("kind", "kind"),
                                new Label("count", "count"),
                                new Label("of", "of"),
                                new Label("what", "what")),
                        List.of(
                                new Measure("idleMegabytes", "idle MB", false),
                                new Measure("bytesEach", "B each", true)),
                        rows),
                verdicts,
                List.of());
    }

    private List<Setting> settings() {
        return List.of(
                new Setting("append-only log", aof.toString()),
                new Setting("keys or elements", Integer.toString(keys)),
                new Setting("bytes of a string's value", Integer.toString(payload)));
    }
}
