package io.cairn.persistence.offline;

import io.cairn.persistence.DatastoreOptions.LogNames;
import io.cairn.persistence.log.LogSurvey;
import io.cairn.persistence.log.SurveyEnd.Writer;
import io.cairn.persistence.manifest.FirstStart;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.manifest.Manifest.Entry;
import io.cairn.persistence.manifest.ManifestException;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks all files of a data set, in the order in which a start reads them. Threads: one, one use. */
final class DirectoryCheck {
    private static final byte[] SNAPSHOT_START = {'R', 'E', 'D', 'I', 'S'};
    private static final byte[] VALKEY_SNAPSHOT_START = {'V', 'A', 'L', 'K', 'E', 'Y'};

    static final String SHORTENED =
            "ends without a closing mark and without prepared space: something other than Cairn has"
                    + " shortened it, and what was behind is not known";

    private final OfflineDirectory directory;
    private final Storage storage;
    private final LogNames names;
    private final Findings findings = new Findings();
    private final List<FileSummary> files = new ArrayList<>();
    private final List<LogState> logs = new ArrayList<>();
    private @Nullable Manifest manifest;
    private SnapshotCheck.@Nullable Result base;
    private boolean baseIsLog;
    private boolean dumpSound;

    DirectoryCheck(OfflineDirectory directory) {
        this.directory = directory;
        storage = directory.storage();
        names = directory.names();
    }

    /**
     * One of the logs that the manifest names.
     *
     * @param entry how the manifest calls it
     * @param result what is known of it; null if it is not there
     * @param continues whether it goes on where the one before ends, as far as both say
     */
    record LogState(Entry entry, LogCheck.@Nullable Result result, boolean continues) {
        /** Whether all of it is as it was written and its end is known to be its end. */
        boolean isWhole() {
            LogCheck.Result known = result;
            return known != null
                    && continues
                    && known.firstFault() < 0
                    && known.end().closed();
        }

        /** Whether nothing sound lies behind what is wrong with it, if anything is. */
        boolean isOnlyTorn() {
            LogCheck.Result known = result;
            return known != null
                    && continues
                    && (known.firstFault() < 0 || known.damageAtEnd() && !known.soundBehindFault());
        }

        /** How many bytes from the beginning on are as they were written. */
        long wholeBytes() {
            LogCheck.Result known = result;
            if (known == null || !continues) {
                return 0;
            }
            return known.firstFault() >= 0 ? known.firstFault() : known.end().end();
        }

        /** Whether there are commands in it without checksums. */
        boolean isUnprotected() {
            LogCheck.Result known = result;
            return known != null
                    && (known.end().writer() == Writer.REDIS || known.end().sectionAt() >= 0);
        }

        /** Its salt; 0 if it has none. */
        long salt() {
            LogCheck.Result known = result;
            return known == null ? 0 : known.end().salt();
        }
    }

    CheckReport run() throws IOException {
        checkLogs();
        checkTop();
        return findings.report(files);
    }

    /** Checks one file by itself, whatever it is. */
    CheckReport runFile(String path) throws IOException {
        if (!storage.exists(path)) {
            throw new OfflineException(path + " is not there: name a file of the data directory");
        }
        if (path.endsWith(".manifest")) {
            readManifest(path);
        } else {
            checkFile(path);
        }
        return findings.report(files);
    }

    /** What the manifest names; null if there is no log; refuses to go on without a manifest where there should be one. */
    @Nullable
    Manifest requireManifest(CheckReport report) throws OfflineException {
        if (report.findings().stream().anyMatch(finding -> finding.cause() == Cause.MANIFEST)) {
            throw new OfflineException(directory.manifestPath()
                    + " is missing or damaged, and nothing else says which files belong together: restore it first");
        }
        return manifest;
    }

    /** Whether the base is a log, as a Redis before 7.0 has left it. */
    boolean isBaseLog() {
        return baseIsLog;
    }

    /** The logs that the manifest names, in order. */
    List<LogState> logs() {
        return logs;
    }

    /** The base, if it is a snapshot and there. */
    SnapshotCheck.@Nullable Result base() {
        return base;
    }

    /** Whether there is a dump and it is sound. */
    boolean isDumpSound() {
        return dumpSound;
    }

    private void checkLogs() throws IOException {
        List<String> present = directory.logFiles();
        boolean unfinished = FirstStart.isUnfinished(storage, names.directory(), names.prefix());
        if (directory.hasManifest()) {
            manifest = readManifest(directory.manifestPath());
        } else if (present.stream().anyMatch(this::isOfLog) && !unfinished) {
            findings.add(
                    Severity.ERROR,
                    Cause.MANIFEST,
                    directory.manifestPath(),
                    0,
                    0,
                    "is missing, and nothing else says which of the files belong together");
        }
        Manifest known = manifest;
        Set<String> named = new HashSet<>();
        if (known != null) {
            checkNamed(known, named);
        }
        for (String name : present) {
            if (!named.contains(name) && !name.equals(Manifest.fileName(names.prefix()))) {
                checkUnnamed(name, known != null);
            }
        }
    }

    private boolean isOfLog(String name) {
        return name.startsWith(names.prefix() + ".");
    }

    private @Nullable Manifest readManifest(String path) throws IOException {
        try {
            return Manifest.read(storage, path);
        } catch (ManifestException e) {
            String message = String.valueOf(e.getMessage());
            String what = message.startsWith(path + ", ") ? message.substring(path.length() + 2) : message;
            findings.add(Severity.ERROR, Cause.MANIFEST, path, 0, 0, what);
            return null;
        }
    }

