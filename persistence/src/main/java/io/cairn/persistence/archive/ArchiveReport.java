package io.cairn.persistence.archive;

import java.util.ArrayList;
import java.util.List;

/**
 * What can be restored.
 *
 * @param times of the clock, both ends included, in order
 * @param goesOn whether every moment behind the last of them can be, too: the log is still in use
 * @param stretches the files that these are made of
 * @param notices what is wrong, or worth knowing, a sentence each
 */
public record ArchiveReport(List<Times> times, boolean goesOn, List<Stretch> stretches, List<String> notices) {
    /** Copies the lists. */
    public ArchiveReport {
        times = List.copyOf(times);
        stretches = List.copyOf(stretches);
        notices = List.copyOf(notices);
    }

    /** A part of the clock, both ends included, in milliseconds since 1970. */
    public record Times(long fromMs, long toMs) {}

    /**
     * Logs that follow each other without a hole, from a base or an empty data set on.
     *
     * @param begins with which file, or how
     * @param logs in order; each offset of them up to their length can be restored
     */
    public record Stretch(String begins, List<Log> logs) {
        /** Copies the list. */
        public Stretch {
            logs = List.copyOf(logs);
        }
    }

    /**
     * A log.
     *
     * @param name of the file in the log's directory
     * @param salt the 16 digits in its first line, which no other log has; zeros if Redis has written it
     * @param path where it lies now
     * @param bytes how many of it can be used
     * @param firstMs the clock at its first batch, −1 if there is none
     * @param lastMs the latest clock of any batch
     */
    public record Log(String name, String salt, String path, long bytes, long firstMs, long lastMs) {}

    /** Whether a moment of the clock can be restored. */
    public boolean has(long ms) {
        return times.stream().anyMatch(span -> span.fromMs <= ms && ms <= span.toMs)
                || goesOn && !times.isEmpty() && ms > times.get(times.size() - 1).toMs;
    }

    /** The report for people, line by line. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        times.forEach(span -> lines.add("every millisecond from " + span.fromMs + " to " + span.toMs));
        if (goesOn) {
            lines.add("and from there on");
        }
        for (Stretch stretch : stretches) {
            lines.add("behind " + stretch.begins + ":");
            stretch.logs.forEach(log -> lines.add(log.path + ": " + log.name + ", salt " + log.salt + ", " + log.bytes
                    + " bytes"
                    + (log.firstMs < 0 ? "" : ", of the clock's " + log.firstMs + " to " + log.lastMs + " ms")));
        }
        lines.addAll(notices);
        return lines;
    }
}
