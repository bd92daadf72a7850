package io.cairn.persistence.offline;

import io.cairn.persistence.log.LogSurvey;
import io.cairn.persistence.log.LogWriter;
import io.cairn.persistence.log.SurveyEnd.Writer;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.manifest.Manifest.Entry;
import io.cairn.persistence.offline.DirectoryCheck.LogState;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes sound files of damaged ones, in another directory, and says exactly what is lost.
 *
 * <p>Files that are sound are copied byte for byte, so that a repair of what a repair has made changes nothing. The others
 * are cut, or written anew without what is damaged ({@link RepairMode}). The result is checked again, and both Cairn and
 * redis-server load it.
 *
 * <p>Threads: one, one use.
 */
public final class Repair {
    private final OfflineDirectory source;
    private final OfflineDirectory target;
    private final RepairMode mode;
    private final NewDataSet result;

    /** The salt that the next log is to follow. */
    private long lastSalt;

    private Repair(OfflineDirectory source, OfflineDirectory target, RepairMode mode) throws IOException {
        this.source = source;
        this.target = target;
        this.mode = mode;
        result = new NewDataSet(source, target);
    }

    /**
     * Repairs a data set into {@code target}, which is empty.
     *
     * @throws OfflineException if that cannot be done, with the reason; {@code target} may then hold files without a manifest
     */
    public static RepairReport directory(OfflineDirectory source, OfflineDirectory target, RepairMode mode)
            throws IOException {
        return new Repair(source, target, mode).run();
    }

    private RepairReport run() throws IOException {
        DirectoryCheck check = new DirectoryCheck(source);
        CheckReport before = check.run();
        Manifest manifest = check.requireManifest(before);
        repairDump(check, manifest == null);
        if (manifest != null) {
            target.createLogDirectory();
            boolean baseIsWhole = repairBase(check, manifest);
            repairLogs(check.logs(), baseIsWhole);
            result.writeManifest();
        }
        return result.report(before);
    }

    private void repairDump(DirectoryCheck check, boolean isData) throws IOException {
        String dump = source.options().dump();
        if (!source.storage().exists(dump)) {
            return;
        }
        if (check.isDumpSound()) {
            result.copy(dump, target.options().dump());
        } else if (isData) {
            salvage(source, dump, target, target.options().dump(), mode, result.losses());
            result.wrote(target.options().dump());
        } else {
            String why = "this snapshot is damaged, and the data set does not need it beside its log";
            result.losses().add(dump, 0, length(source, dump), why, new LossCount());
        }
    }

    /** Takes over the base; returns whether nothing of it is lost. */
    private boolean repairBase(DirectoryCheck check, Manifest manifest) throws IOException {
        Entry base = manifest.base();
        if (base == null || check.isBaseLog()) {
            return true;
        }
        SnapshotCheck.Result found = check.base();
        if (found != null && found.sound()) {
            result.copy(base);
            return true;
        }
        String path = result.oldPath(base);
        if (mode == RepairMode.CUT) {
            throw new OfflineException(path + " is " + (found == null ? "missing" : "damaged")
                    + ", and before it there is nothing to cut back to: restore it from a backup, or repair with SKIP to"
                    + " keep what can be read");
        }
        if (found == null) {
            result.losses().add(path, 0, 0, "the base is missing, with all keys in it", new LossCount());
        } else {
            salvage(source, path, target, result.newPath(base), mode, result.losses());
            result.wrote(result.newPath(base));
            result.list(base);
        }
        return false;
    }

    /** Keeps the keys of a damaged snapshot that can be read. */
    static void salvage(
            OfflineDirectory source,
            String path,
            OfflineDirectory target,
            String newPath,
            RepairMode mode,
            Losses losses)
            throws IOException {
        try (SnapshotOutput output = SnapshotOutput.ofSource(target, newPath)) {
            SalvagedKeys keys = new SalvagedKeys(source, output);
            SnapshotWalk.Result found = SnapshotWalk.walk(source, path, keys);
            if (mode == RepairMode.CUT && found.isWrongSomewhere()) {
                target.storage().delete(newPath);
                throw new OfflineException(path + " does not match its checksum, and nothing tells where the damage is:"
                        + " restore a backup, or repair with SKIP to keep all that can be read");
            }
            output.finish();
            LossCount count = new LossCount();
            long length = length(source, path);
            long from = Math.min(found.end(), length);
            count.bytes(length - from);
            String dropped = keys.dropped() == 0 ? "" : " but " + keys.dropped() + " that no start would take";
            losses.add(
                    path,
                    from,
                    length,
                    found.why() + "; " + keys.kept() + " keys before it are kept" + dropped
                            + ", which nothing vouches for",
                    count);
        }
    }

