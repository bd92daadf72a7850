package io.cairn.persistence.offline;

import io.cairn.persistence.log.LogSurvey;
import io.cairn.persistence.log.LogWriter;
import io.cairn.persistence.log.SurveyEnd.Writer;
import io.cairn.persistence.manifest.Ending;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.manifest.Manifest.Entry;
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
 * <p>While it works, the target holds logs without a manifest, which a start refuses: the dump, alone, would be taken for all
 * there is, so it comes behind them, and under its name when it is whole.
 *
 * <p>Threads: one, one use.
 */
public final class Repair {
    private final OfflineDirectory source;
    private final OfflineDirectory target;
    private final RepairMode mode;
    private final DirectoryCheck check;
    private final NewDataSet result;

    /** The salt that the next log is to follow. */
    private long lastSalt;

    private Repair(OfflineDirectory source, OfflineDirectory target, RepairMode mode) throws IOException {
        this.source = source;
        this.target = target;
        this.mode = mode;
        check = new DirectoryCheck(source);
        result = new NewDataSet(source, target, check);
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
        CheckReport before = check.run();
        Manifest manifest = check.requireManifest(before);
        boolean copies = !check.isSuperseded() || isAllWhole();
        if (manifest == null || !copies) {
            repairDump();
        }
        if (manifest != null && !copies) {
            for (LogState log : check.logs()) {
                leaveOut(log.path(), "older than the dump, which a start would load in its place");
            }
        } else if (manifest != null) {
            repairData(manifest);
        }
        for (Finding orphan : before.findings()) {
            if (orphan.cause() == Cause.ORPHAN && orphan.severity() == Severity.WARNING) {
                leaveOut(orphan.path(), "no part of the data set, because nothing names this file");
            }
        }
        return result.report(before);
    }

    private boolean isAllWhole() {
        SnapshotCheck.Result base = check.base();
        boolean baseIsSound = check.isBaseLog() || base == null || base.sound();
        return baseIsSound && check.isDumpSound() && check.logs().stream().allMatch(LogState::isWhole);
    }

    private void leaveOut(String path, String why) throws IOException {
        if (source.storage().exists(path)) {
            LossCount count = new LossCount();
            count.bytes(length(source, path));
            result.losses().add(path, 0, length(source, path), why, count);
        }
    }

    private void repairData(Manifest manifest) throws IOException {
        target.createLogDirectory();
        boolean baseIsWhole = repairBase(manifest);
        repairLogs(baseIsWhole);
        if (check.isSuperseded()) {
            // Behind a manifest, but without this dump, the log would be taken for the newest.
            repairDump();
            result.writeManifest(manifest.ending());
        } else {
            result.writeManifest(ending(manifest));
            repairDump();
        }
    }

    /**
     * The ending of the repaired log if the source's was switched off: what it says of the log and the dump it says of those
     * here. Null if there is none to be said: the log counts then, unless a start is without it.
     */
    private @Nullable Ending ending(Manifest manifest) throws IOException {
        Ending before = manifest.ending();
        Entry last = result.last();
        String dump = source.options().dump();
        boolean copied = check.isDumpSound();
        boolean another = copied ? before != null && before.isOlderThan(source.storage(), dump) : check.isDumpData();
        if (before == null || last == null || another && source.storage().exists(dump)) {
            return null;
        }
        Ending alone = Ending.now(
                target.storage(), result.newPath(last), target.options().dump());
        String mark = copied ? Ending.markOf(source.storage(), dump) : alone.dump();
        return new Ending(alone.logBytes(), mark, before.passedOver());
    }

    private void repairDump() throws IOException {
        String dump = source.options().dump();
        if (!source.storage().exists(dump)) {
            return;
        }
        String newDump = target.options().dump();
        if (check.isDumpSound()) {
            result.wrote(NewFile.make(target, newDump, temporary -> {
                FileCopy.whole(source.storage(), dump, target.storage(), temporary);
                return newDump;
            }));
        } else if (check.isDumpData()) {
            result.wrote(NewFile.make(target, newDump, temporary -> {
                salvage(source, dump, target, temporary, mode, result.losses());
                return newDump;
            }));
        } else {
            leaveOut(dump, "this snapshot is damaged, and the data set does not need it beside its log");
        }
    }

    /** Takes over the base; returns whether nothing of it is lost. */
    private boolean repairBase(Manifest manifest) throws IOException {
        Entry base = manifest.base();
        if (base == null) {
            return true;
        }
        if (check.isBaseLog()) {
            LogState log = check.logs().get(0);
            requireBeginning(log.path(), log.isMissing(), log.beginsSound() && !log.isMissing());
            return true;
        }
        SnapshotCheck.Result found = check.base();
        if (found != null && found.sound()) {
            result.copy(base);
            return true;
        }
        String path = result.oldPath(base);
        requireBeginning(path, found == null, false);
        if (found == null) {
            result.losses().add(path, 0, 0, "the base is missing, with all keys in it", new LossCount());
        } else {
            salvage(source, path, target, result.newPath(base), mode, result.losses());
            result.wrote(result.newPath(base));
            result.list(base);
        }
        return false;
    }

