package io.cairn.persistence;

import io.cairn.engine.value.EncodingLimits;
import java.nio.file.Path;

/**
 * Where a data set lives and how it is kept. The names are those of Redis' settings.
 *
 * @param directory of all its files; created if it is missing
 * @param databases how many
 * @param appendOnly whether every change is logged
 * @param policy when the log is forced to the disk
 * @param log what the log's files are called
 * @param dump the snapshot's file
 * @param snapshots how snapshots are written
 * @param encodings up to which size values are compact
 * @param archive what becomes of logs that are no longer needed
 */
public record DatastoreOptions(
        Path directory,
        int databases,
        boolean appendOnly,
        DurabilityPolicy policy,
        LogNames log,
        String dump,
        SnapshotFormat snapshots,
        EncodingLimits encodings,
        ArchiveOptions archive) {

    /**
     * What becomes of logs and bases that a rewrite has replaced.
     *
     * @param on whether they are kept ({@code archive})
     * @param directory where, within the data directory
     * @param retentionMs for how long, in milliseconds; 0: for ever
     * @param retentionBytes how much, as they are stored; 0: all
     */
    public record ArchiveOptions(boolean on, String directory, long retentionMs, long retentionBytes) {
        /** They are deleted. */
        public static final ArchiveOptions OFF = new ArchiveOptions(false, "archive", 0, 0);
    }

    /**
     * What the log's files are called.
     *
     * @param directory within the data directory
     * @param prefix first part of the files' names
     * @param loadTruncated whether a log is loaded although its end is missing ({@code aof-load-truncated})
     * @param corruptTailBytes of how many damaged bytes at its end a log is loaded without them, if it is loaded although its
     *     end is missing ({@code aof-load-corrupt-tail-max-size})
     */
    public record LogNames(String directory, String prefix, boolean loadTruncated, long corruptTailBytes) {
        /** One that does without no damaged bytes. */
        public LogNames(String directory, String prefix, boolean loadTruncated) {
            this(directory, prefix, loadTruncated, 0);
        }

        /** The path of a file in the log's directory. */
        public String path(String file) {
            return directory + "/" + file;
        }
    }

    /**
     * How snapshots are written.
     *
     * @param compress whether long strings are compressed
     * @param checksum whether the file gets a checksum
     * @param forceDumpInSteps whether a dump is forced every few megabytes while it is written, not at its end only
     * @param forceBaseInSteps whether the base of a log is
     * @param verify whether the finished file is read again in full before it takes its place
     */
    public record SnapshotFormat(
            boolean compress, boolean checksum, boolean forceDumpInSteps, boolean forceBaseInSteps, boolean verify) {
        /** Forced in steps and not verified. */
        public SnapshotFormat(boolean compress, boolean checksum) {
            this(compress, checksum, true, true, false);
        }
    }

    /** Redis' names and defaults in {@code directory}, with the log on and forced every second. */
    public static DatastoreOptions in(Path directory) {
        return new DatastoreOptions(
                directory,
                16,
                true,
                DurabilityPolicy.EVERYSEC,
                new LogNames("appendonlydir", "appendonly.aof", true),
                "dump.rdb",
                new SnapshotFormat(true, true),
                EncodingLimits.DEFAULT,
                ArchiveOptions.OFF);
    }

    /** These, with the log forced as {@code newPolicy} says. */
    public DatastoreOptions with(DurabilityPolicy newPolicy) {
        return new DatastoreOptions(
                directory, databases, appendOnly, newPolicy, log, dump, snapshots, encodings, archive);
    }

    /** These, with the log on or off. */
    public DatastoreOptions withAppendOnly(boolean on) {
        return new DatastoreOptions(directory, databases, on, policy, log, dump, snapshots, encodings, archive);
    }

    /** These, with another name of the snapshot's file. */
    public DatastoreOptions withDump(String newDump) {
        return new DatastoreOptions(
                directory, databases, appendOnly, policy, log, newDump, snapshots, encodings, archive);
    }

    /** These, with another archive. */
    public DatastoreOptions with(ArchiveOptions newArchive) {
        return new DatastoreOptions(
                directory, databases, appendOnly, policy, log, dump, snapshots, encodings, newArchive);
    }
}
