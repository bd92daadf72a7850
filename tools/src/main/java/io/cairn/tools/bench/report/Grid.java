package io.cairn.tools.bench.report;

import io.cairn.tools.bench.report.BenchReport.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * Figures of all servers: each row has labels, and for each measure a figure of each server.
 *
 * @param labels what stands before the figures of a row
 * @param measures what was measured
 * @param rows in the order in which they were measured
 */
public record Grid(List<Label> labels, List<Measure> measures, List<Row> rows) {
    /**
     * A column of labels.
     *
     * @param key for programs
     * @param head for people
     */
    public record Label(String key, String head) {}

    /**
     * A column of figures for each server.
     *
     * @param key for programs, which ends with the unit
     * @param head the unit, for people
     * @param compared whether the first server's through the second's tells something
     */
    public record Measure(String key, String head, boolean compared) {}

    /**
     * A row.
     *
     * @param labels texts and whole numbers
     * @param figures for each measure those of all servers; no number where there is none
     */
    public record Row(List<?> labels, List<List<Double>> figures) {
        /** The first server's figure through the second's; no number if it is alone. */
        public double ratio(int measure) {
            List<Double> each = figures.get(measure);
            return each.size() < 2 ? Double.NaN : each.get(0) / each.get(1);
        }
    }

    /** The heads of the columns, for people. */
    public List<String> heads(List<Server> servers) {
        List<String> heads = new ArrayList<>(labels.stream().map(Label::head).toList());
        for (Measure measure : measures) {
            servers.forEach(server -> heads.add((server.shortName() + " " + measure.head()).strip()));
            if (isCompared(measure, servers.size())) {
                heads.add("ratio");
            }
        }
        return heads;
    }

    /** The cells of a row, for people. */
    public List<String> cells(Row row, DoubleFunction<String> figure) {
        List<String> cells =
                new ArrayList<>(row.labels().stream().map(Grid::text).toList());
        for (int i = 0; i < measures.size(); i++) {
            List<Double> each = row.figures().get(i);
            each.forEach(one -> cells.add(figure.apply(one)));
            if (isCompared(measures.get(i), each.size())) {
                cells.add(figure.apply(row.ratio(i)));
            }
        }
        return cells;
    }

    private static boolean isCompared(Measure measure, int servers) {
        return measure.compared() && servers > 1;
    }

    private static String text(Object label) {
        return label instanceof Number number
                ? String.format(Locale.ROOT, "%,d", number.longValue())
                : label.toString();
    }
}
