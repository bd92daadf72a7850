package io.cairn.persistence.offline;

import io.cairn.persistence.manifest.Ending;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.manifest.Manifest.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data set that a tool makes of another one: files in an empty directory, with the manifest last.
 *
 * <p>What is not taken over is reported. Threads: one.
 */
final class NewDataSet {
    private final OfflineDirectory source;
    private final OfflineDirectory target;
    private final DirectoryCheck check;
    private final Losses losses = new Losses();
    private final List<String> written = new ArrayList<>();
    private final List<Entry> logs = new ArrayList<>();
    private @Nullable Entry base;

    /**
     * Begins one.
     *
     * @param check knows the source, once it has run
     * @throws OfflineException if the target holds something
     */
    NewDataSet(OfflineDirectory source, OfflineDirectory target, DirectoryCheck check) throws IOException {
        this.source = source;
        this.target = target;
        this.check = check;
        target.requireEmpty();
    }

    Losses losses() {
        return losses;
    }

    /** The base so far; null if there is none. */
    @Nullable
    Entry base() {
        return base;
    }

    String oldPath(Entry entry) {
        return check.pathOf(entry);
    }

    String newPath(Entry entry) {
        return target.names().path(entry.name());
    }

    /** Copies a file byte for byte. */
    void copy(String path, String newPath) throws IOException {
        FileCopy.whole(source.storage(), path, target.storage(), newPath);
        written.add(newPath);
    }

    /** Copies a file that the manifest names. */
    void copy(Entry entry) throws IOException {
        copy(oldPath(entry), newPath(entry));
        list(entry);
    }

    /** Says that a file was written. */
    void wrote(String path) {
        written.add(path);
    }

    /** Has the new manifest name a file. */
    void list(Entry entry) {
        if (entry.type() == Manifest.Type.BASE) {
            base = entry;
        } else {
            logs.add(entry);
        }
    }

    /** Takes over the first {@code end} bytes of a log, as far as they are whole, and nothing that comes behind. */
    void cut(List<LogState> all, int index, long end) throws IOException {
        Entry entry = all.get(index).entry();
        long kept = 0;
        if (end > 0) {
            LogState log = all.get(index);
            kept = FileCopy.log(source.storage(), log.path(), log.start(), end, target.storage(), newPath(entry));
            written.add(newPath(entry));
            list(entry);
        }
        drop(all.get(index), kept);
        for (LogState later : all.subList(index + 1, all.size())) {
            drop(later, 0);
        }
    }

    /** Reports what a log holds from an offset on. */
    void drop(LogState log, long from) throws IOException {
        String path = log.path();
        if (log.isMissing()) {
            losses.add(path, 0, 0, "the file is missing", new LossCount());
            return;
        }
        LogCheck.Result result = log.result();
        SnapshotCheck.Result preamble = log.preamble();
        if (preamble != null && from < preamble.summary().bytes()) {
            LossCount count = new LossCount();
            count.bytes(preamble.summary().bytes());
            String keys = preamble.summary().keys() + " keys";
            losses.add(path, 0, preamble.summary().bytes(), "left out with the snapshot of " + keys, count);
        }
        if (result == null) {
            return;
        }
        if (from == result.end().end() && result.isShortened()) {
            losses.add(path, from, from, DirectoryCheck.SHORTENED, new LossCount());
        }
        LossCount count = DroppedLog.count(source, result.end(), from);
        if (!count.total().isNone()) {
            String why = from > 0 ? "cut there" : "left out with all that comes behind what is missing";
            losses.add(path, Math.max(from, log.start()), result.end().length(), why, count);
        }
    }

    /** The last of the log's files so far; null if there is none. */
    @Nullable
    Entry last() {
        return logs.isEmpty() ? base : logs.get(logs.size() - 1);
    }

    /**
     * Makes a data set of the files.
     *
     * @param ending of a log that was switched off; else null
     */
    void writeManifest(@Nullable Ending ending) throws IOException {
        Manifest manifest = new Manifest(base, List.of(), logs, ending);
        manifest.write(
                target.storage(), target.names().directory(), target.names().prefix());
        written.add(target.manifestPath());
    }

    /** Checks the result and reports. */
    RepairReport report(CheckReport before) throws IOException {
        return losses.report(before, written, Check.directory(target));
    }
}
