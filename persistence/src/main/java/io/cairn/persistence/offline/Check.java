package io.cairn.persistence.offline;

import io.cairn.persistence.manifest.ManifestException;
import io.cairn.persistence.recovery.RecoveryException;
import java.io.IOException;

/**
 * Says what is wrong with the files of a data set: every damaged range, not only the first, and what it means.
 *
 * <p>Checked are the manifest, and of every file that it names that it is there; the framing and the checksums of logs,
 * within a file and from file to file; commands that are unknown, have the wrong number of words, or do not belong into a
 * log; brackets of transactions; the structure of every value in a snapshot, keys that are there twice, and its checksum; and
 * what nothing names.
 *
 * <p>What a start would do with the files is not guessed: its own code decides, with nothing kept of the data. Only a command
 * that fails when it is executed stops a start that a check has called possible; {@link #start} knows.
 *
 * <p>Reads snapshots once and logs twice, with memory for one batch or one value, and 16 to 32 bytes for each key of a snapshot.
 * Nothing is changed.
 */
public final class Check {
    private Check() {}

    /** Checks all of a data set. */
    public static CheckReport directory(OfflineDirectory directory) throws IOException {
        return new DirectoryCheck(directory).run();
    }

    /**
     * Loads the data set as a start does, and lets go of it: this tells of commands, too, that fail when they are executed. Needs
     * memory for the data set.
     */
    public static StartVerdict start(OfflineDirectory directory) throws IOException {
        try {
            return StartVerdict.of(directory.loadAsStart(directory.newEngine()));
        } catch (RecoveryException | ManifestException e) {
            return StartVerdict.refuses(e);
        }
    }

    /** Checks one file, whose path is relative to the directory: a log, a snapshot or a manifest. */
    public static CheckReport file(OfflineDirectory directory, String path) throws IOException {
        return new DirectoryCheck(directory).runFile(path);
    }
}
