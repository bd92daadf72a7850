package io.cairn.tools.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows of cells as lines of text: the first column to the left, all others to the right, each as wide as it must be. */
final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    Table(List<String> heads) {
        rows.add(List.copyOf(heads));
    }

    /** Adds a row with as many cells as there are heads. */
    void add(List<String> cells) {
        if (cells.size() != rows.get(0).size()) {
            throw new IllegalArgumentException(
                    "cells=" + cells.size() + " heads=" + rows.get(0).size());
        }
        rows.add(List.copyOf(cells));
    }

    /** A figure with as many digits behind the point as keep it readable; a dash if there is none to divide by. */
    static String figure(double value) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        String format = value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    /** The lines, heads first. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                String padding = " ".repeat(width(column) - cell.length());
                line.append(column == 0 ? cell + padding : GAP + padding + cell);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    /** Prints the lines. */
    void print() {
        lines().forEach(System.out::println);
    }
}
