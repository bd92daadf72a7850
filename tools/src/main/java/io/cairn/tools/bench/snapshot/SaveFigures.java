package io.cairn.tools.bench.snapshot;

import io.cairn.tools.bench.Medians;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was found out about the saves of one server. */
final class SaveFigures {
    /** A figure of each save. */
    enum Line {
        WAIT_WITHOUT("longest wait without a save, ms"),
        WAIT_DURING("longest wait during one, ms"),
        P999_WITHOUT("99.9 % wait no longer without one, ms"),
        P999_DURING("99.9 % wait no longer during one, ms"),
        FREEZE("taking the snapshot (latest_fork_usec), ms"),
        PAUSE_WORK("longest pause of the JVM, ms"),
        PAUSE("with stopping the threads and letting them go, ms"),
        DURATION("duration of the save, s"),
        WRITES_WITHOUT("thousand writes a second without one"),
        WRITES_DURING("thousand writes a second during one"),
        MEMORY("resident memory before it, MB"),
        MEMORY_MORE("more at most meanwhile, MB");

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

    /** Adds the figure of one more save. */
    void add(Line line, double figure) {
        figures.computeIfAbsent(line, each -> new ArrayList<>()).add(figure);
    }

    /** The largest figure; no number if there is none. */
    double largest(Line line) {
        return all(line).stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }

    /** The median; no number if there is none. */
    double median(Line line) {
        return Medians.median(all(line));
    }

    private List<Double> all(Line line) {
        return figures.getOrDefault(line, List.of());
    }
}
