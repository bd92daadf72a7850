package io.cairn.persistence.offline;

import io.cairn.engine.Engine;
import io.cairn.persistence.offline.ConversionLimits.Target;
import io.cairn.persistence.rdb.RdbException;
import io.cairn.persistence.rdb.RdbFormat;
import io.cairn.persistence.rdb.ValueReceiver;
import io.cairn.persistence.recovery.RecoveryReport;
import io.cairn.persistence.snapshot.SnapshotFile;
import java.io.IOException;
import java.util.List;

/**
 * Makes a file of another kind with the same data: a snapshot of another version, a plain log of a snapshot, a snapshot of a
 * log.
 *
 * <p>A snapshot is read twice: first to see that it is sound, and what of it the new kind cannot say, before anything is
 * written. The new file must not be there, and gets its name when it is whole.
 */
public final class Conversion {
    /** Of Redis 7.4 to 8. */
    private static final int NEWEST_VERSION = RdbFormat.VERSION_WITH_EXPIRING_FIELDS;

    private Conversion() {}

    /**
     * Makes a snapshot of {@code version}, 10 to 12: 10 is loaded by Redis 7.0, 11 by 7.2, 12 by 7.4. Memory: one value.
     *
     * @throws OfflineException if the source is damaged, or holds a key that the version cannot hold: then it names it
     */
    public static ConversionReport snapshot(
            OfflineDirectory source, String path, OfflineDirectory target, String newPath, int version)
            throws IOException {
        target.requireAbsent(newPath);
        ConversionLimits limits = look(source, path, target(version));
        NewFile.make(target, newPath, temporary -> {
            try (SnapshotOutput output = SnapshotOutput.ofVersion(target, temporary, version)) {
                long written = walk(source, path, output);
                output.finish();
                return written;
            }
        });
        return report(limits.keys(), newPath, limits.notices(), target);
    }

    /**
     * Makes a plain log of a snapshot: commands without anything else, which Redis 4 replays; streams, functions and fields
     * that expire take the version of Redis that has them. Memory: one value.
     */
    public static ConversionReport snapshotToLog(
            OfflineDirectory source, String path, OfflineDirectory target, String newPath) throws IOException {
        target.requireAbsent(newPath);
        ConversionLimits limits = look(source, path, new Target.Log());
        NewFile.make(target, newPath, temporary -> {
            try (PlainOutput output = PlainOutput.create(target.storage(), temporary)) {
                long written = walk(source, path, new SnapshotCommands(output));
                output.finish();
                return written;
            }
        });
        return report(limits.keys(), newPath, limits.notices(), target);
    }

    /** What {@link #snapshot} would leave out, a sentence each, or why it would refuse; nothing is written. */
    public static List<String> leftOut(OfflineDirectory source, String path, int version) throws IOException {
        return look(source, path, target(version)).notices();
    }

    /** What {@link #snapshotToLog} would leave out, a sentence each, or why it would refuse; nothing is written. */
    public static List<String> leftOutOfLog(OfflineDirectory source, String path) throws IOException {
        return look(source, path, new Target.Log()).notices();
    }

    private static Target target(int version) throws OfflineException {
        if (version < RdbFormat.DEFAULT_VERSION || version > NEWEST_VERSION) {
            throw new OfflineException("snapshots of version " + version + " cannot be written: name one from "
                    + RdbFormat.DEFAULT_VERSION + " to " + NEWEST_VERSION);
        }
        return new Target.Snapshot(version);
    }

    private static ConversionLimits look(OfflineDirectory source, String path, Target target) throws IOException {
        ConversionLimits limits = new ConversionLimits(source, path, target);
        long ignored = walk(source, path, limits);
        limits.require();
        return limits;
    }

    /** Makes a snapshot of base and logs of a directory, as a start loads them. Memory: the data set. */
    public static ConversionReport directoryToSnapshot(OfflineDirectory source, OfflineDirectory target, String newPath)
            throws IOException {
        source.requireLog();
        Engine engine = source.newEngine();
        RecoveryReport loaded = source.load(engine);
        return toSnapshot(engine, target, newPath, loaded.notices());
    }

    /** Makes a snapshot of one log by itself, which must be sound. Memory: the data set. */
    public static ConversionReport logToSnapshot(
            OfflineDirectory source, String path, OfflineDirectory target, String newPath) throws IOException {
        CheckReport before = Check.file(source, path);
        if (!before.isSound() || before.files().stream().noneMatch(FileSummary::isLog)) {
            throw new OfflineException(path + " is no sound log: check it, and repair it first");
        }
        Engine engine;
        try (Trial trial = new Trial(source)) {
            trial.loadLog(source.storage(), path);
            engine = trial.engine();
        }
        return toSnapshot(engine, target, newPath, List.of());
    }

    private static ConversionReport toSnapshot(
            Engine engine, OfflineDirectory target, String newPath, List<String> notices) throws IOException {
        Rewrite.writeSnapshot(engine, target, newPath, SnapshotFile.NO_LOG);
        return report(engine.databases().size(), newPath, notices, target);
    }

    private static ConversionReport report(long keys, String path, List<String> notices, OfflineDirectory target)
            throws IOException {
        return new ConversionReport(keys, path, notices, Check.file(target, path));
    }

    /** Walks through a snapshot that must be sound; returns how many keys it has. */
    private static long walk(OfflineDirectory source, String path, ValueReceiver receiver) throws IOException {
        SnapshotWalk.Result found = SnapshotWalk.walk(source, path, receiver);
        RdbException fault = found.fault();
        if (fault != null) {
            throw new OfflineException(path + " at offset " + fault.offset() + ": " + fault.sentence()
                    + ". Repair it first, or restore a backup");
        }
        if (found.moreAt() >= 0) {
            throw new OfflineException(
                    path + " at offset " + found.moreAt()
                            + ": something follows the snapshot's end. Convert it as a log, if it is one that begins with a snapshot");
        }
        return found.keys();
    }
}
