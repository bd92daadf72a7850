package io.cairn.tools.bench.steady;

import io.cairn.tools.bench.report.BenchReport.Server;
import io.cairn.tools.bench.report.Grid;
import io.cairn.tools.bench.report.Grid.Label;
import io.cairn.tools.bench.report.Grid.Measure;
import io.cairn.tools.bench.report.Grid.Row;
import io.cairn.tools.bench.report.Section;
import io.cairn.tools.bench.report.Verdict;
import io.cairn.tools.bench.steady.SteadyFigures.Line;
import java.util.Arrays;
import java.util.List;

/** How long requests have waited, and whether that keeps the budget. */
final class SteadyReport {
    private static final double MOST_P999_RATIO = 1;

    private SteadyReport() {}

    /** All of it. */
    static Section section(List<Server> servers, List<SteadyFigures> figures) {
        List<Row> rows = Arrays.stream(Line.values())
                .map(line -> new Row(
                        List.of(line.toString()),
                        List.of(figures.stream().map(each -> each.median(line)).toList())))
                .toList();
        return new Section(
                "steady",
                "Waits at a steady load",
                "Medians of the runs. Of five requests one reads, two overwrite keys that last, and two insert keys that expire."
                        + " Requests come at a fixed rate, and waits count from when a request was to be sent.",
                new Grid(List.of(new Label("figure", "")), List.of(new Measure("median", "", true)), rows),
                verdicts(servers, figures),
                List.of());
    }

    private static List<Verdict> verdicts(List<Server> servers, List<SteadyFigures> figures) {
        if (servers.size() < 2) {
            return List.of();
        }
        double ratio = figures.get(0).median(Line.P999) / figures.get(1).median(Line.P999);
        return List.of(new Verdict("p99.9", "through " + servers.get(1).name() + "'s", ratio, MOST_P999_RATIO));
    }
}
