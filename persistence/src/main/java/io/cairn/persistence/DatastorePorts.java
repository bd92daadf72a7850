package io.cairn.persistence;

import io.cairn.engine.Clock;
import io.cairn.engine.RandomSource;
import io.cairn.persistence.archive.Archiver;
import io.cairn.persistence.snapshot.Snapshots;
import io.cairn.persistence.storage.Storage;
import java.util.concurrent.ExecutorService;

/**
 * What a data set needs of the world. A test gives its own, with all work in one thread, so that a run can be repeated.
 *
 * @param storage of all its files
 * @param clock of the data and of the log
 * @param random of hash keys and salts
 * @param snapshotThread where saves and rewrites run, one at a time
 * @param archiveThread where files are archived; may be the same
 * @param logThreads whether the log forces and prepares in threads of its own; else whoever waits does it
 */
record DatastorePorts(
        Storage storage,
        Clock clock,
        RandomSource random,
        ExecutorService snapshotThread,
        ExecutorService archiveThread,
        boolean logThreads) {

    /** With one thread for all work in the background. */
    DatastorePorts(Storage storage, Clock clock, RandomSource random, ExecutorService workThread, boolean logThreads) {
        this(storage, clock, random, workThread, workThread, logThreads);
    }

    /** The machine's, around {@code storage}. */
    static DatastorePorts ofMachine(Storage storage) {
        return new DatastorePorts(
                storage, new SystemClock(), new SystemRandom(), Snapshots.newThread(), Archiver.newThread(), true);
    }
}
