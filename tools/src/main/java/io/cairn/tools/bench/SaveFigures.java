package io.cairn.tools.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was found out about the saves of one server. */
final class SaveFigures {
    /** A line of the table; its figures are one of each save. */
    enum Line {
        WAIT_WITHOUT("longest wait of a request, ms: without a save"),
        WAIT_DURING("  during one"),
        FREEZE("taking the snapshot, ms (latest_fork_usec)"),
        PAUSE_WORK("longest pause of the JVM during it, ms"),
        PAUSE("  with stopping the threads and letting them go"),
        DURATION("duration of the save, s"),
        WRITTEN("writes meanwhile, thousands"),
        MEMORY("resident memory before it, MB"),
        MEMORY_MORE("  more at most meanwhile"),
        WRONG("elements of the dump that are wrong");

        private final String text;

        Line(String text) {
            this.text = text;
        }

        /** What it says, for people. */
        String text() {
            return text;
        }
    }

    private final Map<Line, List<Double>> figures = new EnumMap<>(Line.class);

    /** Adds the figure of one more save. */
    void add(Line line, double figure) {
        figures.computeIfAbsent(line, each -> new ArrayList<>()).add(figure);
    }

    /** The largest figure; 0 if there is none. */
    double largest(Line line) {
        return all(line).stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    /** The median and the largest; nothing if the line has no figures. */
    String cell(Line line) {
        List<Double> all = all(line);
        if (all.isEmpty()) {
            return "";
        }
        double median =
                Medians.median(all.stream().mapToDouble(Double::doubleValue).toArray());
        return line == Line.WRONG
                ? Long.toString((long) largest(line))
                : Table.figure(median) + " / " + Table.figure(largest(line));
    }

    private List<Double> all(Line line) {
        return figures.getOrDefault(line, List.of());
    }
}
