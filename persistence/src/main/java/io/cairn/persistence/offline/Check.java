package io.cairn.persistence.offline;

import java.io.IOException;

/**
 * Says what is wrong with the files of a data set: every damaged range, not only the first, and what it means.
 *
 * <p>Checked are the manifest, and of every file that it names that it is there; the framing and the checksums of logs,
 * within a file and from file to file; commands that are unknown, have the wrong number of words, or do not belong into a
 * log; brackets of transactions; the structure of every value in a snapshot, and its checksum; and what nothing names.
 *
 * <p>Reads once, with memory for one batch or one value. Nothing is changed.
 */
public final class Check {
    private Check() {}

    /** Checks all of a data set. */
    public static CheckReport directory(OfflineDirectory directory) throws IOException {
        return new DirectoryCheck(directory).run();
    }

    /** Checks one file, whose path is relative to the directory: a log, a snapshot or a manifest. */
    public static CheckReport file(OfflineDirectory directory, String path) throws IOException {
        return new DirectoryCheck(directory).runFile(path);
    }
}
