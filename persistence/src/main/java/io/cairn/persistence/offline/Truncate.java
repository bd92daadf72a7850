package io.cairn.persistence.offline;

import io.cairn.persistence.log.SurveyEnd.Writer;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.manifest.Manifest.Entry;
import java.io.IOException;
import java.util.List;

/**
 * Makes the data set of an earlier moment, in another directory: base and logs as they are, up to a time or a place.
 *
 * <p>The snapshot beside the log is not taken over, since it holds another moment. Everything before the cut must be sound.
 */
public final class Truncate {
    private final OfflineDirectory source;
    private final DirectoryCheck check;
    private final CheckReport before;
    private final NewDataSet result;
    private final Manifest manifest;

    private Truncate(OfflineDirectory source, OfflineDirectory target) throws IOException {
        this.source = source;
        check = new DirectoryCheck(source);
        result = new NewDataSet(source, target, check);
        before = check.run();
        Manifest found = check.requireManifest(before);
        if (found == null) {
            throw new OfflineException("there is no log in " + source.names().directory()
                    + ", and without one there are no earlier moments to go back to: name a directory that has one");
        }
        manifest = found;
        SnapshotCheck.Result base = check.base();
        Entry first = manifest.base();
        if (first != null && !check.isBaseLog() && (base == null || !base.sound())) {
            throw new OfflineException(result.oldPath(first) + " is missing or damaged: repair the directory first");
        }
        target.createLogDirectory();
    }

    /**
     * Keeps what was written up to {@code ms}, by the clock of the batches' lines: all batches before the first later one. A
     * clock that was set back makes no batch come before an earlier one.
     */
    public static RepairReport toTime(OfflineDirectory source, OfflineDirectory target, long ms) throws IOException {
        Truncate truncate = new Truncate(source, target);
        return truncate.cutAtTime(ms);
    }

    /** Keeps what is before the offset of a log, whose name is without a path: whole batches only. */
    public static RepairReport toPosition(OfflineDirectory source, OfflineDirectory target, String log, long offset)
            throws IOException {
        Truncate truncate = new Truncate(source, target);
        return truncate.cutAtPosition(log, offset);
    }

    private RepairReport cutAtTime(long ms) throws IOException {
        SnapshotCheck.Result preamble = check.isBaseLog() ? check.logs().get(0).preamble() : null;
        SnapshotCheck.Result base = preamble == null ? check.base() : preamble;
        if (base != null && base.createdMs() > ms) {
            throw new OfflineException("the base was made at " + base.createdMs()
                    + " ms, and what was before it is not in this directory: restore a backup from before");
        }
        List<LogState> logs = check.logs();
        for (int i = 0; i < logs.size(); i++) {
            long offset = offsetOf(logs.get(i), ms);
            if (offset >= 0) {
                return cut(i, offset);
            }
            if (i < logs.size() - 1) {
                requireSound(logs.get(i), Long.MAX_VALUE);
            } else if (logs.get(i).isOnlyTorn()) {
                return cut(i, logs.get(i).wholeBytes());
            }
        }
        return cut(logs.size() - 1, Long.MAX_VALUE);
    }

    /** Where the first batch after {@code ms} begins; −1 if there is none. */
    private long offsetOf(LogState log, long ms) throws IOException {
        LogCheck.Result found = log.result();
        if (found == null || found.summary().commands() == 0) {
            return -1;
        }
        String path = log.path();
        if (found.end().writer() == Writer.REDIS || found.end().sectionAt() >= 0) {
            throw new OfflineException(
                    path + " has parts that were written by Redis, which do not say when: name a position"
                            + " instead of a time");
        }
        if (found.firstFault() < 0 && found.summary().lastMs() <= ms) {
            return -1;
        }
        return FirstLater.offset(source.storage(), path, found.end().salt(), ms);
    }

    private RepairReport cutAtPosition(String name, long offset) throws IOException {
        List<LogState> logs = check.logs();
        for (int i = 0; i < logs.size(); i++) {
            if (logs.get(i).entry().name().equals(name)) {
                LogCheck.Result found = logs.get(i).result();
                if (found != null && offset > found.end().length()) {
                    throw new OfflineException(
                            name + " has only " + found.end().length() + " bytes: name an offset in it");
                }
                if (offset < logs.get(i).start()) {
                    throw new OfflineException(name + " begins with a snapshot, which ends at offset "
                            + logs.get(i).start() + ": name an offset behind it");
                }
                return cut(i, offset);
            }
        }
        throw new OfflineException("the manifest names no log " + name + ": name one of "
                + logs.stream().map(log -> log.entry().name()).toList());
    }

    private RepairReport cut(int index, long offset) throws IOException {
        List<LogState> logs = check.logs();
        Entry base = manifest.base();
        if (base != null && !check.isBaseLog()) {
            result.copy(base);
        }
        for (int i = 0; i < index; i++) {
            requireSound(logs.get(i), Long.MAX_VALUE);
            result.copy(logs.get(i).entry());
        }
        if (index >= 0) {
            LogState log = logs.get(index);
            requireSound(log, offset);
            result.cut(logs, index, Math.min(offset, log.wholeBytes()));
        }
        result.writeManifest(null);
        return result.report(before);
    }

    /** Refuses a log that is damaged before the cut, or that lacks its end although it is not the one cut. */
    private void requireSound(LogState log, long offset) throws OfflineException {
        LogCheck.Result found = log.result();
        boolean last = log.equals(check.logs().get(check.logs().size() - 1));
        boolean begins = log.continues() && log.beginsSound();
        boolean endsSound = found != null && begins && last && found.firstFault() < 0;
        boolean soundSoFar = found != null && begins && offset <= log.wholeBytes() && offset != Long.MAX_VALUE;
        if (!log.isWhole() && !endsSound && !soundSoFar) {
            throw new OfflineException(
                    log.path() + " is missing or damaged before the place to cut at: repair the directory first");
        }
    }
}
