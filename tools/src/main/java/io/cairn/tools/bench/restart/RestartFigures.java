package io.cairn.tools.bench.restart;

import io.cairn.tools.bench.Medians;
import io.cairn.tools.bench.report.BenchReport.Server;
import io.cairn.tools.bench.report.Grid;
import io.cairn.tools.bench.report.Grid.Label;
import io.cairn.tools.bench.report.Grid.Measure;
import io.cairn.tools.bench.report.Grid.Row;
import io.cairn.tools.bench.report.Section;
import io.cairn.tools.bench.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How long starts have taken. */
final class RestartFigures {
    /** At least twice as fast as the other server. */
    private static final double MOST_RATIO = 0.5;

    private final List<Starts> all = new ArrayList<>();

    /** The starts with one file. */
    static final class Starts {
        private final String file;
        private final long bytes;
        private final List<List<Double>> seconds = new ArrayList<>();
        private final List<List<Double>> cpuSeconds = new ArrayList<>();

        private Starts(String file, long bytes, int servers) {
            this.file = file;
            this.bytes = bytes;
            for (int i = 0; i < servers; i++) {
                seconds.add(new ArrayList<>());
                cpuSeconds.add(new ArrayList<>());
            }
        }

        /** Adds a start of a server. */
        void add(int server, double wallSeconds, double processorSeconds) {
            seconds.get(server).add(wallSeconds);
            cpuSeconds.get(server).add(processorSeconds);
        }

        private Row row() {
            List<Double> wall = seconds.stream().map(Medians::median).toList();
            return new Row(
                    List.of(file, bytes),
                    List.of(
                            wall,
                            wall.stream().map(each -> bytes / 1e6 / each).toList(),
                            cpuSeconds.stream().map(Medians::median).toList()));
        }
    }

    /** Begins with another file. */
    Starts begin(String file, long bytes, int servers) {
        Starts starts = new Starts(file, bytes, servers);
        all.add(starts);
        return starts;
    }

    /** All of it. */
    Section section(List<Server> servers) {
        List<Row> rows = all.stream().map(Starts::row).toList();
        List<Verdict> verdicts = new ArrayList<>();
        for (Row row : servers.size() < 2 ? List.<Row>of() : rows) {
            verdicts.add(new Verdict(
                    String.format(Locale.ROOT, "%s of %,d bytes", row.labels().toArray()),
                    "time to the first answer through " + servers.get(1).name() + "'s",
                    row.ratio(0),
                    MOST_RATIO));
        }
        return new Section(
                "restart",
                "Restart",
                "From the command line to the first answer that is not an error, after a kill; medians of the starts. All have all"
                        + " cores; CPU time is that of the whole process until then.",
                new Grid(
                        List.of(new Label("file", "file"), new Label("bytes", "bytes")),
                        List.of(
                                new Measure("seconds", "s", true),
                                new Measure("megabytesPerSecond", "MB/s", false),
                                new Measure("cpuSeconds", "CPU s", true)),
                        rows),
                verdicts,
                List.of());
    }
}
