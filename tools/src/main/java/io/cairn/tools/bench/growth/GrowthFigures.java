package io.cairn.tools.bench.growth;

import io.cairn.tools.bench.report.BenchReport.Server;
import io.cairn.tools.bench.report.Grid;
import io.cairn.tools.bench.report.Grid.Label;
import io.cairn.tools.bench.report.Grid.Measure;
import io.cairn.tools.bench.report.Grid.Row;
import io.cairn.tools.bench.report.Section;
import io.cairn.tools.bench.report.Section.Curve;
import io.cairn.tools.bench.report.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was found out about operations at several sizes, and whether it keeps the budgets.
 *
 * <p>Growth is judged from the first size to the last: the cost may grow by the factor by which the logarithm of the size does. The cost
 * is that of the whole command, with reading it and writing its reply, which the size does not change, and with the caches of
 * the processor, which hold ever less of larger data. The growth of the other server, which has the same caches, is told beside it.
 */
final class GrowthFigures {
    /** Where costs are compared with the other server's. */
    private static final int COMPARED_SIZE = 1_000_000;

    private static final double MOST_RATIO = 0.5;

    private final List<GrowthOperation> operations;
    private final List<Integer> sizes;
    private final Map<GrowthOperation, SortedMap<Integer, List<Double>>> cpuMicros =
            new EnumMap<>(GrowthOperation.class);

    /**
     * Nothing found yet.
     *
     * @param sizes rising
     */
    GrowthFigures(List<GrowthOperation> operations, List<Integer> sizes) {
        this.operations = operations;
        this.sizes = sizes;
    }

    /** Adds the cost of one command, for each server. */
    void add(GrowthOperation operation, int size, List<Double> micros) {
        cpuMicros.computeIfAbsent(operation, each -> new TreeMap<>()).put(size, micros);
    }

    /** For each server. */
    private List<Double> micros(GrowthOperation operation, int size) {
        return cpuMicros.getOrDefault(operation, new TreeMap<>()).getOrDefault(size, List.of());
    }

    private double micros(GrowthOperation operation, int size, int server) {
        return micros(operation, size).get(server);
    }

    /** By how much more a command costs at the last size than at the first. */
    double growth(GrowthOperation operation, int server) {
        return micros(operation, last(), server) / micros(operation, first(), server);
    }

    /** By how much more it may. */
    double mostGrowth() {
        return Math.log(last()) / Math.log(first());
    }

    private int first() {
        return sizes.get(0);
    }

    private int last() {
        return sizes.get(sizes.size() - 1);
    }

    /** All of it. */
    Section section(List<Server> servers) {
        return new Section(
                "growth",
                "Cost as data grows",
                "Microseconds of the server's CPU time for each command, medians of the runs. A cost that grows with the logarithm of"
                        + " the size, or less, may grow by that of the last size through that of the first; all of a"
                        + " command counts, reading it and replying too.",
                grid(),
                verdicts(servers),
                curves(servers.size()));
    }

    private Grid grid() {
        List<Row> rows = new ArrayList<>();
        for (GrowthOperation operation : operations) {
            for (int size : sizes) {
                List<Double> micros = micros(operation, size);
                rows.add(new Row(List.of(operation.toString(), size, operation.what()), List.of(micros)));
            }
        }
        return new Grid(
                List.of(new Label("operation", "operation"), new Label("elements", "n"), new Label("what", "what")),
                List.of(new Measure("cpuMicros", "µs", true)),
                rows);
    }

    /** Of indexed operations their growth, the other server's beside it for comparison; of all of them the cost at a million. */
    private List<Verdict> verdicts(List<Server> servers) {
        List<Verdict> verdicts = new ArrayList<>();
        for (GrowthOperation operation : operations) {
            if (operation.isIndexed() && sizes.size() > 1) {
                verdicts.add(new Verdict(
                        operation.toString(), growthText(operation, servers), growth(operation, 0), mostGrowth()));
            }
        }
        if (servers.size() > 1 && sizes.contains(COMPARED_SIZE)) {
            for (GrowthOperation operation : operations) {
                double ratio = micros(operation, COMPARED_SIZE, 0) / micros(operation, COMPARED_SIZE, 1);
                verdicts.add(new Verdict(
                        operation.toString(),
                        "CPU time at 1,000,000 through " + servers.get(1).name() + "'s",
                        ratio,
                        MOST_RATIO));
            }
        }
        return verdicts;
    }

    private String growthText(GrowthOperation operation, List<Server> servers) {
        String text = String.format(Locale.ROOT, "growth from %,d to %,d", first(), last());
        double others = servers.size() < 2 ? Double.NaN : growth(operation, 1);
        return Double.isFinite(others)
                ? text
                        + String.format(
                                Locale.ROOT, " (%s: %.2f)", servers.get(1).name(), others)
                : text;
    }

    private List<Curve> curves(int servers) {
        List<Curve> curves = new ArrayList<>();
        for (GrowthOperation operation : operations) {
            List<List<Double>> lines = new ArrayList<>();
            for (int server = 0; server < servers; server++) {
                List<Double> line = new ArrayList<>();
                for (int size : sizes) {
                    line.add(micros(operation, size, server));
                }
                lines.add(line);
            }
            curves.add(new Curve(operation + ", µs", sizes, lines));
        }
        return curves;
    }
}
