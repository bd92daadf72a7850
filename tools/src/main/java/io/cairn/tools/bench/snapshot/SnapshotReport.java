package io.cairn.tools.bench.snapshot;

import io.cairn.tools.bench.report.BenchReport.Server;
import io.cairn.tools.bench.report.Grid;
import io.cairn.tools.bench.report.Grid.Label;
import io.cairn.tools.bench.report.Grid.Measure;
import io.cairn.tools.bench.report.Grid.Row;
import io.cairn.tools.bench.report.Section;
import io.cairn.tools.bench.report.Verdict;
import io.cairn.tools.bench.snapshot.SaveFigures.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What saves have cost, and whether that keeps the budgets. Those that are times are judged by the largest of all saves; comparisons, with
 * the other server or with times without a save, by medians.
 */
final class SnapshotReport {
    private static final double MOST_FREEZE_MS = 0.1;
    private static final double MOST_PAUSE_MS = 1;
    private static final double MOST_WAIT_MS = 5;
    private static final double MOST_WAIT_RATIO = 0.2;
    private static final double MOST_P999_GROWTH = 2;
    private static final double MOST_MEMORY_RATIO = 1;

    private SnapshotReport() {}

    /** All of it. */
    static Section section(SaveKind kind, List<Server> servers, List<SaveFigures> figures) {
        List<Row> rows = Arrays.stream(Line.values())
                .map(line -> new Row(
                        List.of(line.toString()),
                        List.of(
                                figures.stream().map(each -> each.median(line)).toList(),
                                figures.stream().map(each -> each.largest(line)).toList())))
                .toList();
        return new Section(
                "snapshot",
                "Saves under load: " + kind,
                "Median and largest of the saves. One connection writes at full speed, another asks every millisecond, for as long"
                        + " with a save as without. Extra memory counts that which a forked child does not share. Times are judged by"
                        + " the largest, comparisons by medians.",
                new Grid(
                        List.of(new Label("figure", "")),
                        List.of(new Measure("median", "", true), new Measure("largest", "most", false)),
                        rows),
                verdicts(servers, figures),
                List.of());
    }

    private static List<Verdict> verdicts(List<Server> servers, List<SaveFigures> figures) {
        SaveFigures ours = figures.get(0);
        List<Verdict> verdicts = new ArrayList<>(List.of(
                new Verdict("snapshot", "ms to take it", ours.largest(Line.FREEZE), MOST_FREEZE_MS),
                new Verdict("JVM", "ms of a pause", ours.largest(Line.PAUSE_WORK), MOST_PAUSE_MS),
                new Verdict("wait", "ms", ours.largest(Line.WAIT_DURING), MOST_WAIT_MS),
                new Verdict(
                        "p99.9",
                        "during a save through without one",
                        ours.median(Line.P999_DURING) / ours.median(Line.P999_WITHOUT),
                        MOST_P999_GROWTH)));
        if (servers.size() > 1) {
            String through = " through " + servers.get(1).name() + "'s";
            SaveFigures theirs = figures.get(1);
            verdicts.add(
                    new Verdict("wait", "longest" + through, ratio(Line.WAIT_DURING, ours, theirs), MOST_WAIT_RATIO));
            verdicts.add(
                    new Verdict("memory", "extra" + through, ratio(Line.MEMORY_MORE, ours, theirs), MOST_MEMORY_RATIO));
        }
        return verdicts;
    }

    private static double ratio(Line line, SaveFigures ours, SaveFigures theirs) {
        return ours.median(line) / theirs.median(line);
    }
}
