package io.cairn.persistence.recovery;

import io.cairn.persistence.log.LogEnd;
import java.io.IOException;
import java.util.List;

/** Takes the data that a {@link Recovery} finds, file by file in the order in which they are loaded. */
interface DataTarget {
    /** Says how long all files are together, before the first. */
    void begin(long totalBytes);

    /**
     * Takes a snapshot.
     *
     * @param whole whether nothing may follow it in its file but comments
     * @param notices gets what somebody should know, a sentence each
     * @return where it ends; the length of the file, if it is the whole of it
     * @throws RecoveryException if it cannot be loaded
     */
    long snapshot(String path, boolean whole, List<String> notices) throws IOException;

    /**
     * Takes the commands of a log.
     *
     * @param start where they begin: 0, unless a snapshot comes before them
     * @param corruptTailBytes so many damaged bytes at the end are no reason not to start
     * @return where they end, which may be damage
     * @throws RecoveryException if a command does not belong to the data before it
     */
    LogEnd log(String path, long start, long corruptTailBytes) throws IOException;

    /** How many keys there are. */
    long keys();

    /** How many commands it has taken. */
    long commands();

    /** How many bytes of files it has taken, without damaged ends. */
    long bytes();
}
