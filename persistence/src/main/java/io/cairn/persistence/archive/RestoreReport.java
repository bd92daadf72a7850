package io.cairn.persistence.archive;

import io.cairn.persistence.offline.CheckReport;
import java.util.ArrayList;
import java.util.List;

/**
 * What was restored.
 *
 * @param log name of the log in which the restored data set ends, as it was called; empty if it is a base alone
 * @param salt of that log
 * @param offset in that log, behind the last batch
 * @param batches how many were taken from logs
 * @param lastMs the clock at the last batch, or when the base was made; −1 if that is not known
 * @param read the files that it was made of, in order
 * @param written the files that were written, in order
 * @param notices what was found on the way, a sentence each
 * @param after what a check of the result found
 */
public record RestoreReport(
        String log,
        String salt,
        long offset,
        long batches,
        long lastMs,
        List<String> read,
        List<String> written,
        List<String> notices,
        CheckReport after) {
    /** Copies the lists. */
    public RestoreReport {
        read = List.copyOf(read);
        written = List.copyOf(written);
        notices = List.copyOf(notices);
    }

    /** The report for people, line by line. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        read.forEach(file -> lines.add("read " + file));
        written.forEach(file -> lines.add("wrote " + file));
        lines.addAll(notices);
        String where = log.isEmpty() ? "the base alone" : "up to offset " + offset + " of " + log + ", salt " + salt;
        String when = lastMs < 0 ? "" : ", of the clock's " + lastMs + " ms";
        lines.add("restored " + where + ": " + batches + " batches" + when);
        return lines;
    }
}
