package io.cairn.persistence.offline;

import io.cairn.persistence.recovery.RecoveryReport;
import java.util.List;

/**
 * What a tool has done that loads a data set and writes it anew.
 *
 * @param loaded what loading it found, as at a start; a torn end is cut
 * @param written the files that were written, in order
 * @param after what a check of the result found
 */
public record RewriteReport(RecoveryReport loaded, List<String> written, CheckReport after) {
    /** Copies the list. */
    public RewriteReport {
        written = List.copyOf(written);
    }
}
