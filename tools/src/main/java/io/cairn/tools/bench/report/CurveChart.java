package io.cairn.tools.bench.report;

import io.cairn.tools.bench.report.Section.Curve;
import java.util.List;
import java.util.Locale;

/**
 * Curves as SVG, a small panel each, three beside one another. Sizes stand on a scale of powers of ten, so that what grows with log n is
 * a straight line; figures stand on one from zero to the largest of the panel. Colours come from the style sheet of the page: class
 * {@code s0} for the first server, {@code s1} for the second.
 */
final class CurveChart {
    private static final int COLUMNS = 3;
    private static final int PANEL_WIDTH = 300;
    private static final int PANEL_HEIGHT = 170;

    /** Around the field of a panel: for the figures of its scale, its name, its sizes. */
    private static final int LEFT = 44;

    private static final int RIGHT = 34;
    private static final int TOP = 26;
    private static final int BOTTOM = 26;

    private static final int DOT = 3;

    private final StringBuilder out = new StringBuilder();

    private CurveChart() {}

    /** A panel for each curve. */
    static String of(String label, List<Curve> curves) {
        CurveChart chart = new CurveChart();
        int rows = (curves.size() + COLUMNS - 1) / COLUMNS;
        chart.append(
                "<div class=\"wide\"><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
                COLUMNS * PANEL_WIDTH, rows * PANEL_HEIGHT, HtmlPage.escape(label));
        for (int i = 0; i < curves.size(); i++) {
            chart.panel(curves.get(i), i % COLUMNS * PANEL_WIDTH, i / COLUMNS * PANEL_HEIGHT);
        }
        return chart.out.append("</svg></div>\n").toString();
    }

    private void panel(Curve curve, int x, int y) {
        double most = curve.servers().stream()
                .flatMap(List::stream)
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        int bottom = y + PANEL_HEIGHT - BOTTOM;
        append("<text x=\"%d\" y=\"%d\">%s</text>%n", x + LEFT, y + TOP - 10, HtmlPage.escape(curve.name()));
        scaleLine(x, bottom, 0);
        scaleLine(x, y + TOP, most);
        for (int size : List.of(curve.sizes().get(0), lastSize(curve))) {
            append(
                    "<text class=\"faint\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%,d</text>%n",
                    x + across(curve, size), bottom + 16, size);
        }
        for (int server = 0; server < curve.servers().size(); server++) {
            line(curve, server, x, y, most);
        }
    }

    private void scaleLine(int x, int y, double figure) {
        append("<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n", x + LEFT, y, x + PANEL_WIDTH - RIGHT, y);
        append(
                "<text class=\"faint\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n",
                x + LEFT - 6, y + 4, figure == 0 ? "0" : HtmlPage.figure(figure));
    }

    private void line(Curve curve, int server, int x, int y, double most) {
        StringBuilder points = new StringBuilder();
        StringBuilder dots = new StringBuilder();
        for (int i = 0; i < curve.sizes().size(); i++) {
            double figure = curve.servers().get(server).get(i);
            if (!Double.isFinite(figure)) {
                continue;
            }
            double pointX = x + across(curve, curve.sizes().get(i));
            double pointY = y + TOP + (PANEL_HEIGHT - TOP - BOTTOM) * (most > 0 ? 1 - figure / most : 1);
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", pointX, pointY));
            dots.append(String.format(
                    Locale.ROOT,
                    "<circle class=\"s%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"%d\"><title>%,d: %s</title></circle>%n",
                    server,
                    pointX,
                    pointY,
                    DOT,
                    curve.sizes().get(i),
                    HtmlPage.figure(figure)));
        }
        append(
                "<polyline class=\"s%d\" points=\"%s\"/>%n",
                server, points.toString().strip());
        out.append(dots);
    }

    private static int lastSize(Curve curve) {
        return curve.sizes().get(curve.sizes().size() - 1);
    }

    /** How far to the right of a panel's edge a size stands; in the middle if it is the only one. */
    private static double across(Curve curve, int size) {
        double first = Math.log(curve.sizes().get(0));
        double last = Math.log(lastSize(curve));
        double part = last > first ? (Math.log(size) - first) / (last - first) : 0.5;
        return LEFT + (PANEL_WIDTH - LEFT - RIGHT) * part;
    }

    private void append(String format, Object... arguments) {
        out.append(String.format(Locale.ROOT, format, arguments));
    }
}
