package io.cairn.tools.bench;

import io.cairn.tools.bench.report.BenchReport;
import io.cairn.tools.bench.report.BenchReport.Server;
import io.cairn.tools.bench.report.Figures;
import io.cairn.tools.bench.report.Figures.Latency;
import io.cairn.tools.bench.report.Result;
import io.cairn.tools.bench.report.Run;
import io.cairn.tools.bench.report.Section;
import io.cairn.tools.bench.report.Spread;
import io.cairn.tools.bench.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the benchmark has found, as tables for a terminal. */
final class BenchText {
    private static final double MICROS_PER_MS = 1000;

    private BenchText() {}

    static void print(BenchReport report) {
        lines(report).forEach(System.out::println);
    }

    static List<String> lines(BenchReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(report.servers().stream().map(Server::toString).collect(Collectors.joining(" beside ")));
        lines.add(report.settings().stream()
                .map(setting -> setting.name() + ": " + setting.value())
                .collect(Collectors.joining("; ")));
        if (!report.results().isEmpty()) {
            lines.addAll(workloads(report));
        }
        report.sections().forEach(section -> lines.addAll(section(report, section)));
        if (!report.warnings().isEmpty()) {
            lines.add("");
            lines.addAll(report.warnings());
        }
        return lines;
    }

    private static List<String> workloads(BenchReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(
                "k/s: thousand requests per second; µs: of the server's CPU time for each request; medians of the runs;"
                        + " ratios with the least and the most of all pairs");
        lines.addAll(costs(report).lines());
        lines.add("");
        lines.add(
                "p50, p99, p99.9: ms from sending a pipeline to its last reply; RSS: MB; core, load: how busy the core of the"
                        + " server was, and that of the load");
        lines.addAll(roundTrips(report).lines());
        return lines;
    }

    private static List<String> section(BenchReport report, Section section) {
        List<String> lines = new ArrayList<>(List.of("", section.title() + ". " + section.explanation()));
        Table figures = new Table(section.grid().heads(report.servers()));
        section.grid().rows().forEach(row -> figures.add(section.grid().cells(row, Table::figure)));
        lines.addAll(figures.lines());
        if (!section.verdicts().isEmpty()) {
            lines.add("");
            Table budgets = new Table(List.of("budget", "what", "found", "at most", ""));
            for (Verdict verdict : section.verdicts()) {
                budgets.add(List.of(
                        verdict.subject(),
                        verdict.what(),
                        Table.figure(verdict.figure()),
                        Table.figure(verdict.budget()),
                        verdict.word()));
            }
            lines.addAll(budgets.lines());
        }
        return lines;
    }

    /** Throughput and processor time; a ratio stands before the least and the most of all pairs. */
    private static Table costs(BenchReport report) {
        List<String> heads = new ArrayList<>(List.of("workload", "pipeline"));
        for (String unit : List.of("k/s", "µs")) {
            for (Server server : report.servers()) {
                heads.add(server.shortName() + " " + unit);
            }
            if (report.servers().size() > 1) {
                heads.addAll(List.of("ratio", "least–most"));
            }
        }
        Table table = new Table(heads);
        for (Result result : report.results()) {
            List<String> cells = new ArrayList<>(List.of(result.workload(), Integer.toString(result.pipeline())));
            result.servers().forEach(each -> cells.add(Table.figure(each.perSecond() / 1000)));
            result.throughputRatio().ifPresent(ratio -> addRatio(cells, ratio));
            result.servers()
                    .forEach(each -> cells.add(Table.figure(each.cpuMicrosEach().median())));
            result.cpuRatio().ifPresent(ratio -> addRatio(cells, ratio));
            table.add(cells);
        }
        return table;
    }

    private static void addRatio(List<String> cells, Spread ratio) {
        cells.add(Table.figure(ratio.median()));
        cells.add(ratio.isRange() ? Table.figure(ratio.least()) + "–" + Table.figure(ratio.most()) : "");
    }

    private static Table roundTrips(BenchReport report) {
        List<String> heads = new ArrayList<>(List.of("workload", "pipeline"));
        for (Server server : report.servers()) {
            heads.addAll(List.of(server.shortName() + " p50", "p99", "p99.9", "RSS", "core", "load"));
        }
        Table table = new Table(heads);
        for (Result result : report.results()) {
            List<String> cells = new ArrayList<>(List.of(result.workload(), Integer.toString(result.pipeline())));
            for (Figures figures : result.servers()) {
                Latency latency = figures.roundTrips();
                cells.add(Table.figure(latency.p50() / MICROS_PER_MS));
                cells.add(Table.figure(latency.p99() / MICROS_PER_MS));
                cells.add(Table.figure(latency.p999() / MICROS_PER_MS));
                cells.add(Table.figure(figures.residentBytes() / 1e6));
                cells.add(percent(figures.of(Run::serverBusy)));
                cells.add(percent(figures.of(Run::loadBusy)));
            }
            table.add(cells);
        }
        return table;
    }

    private static String percent(Spread share) {
        return Math.round(100 * share.median()) + " %";
    }
}
