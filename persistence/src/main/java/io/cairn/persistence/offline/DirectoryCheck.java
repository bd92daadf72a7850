package io.cairn.persistence.offline;

import io.cairn.persistence.DatastoreOptions.LogNames;
import io.cairn.persistence.log.LogSurvey;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.manifest.Manifest.Entry;
import io.cairn.persistence.manifest.ManifestException;
import io.cairn.persistence.manifest.SingleFile;
import io.cairn.persistence.offline.StartVerdict.Outcome;
import io.cairn.persistence.recovery.Recovery;
import io.cairn.persistence.recovery.Recovery.Recovered;
import io.cairn.persistence.recovery.RecoveryException;
import io.cairn.persistence.recovery.Rehearsal;
import io.cairn.persistence.recovery.SnapshotInput;
import io.cairn.persistence.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks all files of a data set, in the order in which a start reads them. Threads: one, one use. */
final class DirectoryCheck {
    static final String SHORTENED =
            "ends without a closing mark and without prepared space: something other than Cairn has"
                    + " shortened it, and what was behind is not known";

    private final OfflineDirectory directory;
    private final Storage storage;
    private final LogNames names;
    private final Findings findings = new Findings();
    private final List<FileSummary> files = new ArrayList<>();
    private final List<LogState> logs = new ArrayList<>();
    private final Map<String, SnapshotCheck.Result> snapshots = new HashMap<>();
    private @Nullable Manifest manifest;
    private SnapshotCheck.@Nullable Result base;
    private boolean baseIsLog;
    private boolean baseIsOutside;

    DirectoryCheck(OfflineDirectory directory) {
        this.directory = directory;
        storage = directory.storage();
        names = directory.names();
    }

    CheckReport run() throws IOException {
        checkLogs();
        checkTop();
        StartVerdict start = rehearse();
        CheckReport report = findings.report(files, start);
        if (start.outcome() == Outcome.REFUSES && report.worst() != Severity.ERROR) {
            findings.add(Severity.ERROR, Cause.START, names.directory(), 0, 0, start.sentence());
            return findings.report(files, start);
        }
        return report;
    }

    /** Asks the code of a start itself. */
    private StartVerdict rehearse() throws IOException {
        try {
            Recovered found = Rehearsal.run(
                    storage, directory.options(), directory.clock(), directory.table(), this::snapshotForStart);
            return StartVerdict.of(found.report());
        } catch (RecoveryException | ManifestException e) {
            return StartVerdict.refuses(e);
        }
    }

    private Rehearsal.Snapshot snapshotForStart(String path, boolean whole) throws IOException {
        SnapshotCheck.Result found = snapshots.get(path);
        if (found == null) {
            found = SnapshotCheck.check(directory, path, whole, new Findings());
        }
        RecoveryException refusal = found.refusal();
        if (refusal != null) {
            throw refusal;
        }
        return new Rehearsal.Snapshot(found.summary().keys(), found.end());
    }

    /** Checks one file by itself, whatever it is. */
    CheckReport runFile(String path) throws IOException {
        if (!storage.exists(path)) {
            throw new OfflineException(path + " is not there: name a file of the data directory");
        }
        if (path.endsWith(".manifest")) {
            readManifest(path);
        } else {
            LogState log = checkFile(path);
            if (log != null) {
                logs.add(log);
            }
        }
        return findings.report(files, null);
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
        SnapshotCheck.Result dump = snapshots.get(directory.options().dump());
        return dump != null && dump.sound();
    }

    /** Whether the dump is what a start loads, with these settings. */
    boolean isDumpData() throws IOException {
        Manifest known = manifest;
        return known == null || Recovery.prefersDump(storage, directory.options(), known);
    }

    /** Whether a start loads the dump even with the log on, because it is newer than a log that was switched off. */
    boolean isSuperseded() throws IOException {
        Manifest known = manifest;
        return known != null
                && Recovery.prefersDump(storage, directory.options().withAppendOnly(true), known);
    }

    /** Where a file that the manifest names lies: the log of a Redis before 7.0 may be still outside the directory. */
    String pathOf(Entry entry) {
        boolean outside = baseIsOutside && entry.type() == Manifest.Type.BASE;
        return outside ? names.prefix() : names.path(entry.name());
    }

