package io.cairn.tools.bench.report;

import java.util.List;
import java.util.Locale;

/** Charts as SVG; colours come from the style sheet of the page: class {@code s0} for the first server, {@code s1} for the second. */
final class Chart {
    private static final int WIDTH = 900;

    /** Where the names of the rows end, and the bars begin. */
    private static final int LEFT = 140;

    /** Room for the figure behind a bar. */
    private static final int RIGHT = 80;

    private static final int BAR = 14;
    private static final int GAP = 10;
    private static final int TOP = 4;
    private static final int AXIS = 22;
    private static final int DOT = 4;

    /**
     * A row of a chart.
     *
     * @param name what it is about
     * @param servers for each server its figures
     */
    record Row(String name, List<List<Double>> servers) {}

    private final StringBuilder out = new StringBuilder();
    private int y;

    private Chart(String label, int height) {
        append(
                "<div class=\"wide\"><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
                WIDTH, height, HtmlPage.escape(label));
        y = TOP;
    }

    /** A bar for each server; in each row the longest fills the width, since rows are not comparable. */
    static String bars(String label, List<Row> rows) {
        Chart chart = new Chart(label, height(rows));
        for (Row row : rows) {
            chart.name(row);
            double longest = row.servers().stream()
                    .mapToDouble(each -> each.get(0))
                    .filter(Double::isFinite)
                    .max()
                    .orElse(0);
            for (int server = 0; server < row.servers().size(); server++) {
                double value = row.servers().get(server).get(0);
                double width = Double.isFinite(value) && longest > 0 ? (WIDTH - LEFT - RIGHT) * value / longest : 0;
                chart.append(
                        "<rect class=\"s%d\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>%n",
                        server, LEFT, chart.y, Math.max(1, width), BAR - 3);
                chart.append(
                        "<text x=\"%.1f\" y=\"%d\">%s</text>%n",
                        LEFT + Math.max(1, width) + 6, chart.y + BAR - 4, HtmlPage.figure(value));
                chart.y += BAR;
            }
            chart.y += GAP;
        }
        return chart.end();
    }

    /** For each server a line from its least figure to its most, with a dot at each, on a common scale of powers of ten. */
    static String ranges(String label, String unit, List<Row> rows) {
        double least = Double.MAX_VALUE;
        double most = 0;
        for (Row row : rows) {
            for (List<Double> figures : row.servers()) {
                for (double figure : figures) {
                    least = figure > 0 ? Math.min(least, figure) : least;
                    most = Math.max(most, figure);
                }
            }
        }
        int firstPower = most > 0 ? (int) Math.floor(Math.log10(least)) : 0;
        int lastPower = most > 0 ? Math.max(firstPower + 1, (int) Math.ceil(Math.log10(most))) : 1;
        Chart chart = new Chart(label, height(rows) + AXIS);
        chart.axis(unit, firstPower, lastPower, height(rows));
        for (Row row : rows) {
            chart.name(row);
            for (int server = 0; server < row.servers().size(); server++) {
                chart.range(server, row.servers().get(server), firstPower, lastPower);
                chart.y += BAR;
            }
            chart.y += GAP;
        }
        return chart.end();
    }

    private static int height(List<Row> rows) {
        return TOP
                + rows.stream()
                        .mapToInt(row -> row.servers().size() * BAR + GAP)
                        .sum();
    }

    private void name(Row row) {
        int middle = y + row.servers().size() * BAR / 2 + 3;
        append(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n",
                LEFT - 10, middle, HtmlPage.escape(row.name()));
    }

    private void axis(String unit, int firstPower, int lastPower, int bottom) {
        for (int power = firstPower; power <= lastPower; power++) {
            double x = x(Math.pow(10, power), firstPower, lastPower);
            append("<line x1=\"%.1f\" y1=\"0\" x2=\"%.1f\" y2=\"%d\"/>%n", x, x, bottom);
            append(
                    "<text class=\"faint\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s %s</text>%n",
                    x,
                    bottom + AXIS - 6,
                    power < 0 ? "0." + "0".repeat(-power - 1) + "1" : "1" + "0".repeat(power),
                    HtmlPage.escape(unit));
        }
    }

    private void range(int server, List<Double> figures, int firstPower, int lastPower) {
        int middle = y + BAR / 2;
        append(
                "<line class=\"s%d\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>%n",
                server,
                x(figures.get(0), firstPower, lastPower),
                middle,
                x(figures.get(figures.size() - 1), firstPower, lastPower),
                middle);
        for (double figure : figures) {
            append(
                    "<circle class=\"s%d\" cx=\"%.1f\" cy=\"%d\" r=\"%d\"><title>%s</title></circle>%n",
                    server, x(figure, firstPower, lastPower), middle, DOT, HtmlPage.figure(figure));
        }
    }

    private static double x(double value, int firstPower, int lastPower) {
        double power = Math.max(firstPower, value > 0 ? Math.log10(value) : firstPower);
        return LEFT + (WIDTH - LEFT - RIGHT) * (power - firstPower) / (lastPower - firstPower);
    }

    private void append(String format, Object... arguments) {
        out.append(String.format(Locale.ROOT, format, arguments));
    }

    private String end() {
        return out.append("</svg></div>\n").toString();
    }
}
