package io.cairn.persistence.manifest;

import io.cairn.persistence.storage.Storage;
import java.io.IOException;

/**
 * The mark of a directory whose first manifest is still being made: an empty file.
 *
 * <p>Files without a manifest are somebody's data, whose manifest was lost, or the rest of a first start that a crash has
 * ended. Only the mark tells them apart: it is on the disk before the first of those files, and off the disk before the first
 * write is accepted.
 */
public final class FirstStart {
    private FirstStart() {}

    private static String mark(String directory, String appendFilename) {
        return directory + "/temp-" + appendFilename + ".first";
    }

    /** Whether a first start was interrupted: what lies in the directory without a manifest can be replaced. */
    public static boolean isUnfinished(Storage storage, String directory, String appendFilename) throws IOException {
        return storage.exists(mark(directory, appendFilename));
    }

    /** Sets the mark, in a directory that is there, and makes it survive a power failure. */
    public static void begin(Storage storage, String directory, String appendFilename) throws IOException {
        String mark = mark(directory, appendFilename);
        if (!storage.exists(mark)) {
            storage.open(mark, Storage.Mode.CREATE).close();
        }
        storage.syncDirectory(directory);
    }

    /** Takes the mark away if it is there. The manifest must have survived already what can come. */
    public static void end(Storage storage, String directory, String appendFilename) throws IOException {
        String mark = mark(directory, appendFilename);
        if (storage.exists(mark)) {
            storage.delete(mark);
            // One that comes back would some day call the files of a lost manifest replaceable.
            storage.syncDirectory(directory);
        }
    }
}
