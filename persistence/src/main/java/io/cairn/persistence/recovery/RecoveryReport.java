package io.cairn.persistence.recovery;

import java.util.List;
import java.util.Locale;

/**
 * What a start found.
 *
 * @param files what was loaded, in order
 * @param keys number of keys afterwards
 * @param commands how many commands of logs were replayed
 * @param bytes how much was read
 * @param cutBytes how much was cut off the end of the log because a crash had torn it
 * @param notices what somebody should know, a sentence each
 * @param elapsedNanos how long it took
 */
public record RecoveryReport(
        List<String> files,
        long keys,
        long commands,
        long bytes,
        long cutBytes,
        List<String> notices,
        long elapsedNanos) {
    /** That of a data set without files. */
    public static final RecoveryReport NOTHING = new RecoveryReport(List.of(), 0, 0, 0, 0, List.of(), 0);

    public RecoveryReport {
        files = List.copyOf(files);
        notices = List.copyOf(notices);
    }

    /** One line for people. */
    public String summary() {
        double seconds = elapsedNanos / 1e9;
        if (files.isEmpty()) {
            return "Nothing to recover: no data files";
        }
        String cut = cutBytes == 0 ? "" : ", cut a torn end of " + cutBytes + " bytes";
        return String.format(
                Locale.ROOT,
                "Recovered %d keys from %s (%d bytes, %d commands replayed%s) in %.3f seconds",
                keys,
                String.join(", ", files),
                bytes,
                commands,
                cut,
                seconds);
    }
}