    private void requireBeginning(String path, boolean missing, boolean sound) throws OfflineException {
        if (!sound && mode == RepairMode.CUT) {
            throw new OfflineException(path + " is " + (missing ? "missing" : "damaged")
                    + ", and before it there is nothing to cut back to: restore it from a backup, or repair with SKIP to"
                    + " keep what can be read");
        }
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
        SnapshotWalk.Result found;
        SalvagedKeys keys;
        try (SnapshotOutput output = SnapshotOutput.ofSource(target, newPath)) {
            keys = new SalvagedKeys(source, output);
            found = SnapshotWalk.walk(source, path, keys);
            output.finish();
        }
        if (mode == RepairMode.CUT && found.isWrongSomewhere()) {
            target.storage().delete(newPath);
            throw new OfflineException(
                    path
                            + " does not match its checksum, and nothing tells where the damage is: restore a backup, or repair with SKIP to keep all that can be read");
        }
        LossCount count = new LossCount();
        long length = length(source, path);
        long from = Math.min(found.end(), length);
        count.bytes(length - from);
        String dropped = keys.dropped() == 0 ? "" : " but " + keys.dropped() + " that no start would take";
        losses.add(
                path,
                from,
                length,
                found.why() + "; " + keys.kept() + " keys before it are kept" + dropped + ", which nothing vouches for",
                count);
    }

    /** Where what is wrong with the logs begins: in which, and at the offset of a command that fails, or −1. */
    private record Fault(int log, long failure) {}

    private void repairLogs(boolean baseIsWhole) throws IOException {
        List<LogState> logs = check.logs();
        Fault fault = copyWhole(logs, baseIsWhole);
        if (fault.log() == logs.size()) {
            return;
        }
        LogState first = logs.get(fault.log());
        long whole = first.wholeBytes();
        boolean failsBefore = fault.failure() >= 0 && fault.failure() < whole;
        boolean onlyTorn = baseIsWhole && !failsBefore && fault.log() == logs.size() - 1 && first.isOnlyTorn();
        if (mode == RepairMode.CUT || onlyTorn) {
            result.cut(logs, fault.log(), failsBefore ? fault.failure() : whole);
        } else {
            skip(logs, fault.log());
        }
    }

    /** Copies logs up to the first that is not whole; where there are no checksums, that may show in a command that fails. */
    private Fault copyWhole(List<LogState> logs, boolean baseIsWhole) throws IOException {
        boolean executes = baseIsWhole && logs.stream().anyMatch(LogState::isUnprotected);
        try (Trial trial = new Trial(source)) {
            if (executes) {
                loadBase(logs, trial);
            }
            for (int i = 0; i < logs.size(); i++) {
                LogState log = logs.get(i);
                LogCheck.Result found = log.result();
                long failure = -1;
                if (executes && found != null && log.beginsSound()) {
                    if (log.preamble() != null) {
                        trial.loadPreamble(source.storage(), log.path());
                    }
                    failure = FailureSearch.run(source, found.end(), trial);
                }
                if (!baseIsWhole || !log.isWhole() || failure >= 0) {
                    return new Fault(i, failure);
                }
                result.copy(log.entry());
                lastSalt = log.salt();
            }
        }
        return new Fault(logs.size(), -1);
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
                if (log.preamble() == null && (found == null || found.summary().commands() == 0)) {
                    result.drop(log, 0);
                    continue;
                }
                String newPath = result.newPath(log.entry());
                lastSalt = rewrite(source, log, target, newPath, lastSalt, result.losses(), trial);
                result.wrote(newPath);
                result.list(log.entry());
                if (found != null && (i + 1 < logs.size() && found.isUnclosed() || found.isShortened())) {
                    String why = "what was behind the end that is missing, if anything was";
                    long end = found.end().end();
                    result.losses().add(log.path(), end, end, why, new LossCount());
                }
            }
        }
    }

    /** Writes a log without what is damaged; returns its salt, 0 for one of Redis. */
    static long rewrite(
            OfflineDirectory source,
            LogState log,
            OfflineDirectory target,
            String newPath,
            long follows,
            Losses losses,
            @Nullable Trial trial)
            throws IOException {
        SnapshotCheck.Result preamble = log.preamble();
        if (preamble != null) {
            rewritePreamble(source, log.path(), preamble, target, newPath, losses);
            if (trial != null) {
                trial.loadPreamble(target.storage(), newPath);
            }
        }
        LogCheck.Result found = log.result();
        if (found == null) {
            return 0;
        }
        boolean cairn = found.end().writer() == Writer.CAIRN;
        long salt = cairn ? source.random().nextLong() : 0;
        Storage to = target.storage();
        try (CommandOutput output = cairn
                ? new LogOutput(LogWriter.create(to, newPath, salt, follows))
                : preamble == null ? PlainOutput.create(to, newPath) : PlainOutput.behind(to, newPath)) {
            LogSkip skip = new LogSkip(log.path(), new CommandInspector(source), output, losses, trial);
            LogSurvey.again(source.storage(), found.end(), skip);
            skip.finish();
        }
        return salt;
    }

    private static void rewritePreamble(
            OfflineDirectory source,
            String path,
            SnapshotCheck.Result preamble,
            OfflineDirectory target,
            String newPath,
            Losses losses)
            throws IOException {
        if (preamble.sound()) {
            FileCopy.beginning(source.storage(), path, preamble.end(), target.storage(), newPath);
        } else {
            salvage(source, path, target, newPath, RepairMode.SKIP, losses);
        }
    }

    static long length(OfflineDirectory directory, String path) throws IOException {
        try (StorageFile file = directory.storage().open(path, Storage.Mode.READ)) {
            return file.length();
        }
    }
}
