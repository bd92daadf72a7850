package io.cairn.tools.bench.report;

import java.util.List;

/**
 * What a mode other than the workloads has found.
 *
 * @param name for programs
 * @param title for people
 * @param explanation what the figures are, and how they were made
 * @param grid the figures
 * @param verdicts what became of the budgets
 * @param curves figures that grow with something; none if there are none
 */
public record Section(
        String name, String title, String explanation, Grid grid, List<Verdict> verdicts, List<Curve> curves) {
    /**
     * How one thing grows.
     *
     * @param name its name
     * @param sizes what it grows with, rising
     * @param servers for each server a figure for each size
     */
    public record Curve(String name, List<Integer> sizes, List<List<Double>> servers) {}
}
