package io.cairn.tools.bench.steady;

import io.cairn.tools.bench.Medians;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was found out about one server. */
final class SteadyFigures {
    /** A figure of each run. */
    enum Line {
        PEAK("peak, thousand requests a second"),
        PEAK_CORE("core busy at the peak, %"),
        RATE("load, thousand requests a second"),
        CORE("core busy at the load, %"),
        CPU("CPU time for each request, µs"),
        P50("p50, ms"),
        P99("p99, ms"),
        P999("p99.9, ms"),
        P9999("p99.99, ms"),
        LONGEST("longest wait, ms"),
        LATE("p99.9 of what the load itself was late, ms"),
        INSERTED("thousand keys inserted a second"),
        EXPIRED("thousand keys expired a second"),
        MEMORY("resident memory at the end, MB");

        private final String text;

        Line(String text) {
            this.text = text;
        }

        /** What it says. */
        @Override
        public String toString() {
            return text;
        }
    }

    private final Map<Line, List<Double>> figures = new EnumMap<>(Line.class);

    /** Adds a figure of one more run. */
    void add(Line line, double figure) {
        figures.computeIfAbsent(line, each -> new ArrayList<>()).add(figure);
    }

    /** The median; no number if there is none. */
    double median(Line line) {
        return Medians.median(figures.getOrDefault(line, List.of()));
    }
}