    private void repairLogs(List<LogState> logs, boolean baseIsWhole) throws IOException {
        boolean unprotected = logs.stream().anyMatch(LogState::isUnprotected);
        try (Trial trial = new Trial(source)) {
            if (unprotected && baseIsWhole) {
                loadBase(logs, trial);
            }
            for (int i = 0; i < logs.size(); i++) {
                LogState log = logs.get(i);
                long failure = -1;
                if (unprotected && baseIsWhole && log.result() != null) {
                    failure = FailureSearch.run(source, result.oldPath(log.entry()), log.salt(), trial);
                }
                if (!baseIsWhole || !log.isWhole() || failure >= 0) {
                    repairFrom(logs, i, baseIsWhole, failure);
                    return;
                }
                result.copy(log.entry());
                lastSalt = log.salt();
            }
        }
    }

    /** @param failure offset of the first command of the log that fails; −1 if it is not known that one does */
    private void repairFrom(List<LogState> logs, int first, boolean baseIsWhole, long failure) throws IOException {
        long whole = logs.get(first).wholeBytes();
        boolean failsBefore = failure >= 0 && failure < whole;
        if (mode == RepairMode.CUT
                || baseIsWhole
                        && !failsBefore
                        && first == logs.size() - 1
                        && logs.get(first).isOnlyTorn()) {
            result.cut(logs, first, failsBefore ? failure : whole);
        } else {
            skip(logs, first);
        }
    }

    /** Loads the base, unless it is one of the logs. */
    private void loadBase(List<LogState> logs, Trial trial) throws IOException {
        Entry base = result.base();
        if (base != null && logs.stream().noneMatch(log -> log.entry().equals(base))) {
            trial.loadSnapshot(target.storage(), result.newPath(base));
        }
    }

    private void skip(List<LogState> logs, int first) throws IOException {
        try (Trial trial = new Trial(source)) {
            loadBase(logs, trial);
            for (LogState log : logs.subList(0, first)) {
                trial.loadLog(target.storage(), result.newPath(log.entry()));
            }
            for (int i = first; i < logs.size(); i++) {
                LogState log = logs.get(i);
                LogCheck.Result found = log.result();
                if (found == null || found.summary().commands() == 0) {
                    result.drop(log, 0);
                    continue;
                }
                String path = result.oldPath(log.entry());
                lastSalt =
                        rewrite(source, found, target, result.newPath(log.entry()), lastSalt, result.losses(), trial);
                result.wrote(result.newPath(log.entry()));
                result.list(log.entry());
                if (i + 1 < logs.size() && found.isUnclosed() || found.isShortened()) {
                    String why = "what was behind the end that is missing, if anything was";
                    result.losses().add(path, found.end().end(), found.end().end(), why, new LossCount());
                }
            }
        }
    }

    /** Writes a log without what is damaged; returns its salt, 0 for one of Redis. */
    static long rewrite(
            OfflineDirectory source,
            LogCheck.Result found,
            OfflineDirectory target,
            String newPath,
            long follows,
            Losses losses,
            @Nullable Trial trial)
            throws IOException {
        String path = found.end().file();
        boolean cairn = found.end().writer() == Writer.CAIRN;
        long salt = cairn ? source.random().nextLong() : 0;
        Storage to = target.storage();
        try (CommandOutput output =
                cairn ? new LogOutput(LogWriter.create(to, newPath, salt, follows)) : new PlainOutput(to, newPath)) {
            LogSkip skip = new LogSkip(path, new CommandInspector(source), output, losses, trial);
            LogSurvey.survey(source.storage(), path, found.end().salt(), skip);
            skip.finish();
        }
        return salt;
    }

    static long length(OfflineDirectory directory, String path) throws IOException {
        try (StorageFile file = directory.storage().open(path, Storage.Mode.READ)) {
            return file.length();
        }
    }
}
