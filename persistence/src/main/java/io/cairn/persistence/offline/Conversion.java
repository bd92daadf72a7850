package io.cairn.persistence.offline;

import io.cairn.engine.Engine;
import io.cairn.persistence.rdb.RdbException;
import io.cairn.persistence.rdb.RdbFormat;
import io.cairn.persistence.recovery.Recovery;
import io.cairn.persistence.recovery.RecoveryReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a file of another kind with the same data: a snapshot of another version, a plain log of a snapshot, a snapshot of a
 * log.
 *
 * <p>The new file must not be there. When a conversion fails, what it has written of it is deleted.
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
        if (version < RdbFormat.DEFAULT_VERSION || version > NEWEST_VERSION) {
            throw new OfflineException("snapshots of version " + version + " cannot be written: name one from "
                    + RdbFormat.DEFAULT_VERSION + " to " + NEWEST_VERSION);
        }
        target.requireAbsent(newPath);
        return deletingIfFailed(target, newPath, () -> {
            try (SnapshotOutput output = SnapshotOutput.ofVersion(target, newPath, version)) {
                SnapshotWalk.Result found = SnapshotWalk.walk(source, path, output);
                requireSound(path, found);
                output.finish();
                return report(found.keys(), newPath, found.notices(), target);
            }
        });
    }

    /**
     * Makes a plain log of a snapshot: commands without anything else, which Redis 4 replays; streams, functions and fields
     * that expire take the version of Redis that has them. Memory: one value.
     */
    public static ConversionReport snapshotToLog(
            OfflineDirectory source, String path, OfflineDirectory target, String newPath) throws IOException {
        target.requireAbsent(newPath);
        return deletingIfFailed(target, newPath, () -> {
            try (PlainOutput output = new PlainOutput(target.storage(), newPath)) {
                SnapshotCommands commands = new SnapshotCommands(output);
                SnapshotWalk.Result found = SnapshotWalk.walk(source, path, commands);
                requireSound(path, found);
                output.finish();
                List<String> notices = new ArrayList<>(found.notices());
                notices.addAll(commands.notices());
                return report(found.keys(), newPath, notices, target);
            }
        });
    }

    /** Makes a snapshot of base and logs of a directory, as a start loads them. Memory: the data set. */
    public static ConversionReport directoryToSnapshot(OfflineDirectory source, OfflineDirectory target, String newPath)
            throws IOException {
        if (!source.hasManifest()) {
            throw new OfflineException("there is no " + source.manifestPath() + ": name a directory with a log");
        }
        target.requireAbsent(newPath);
        Engine engine = source.newEngine();
        RecoveryReport loaded = Recovery.run(
                        engine, source.storage(), source.options().withAppendOnly(true))
                .report();
        return deletingIfFailed(target, newPath, () -> {
            Rewrite.writeSnapshot(engine, target, newPath, false);
            return report(loaded.keys(), newPath, loaded.notices(), target);
        });
    }

    /** Makes a snapshot of one log by itself, which must be sound. Memory: the data set. */
    public static ConversionReport logToSnapshot(
            OfflineDirectory source, String path, OfflineDirectory target, String newPath) throws IOException {
        CheckReport before = Check.file(source, path);
        if (!before.isSound() || !before.files().get(0).kind().startsWith("log")) {
            throw new OfflineException(path + " is no sound log: check it, and repair it first");
        }
        target.requireAbsent(newPath);
        Engine engine;
        try (Trial trial = new Trial(source)) {
            trial.loadLog(source.storage(), path);
            engine = trial.engine();
        }
        return deletingIfFailed(target, newPath, () -> {
            Rewrite.writeSnapshot(engine, target, newPath, false);
            return report(engine.databases().size(), newPath, List.of(), target);
        });
    }

    private static ConversionReport report(long keys, String path, List<String> notices, OfflineDirectory target)
            throws IOException {
        return new ConversionReport(keys, path, notices, Check.file(target, path));
    }

    private static void requireSound(String path, SnapshotWalk.Result found) throws OfflineException {
        RdbException fault = found.fault();
        if (fault != null) {
            throw new OfflineException(path + " at offset " + fault.offset() + ": " + fault.sentence()
                    + ". Repair it first, or restore a backup");
        }
    }

    /** Makes a file. */
    @FunctionalInterface
    private interface Work {
        ConversionReport run() throws IOException;
    }

    /** Half a file must not look like one. */
    private static ConversionReport deletingIfFailed(OfflineDirectory target, String path, Work work)
            throws IOException {
        try {
            return work.run();
        } catch (IOException e) {
            if (target.storage().exists(path)) {
                target.storage().delete(path);
            }
            throw e;
        }
    }
}