    private void checkLogs() throws IOException {
        List<String> present = directory.logFiles();
        boolean listed = directory.hasManifest();
        if (listed) {
            manifest = readManifest(directory.manifestPath());
        }
        if (!listed || manifest != null) {
            requireNothingLost(listed);
        }
        SingleFile single = new SingleFile(storage, names.directory(), names.prefix());
        if (!listed && single.isOutside(null)) {
            // A start with the log on makes it the base of one in the directory.
            manifest = new Manifest(new Entry(names.prefix(), 1, Manifest.Type.BASE), List.of(), List.of());
        }
        baseIsOutside = manifest != null && single.isOutside(listed ? manifest : null);
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

    /** Reports files that a start would not leave out without a word. */
    private void requireNothingLost(boolean listed) throws IOException {
        try {
            Manifest ignored = Recovery.findManifest(storage, names);
        } catch (RecoveryException e) {
            String what = listed
                    ? "lacks a line: " + e.getMessage()
                    : "is missing, and nothing else says which of the files belong together";
            findings.add(Severity.ERROR, Cause.MANIFEST, directory.manifestPath(), 0, 0, what);
        }
    }

    private boolean isOfLog(String name) {
        return name.startsWith(names.prefix() + ".") || name.equals(names.prefix());
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
        String path = pathOf(entry);
        baseIsLog = !entry.name().endsWith(".rdb");
        if (!storage.exists(path)) {
            missing(path);
            if (baseIsLog) {
                logs.add(new LogState(entry, path, null, null, true));
            }
        } else if (!baseIsLog) {
            base = checkSnapshot(path, true);
        } else if (SnapshotInput.isSnapshot(storage, path)) {
            SnapshotCheck.Result preamble = checkSnapshot(path, false);
            logs.add(new LogState(entry, path, preamble, checkBehind(path, preamble), true));
        } else {
            logs.add(new LogState(entry, path, null, checkLog(path, 0), true));
        }
    }

    private SnapshotCheck.Result checkSnapshot(String path, boolean whole) throws IOException {
        SnapshotCheck.Result result = SnapshotCheck.check(directory, path, whole, findings);
        snapshots.put(path, result);
        files.add(result.summary());
        return result;
    }

    /** Checks the commands behind a snapshot, if it ends somewhere. */
    private LogCheck.@Nullable Result checkBehind(String path, SnapshotCheck.Result preamble) throws IOException {
        if (preamble.end() < 0) {
            return null;
        }
        LogCheck.Result result = LogCheck.checkBehind(directory, path, preamble.end(), findings);
        files.add(result.summary());
        return result;
    }

    private LogCheck.Result checkLog(String path, long saltHint) throws IOException {
        LogCheck.Result result = LogCheck.check(directory, path, saltHint, findings);
        files.add(result.summary());
        return result;
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
            logs.add(new LogState(entry, path, null, null, true));
            return;
        }
        LogCheck.Result result = checkLog(path, saltHint(increments, index));
        boolean continues = true;
        if (before != null && before.end().salt() != 0 && result.end().follows() != 0) {
            continues = before.end().salt() == result.end().follows();
        }
        if (before != null && !continues) {
            String what = "this log does not go on where " + before.end().file()
                    + " ends: one of them is from another data set";
            findings.add(Severity.ERROR, Cause.WRONG_ORDER, path, 0, 0, what);
        }
        logs.add(new LogState(entry, path, null, result, continues));
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
                LogState ignored = checkFile(path);
            }
        } else {
            note(path, "is none of the log's files");
        }
    }

    private void checkTop() throws IOException {
        String dump = directory.options().dump();
        if (storage.exists(dump)) {
            SnapshotCheck.Result ignored = checkSnapshot(dump, true);
        }
        if (storage.exists(names.prefix()) && !baseIsOutside) {
            note(names.prefix(), "is a log of a Redis before 7.0 that is no part of the data set");
        }
        for (String name : storage.list("")) {
            if (name.startsWith("temp-")) {
                note(name, "was left by a save that was interrupted");
            }
        }
    }

    /** Checks a file that no manifest names; returns what is known of it if it is a log. */
    private @Nullable LogState checkFile(String path) throws IOException {
        if (path.endsWith(".rdb") || path.equals(directory.options().dump())) {
            SnapshotCheck.Result ignored = checkSnapshot(path, true);
            return null;
        }
        Entry entry = new Entry(path.substring(path.lastIndexOf('/') + 1), 1, Manifest.Type.INCREMENT);
        if (SnapshotInput.isSnapshot(storage, path)) {
            SnapshotCheck.Result preamble = checkSnapshot(path, false);
            return new LogState(entry, path, preamble, checkBehind(path, preamble), true);
        }
        LogCheck.Result result = checkLog(path, 0);
        checkEnd(result);
        return new LogState(entry, path, null, result, true);
    }
}