    private void checkNamed(Manifest known, Set<String> named) throws IOException {
        Entry first = known.base();
        if (first != null) {
            named.add(first.name());
            checkBase(first);
        }
        for (Entry old : known.history()) {
            named.add(old.name());
            if (storage.exists(names.path(old.name()))) {
                note(names.path(old.name()), "belongs to an earlier state, and the next start deletes it");
            }
        }
        for (int i = 0; i < known.increments().size(); i++) {
            named.add(known.increments().get(i).name());
            checkIncrement(known.increments(), i);
        }
        if (!logs.isEmpty()) {
            checkEnd(logs.get(logs.size() - 1).result());
        }
    }

    /** A log that is the last may be open. */
    private void checkEnd(LogCheck.@Nullable Result result) {
        if (result == null || !result.isUnclosed()) {
            return;
        }
        String path = result.end().file();
        long at = result.end().end();
        if (result.isShortened()) {
            findings.add(Severity.WARNING, Cause.MISSING_END, path, at, at, SHORTENED);
        } else {
            String what = "was not closed: its writer was killed, or still runs";
            findings.add(Severity.NOTE, Cause.MISSING_END, path, at, at, what);
        }
    }

    private void note(String path, String what) {
        findings.add(Severity.NOTE, Cause.ORPHAN, path, 0, 0, what);
    }

    private void checkBase(Entry entry) throws IOException {
        String path = names.path(entry.name());
        if (!storage.exists(path)) {
            missing(path);
        } else if (isSnapshot(path) || !path.endsWith(".aof")) {
            SnapshotCheck.Result result = SnapshotCheck.check(directory, path, findings);
            base = result;
            files.add(result.summary());
        } else {
            LogCheck.Result result = LogCheck.check(directory, path, 0, findings);
            baseIsLog = true;
            files.add(result.summary());
            logs.add(new LogState(entry, result, true));
        }
    }

    private void missing(String path) {
        findings.add(
                Severity.ERROR,
                Cause.MISSING_FILE,
                path,
                0,
                0,
                "is missing, but the manifest names it: the data set has a hole");
    }

    private void checkIncrement(List<Entry> increments, int index) throws IOException {
        Entry entry = increments.get(index);
        String path = names.path(entry.name());
        LogCheck.Result before =
                logs.isEmpty() ? null : logs.get(logs.size() - 1).result();
        if (before != null && before.isUnclosed()) {
            long at = before.end().end();
            findings.addInLogs(
                    Severity.WARNING,
                    Cause.MISSING_END,
                    before.end().file(),
                    at,
                    at,
                    "the end of this log is missing, although others follow it");
        }
        if (!storage.exists(path)) {
            missing(path);
            logs.add(new LogState(entry, null, true));
            return;
        }
        LogCheck.Result result = LogCheck.check(directory, path, saltHint(increments, index), findings);
        files.add(result.summary());
        boolean continues = true;
        if (before != null && before.end().salt() != 0 && result.end().follows() != 0) {
            continues = before.end().salt() == result.end().follows();
        }
        if (before != null && !continues) {
            String what = "this log does not go on where " + before.end().file()
                    + " ends: one of them is from another data set";
            findings.add(Severity.ERROR, Cause.WRONG_ORDER, path, 0, 0, what);
        }
        logs.add(new LogState(entry, result, continues));
    }

    private long saltHint(List<Entry> increments, int index) throws IOException {
        if (index + 1 == increments.size()) {
            return 0;
        }
        String next = names.path(increments.get(index + 1).name());
        return storage.exists(next) ? LogSurvey.followedBy(storage, next) : 0;
    }

    private void checkUnnamed(String name, boolean manifestKnown) throws IOException {
        String path = names.path(name);
        if (name.startsWith("temp-")) {
            note(path, "was left by something that was interrupted");
        } else if (isOfLog(name)) {
            if (manifestKnown) {
                findings.add(
                        Severity.WARNING,
                        Cause.ORPHAN,
                        path,
                        0,
                        0,
                        "nothing names this file: what it holds is not part of the data set");
            } else {
                checkFile(path);
            }
        } else {
            note(path, "is none of the log's files");
        }
    }

    private void checkTop() throws IOException {
        String dump = directory.options().dump();
        if (storage.exists(dump)) {
            SnapshotCheck.Result result = SnapshotCheck.check(directory, dump, findings);
            files.add(result.summary());
            dumpSound = result.sound();
        }
        for (String name : storage.list("")) {
            if (name.startsWith("temp-")) {
                note(name, "was left by a save that was interrupted");
            }
        }
    }

    private void checkFile(String path) throws IOException {
        if (isSnapshot(path) || path.endsWith(".rdb")) {
            files.add(SnapshotCheck.check(directory, path, findings).summary());
        } else {
            LogCheck.Result result = LogCheck.check(directory, path, 0, findings);
            files.add(result.summary());
            checkEnd(result);
        }
    }

    private boolean isSnapshot(String path) throws IOException {
        byte[] start = new byte[VALKEY_SNAPSHOT_START.length];
        try (StorageFile file = storage.open(path, Storage.Mode.READ)) {
            int count = file.read(0, start, 0, start.length);
            return count == start.length
                    && (Arrays.equals(start, VALKEY_SNAPSHOT_START)
                            || Arrays.equals(
                                    start, 0, SNAPSHOT_START.length, SNAPSHOT_START, 0, SNAPSHOT_START.length));
        }
    }
}
