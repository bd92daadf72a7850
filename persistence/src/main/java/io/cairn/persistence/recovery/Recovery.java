package io.cairn.persistence.recovery;

import io.cairn.engine.Clock;
import io.cairn.engine.Engine;
import io.cairn.engine.Journal;
import io.cairn.engine.command.Session;
import io.cairn.persistence.DatastoreOptions;
import io.cairn.persistence.DatastoreOptions.LogNames;
import io.cairn.persistence.log.LogEnd;
import io.cairn.persistence.log.LogReader;
import io.cairn.persistence.manifest.Ending;
import io.cairn.persistence.manifest.FirstStart;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.manifest.Manifest.Entry;
import io.cairn.persistence.manifest.ManifestException;
import io.cairn.persistence.manifest.SingleFile;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings a data set back from its files: the base and the logs that the manifest names, or the dump where there is no log.
 *
 * <p>Reads only. What a crash has torn is left in place and described by {@link Recovered}; whoever goes on writing cuts
 * it. What is damaged, foreign or newer stops the start with a {@link RecoveryException}.
 *
 * <p>The logs form one sequence. A log that lost its end in a power failure ends the sequence: what later logs hold came
 * after what is missing. It is dropped with the end, unless a later log proves that the end had been durable once; then it
 * was damaged since, and the start is refused.
 */
public final class Recovery {
    private static final int TAIL_BYTES = 64 << 10;

    /** Who has seen a few file names knows which files are meant. */
    private static final int MOST_NAMES = 3;

    private final Storage storage;
    private final DatastoreOptions options;
    private final Clock clock;
    private final DataTarget target;
    private final List<String> files = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private final List<LogEnd> earlier = new ArrayList<>();
    private long cutBytes;

    private Recovery(Storage storage, DatastoreOptions options, Clock clock, DataTarget target) {
        this.storage = storage;
        this.options = options;
        this.clock = clock;
        this.target = target;
    }

    /**
     * What was recovered, and from what.
     *
     * @param report for people
     * @param manifest of the log's files; null if there is no log yet
     * @param earlierLogs the logs loaded before the last one; all are closed
     * @param lastLog where the last log that was loaded ends; null if none was
     * @param dropped logs that follow a torn one and are no part of the data set any more
     * @param superseded whether the dump was loaded in place of the manifest's files, because it is newer
     */
    public record Recovered(
            RecoveryReport report,
            @Nullable Manifest manifest,
            List<LogEnd> earlierLogs,
            @Nullable LogEnd lastLog,
            List<Entry> dropped,
            boolean superseded) {}

    /**
     * Fills an empty engine from the files of {@code storage}.
     *
     * <p>The data is {@linkplain io.cairn.engine.command.CommandExecutor#reserveFor reserved} for it from the beginning, and
     * stays so: whoever has made sure that changes get where they shall takes the reservation away.
     *
     * @throws LoadingStoppedException if {@link Loading#stop} was called
     */
    public static Recovered run(Engine engine, Storage storage, DatastoreOptions options, Loading loading)
            throws IOException {
        long start = engine.clock().nanos();
        Session session = new Session();
        engine.beginBatch();
        try {
            engine.executor().reserveFor(session);
            return loadWithoutExpiry(
                    engine, storage, options, new EngineTarget(engine, session, storage, loading), start);
        } finally {
            engine.endBatch();
        }
    }

    /** Loads the dump into the engine's databases, beside what they hold. Needs the engine's lock. */
    public static void loadDump(Engine engine, Storage storage, String dump) throws IOException {
        engine.databases().setExpiring(false);
        try {
            SnapshotLoader.load(engine.databases(), storage, dump, new ArrayList<>(), Loading.alone(engine));
        } finally {
            engine.databases().setExpiring(true);
        }
    }

    /** Loads the snapshot with which a log begins, beside what the databases hold; returns where it ends. */
    public static long loadPreamble(Engine engine, Storage storage, String log) throws IOException {
        engine.databases().setExpiring(false);
        try {
            return SnapshotLoader.loadPreamble(
                    engine.databases(), storage, log, new ArrayList<>(), Loading.alone(engine));
        } finally {
            engine.databases().setExpiring(true);
        }
    }

    /**
     * Executes a log that is sound, with the snapshot in front of it if there is one, beside what the databases hold.
     *
     * @param session the one that may load
     * @throws RecoveryException if a command of it fails
     */
    public static void loadLog(Engine engine, Session session, Storage storage, String log) throws IOException {
        EngineTarget target = new EngineTarget(engine, session, storage, Loading.alone(engine));
        engine.databases().setExpiring(false);
        try {
            long start = SnapshotInput.isSnapshot(storage, log) ? target.snapshot(log, false, new ArrayList<>()) : 0;
            LogEnd ignored = target.log(log, start, 0);
        } finally {
            engine.databases().setExpiring(true);
        }
    }

    /** Loads base and logs into an empty engine without a journal. Needs the engine's lock. */
    public static void loadLogs(Engine engine, Storage storage, DatastoreOptions options) throws IOException {
        Session session = new Session();
        EngineTarget target = new EngineTarget(engine, session, storage, Loading.alone(engine));
        engine.executor().reserveFor(session);
        try {
            Recovered ignored = loadWithoutExpiry(
                    engine, storage, options, target, engine.clock().nanos());
        } finally {
            engine.executor().reserveFor(null);
        }
    }

    /**
     * Decides as a start does, with all of the same files, and leaves to {@code target} what becomes of the data in them.
     *
     * @throws RecoveryException if a start would be refused
     */
    static Recovered rehearse(Storage storage, DatastoreOptions options, Clock clock, DataTarget target)
            throws IOException {
        return new Recovery(storage, options, clock, target).load(clock.nanos());
    }

    private static Recovered loadWithoutExpiry(
            Engine engine, Storage storage, DatastoreOptions options, EngineTarget target, long startNanos)
            throws IOException {
        if (engine.journal() != Journal.NONE || engine.databases().size() > 0) {
            throw new IllegalStateException("recovery needs an empty engine without a journal");
        }
        engine.databases().setExpiring(false);
        try {
            return new Recovery(storage, options, engine.clock(), target).load(startNanos);
        } finally {
            engine.databases().setExpiring(true);
        }
    }

    private Recovered load(long startNanos) throws IOException {
        Manifest manifest = options.appendOnly() ? findManifest(storage, options.log()) : findEnded();
        boolean superseded = manifest != null && isSuperseded(manifest);
        LogEnd lastLog = null;
        List<Entry> dropped = new ArrayList<>();
        if (manifest != null && !superseded) {
            lastLog = loadLogs(manifest, dropped);
        } else if (manifest == null && options.appendOnly() && storage.exists(singleFile())) {
            target.begin(length(singleFile()));
            lastLog = loadBase(new Entry(singleFile(), 1, Manifest.Type.BASE), singleFile());
        } else if (storage.exists(options.dump())) {
            target.begin(length(options.dump()));
            loadSnapshot(options.dump());
        }
        RecoveryReport report = new RecoveryReport(
                files, target.keys(), target.commands(), target.bytes(), cutBytes, notices, clock.nanos() - startNanos);
        return new Recovered(report, manifest, List.copyOf(earlier), lastLog, dropped, superseded);
    }

    private long length(String path) throws IOException {
        try (StorageFile file = storage.open(path, Storage.Mode.READ)) {
            return file.length();
        }
    }

    /** The length of a log but for the space prepared behind its end: what there is to read. */
    private long lengthOfCommands(String path) throws IOException {
        byte[] tail = new byte[TAIL_BYTES];
        try (StorageFile file = storage.open(path, Storage.Mode.READ)) {
            long end = file.length();
            while (end > 0) {
                int step = (int) Math.min(end, tail.length);
                if (file.read(end - step, tail, 0, step) < step) {
                    return end;
                }
                int left = step;
                while (left > 1 && tail[left - 1] == '\n' && tail[left - 2] == '#') {
                    left -= 2;
                }
                end -= step - left;
                if (left > 0) {
                    return end;
                }
            }
            return end;
        }
    }

    /** The log of a Redis before 7.0, outside the log's directory. */
    private String singleFile() {
        return options.log().prefix();
    }

    /** The manifest of the log's files; null if there are none. Files without a manifest are refused. */
    public static @Nullable Manifest findManifest(Storage storage, LogNames names) throws IOException {
        String path = names.path(Manifest.fileName(names.prefix()));
        if (storage.exists(path)) {
            Manifest manifest = Manifest.read(storage, path);
            if (manifest.base() == null && manifest.increments().isEmpty()) {
                refuseOrphans(storage, names);
            }
            if (manifest.ending() == null) {
                refuseLostLog(storage, names, manifest);
            }
            return manifest;
        }
        refuseOrphans(storage, names);
        return null;
    }

    /**
     * The manifest of a log that was switched off, if it holds the newest data: nothing has been saved since. With the log
     * off a manifest is nobody's business otherwise.
     */
    private @Nullable Manifest findEnded() throws IOException {
        String path = options.log().path(Manifest.fileName(options.log().prefix()));
        if (!storage.exists(path)) {
            return null;
        }
        Manifest manifest;
        try {
            manifest = Manifest.read(storage, path);
        } catch (ManifestException e) {
            notices.add(e.getMessage() + "; appendonly is no, so it was not needed");
            return null;
        }
        if (prefersDump(storage, options, manifest)) {
            return null;
        }
        notices.add("appendonly is no, but nothing has been saved since the log was switched off, so "
                + options.log().directory() + " was loaded; to start without it, move it away");
        return manifest;
    }

    /**
     * Whether a start does without the log of {@code manifest}: with the log off, unless nothing was saved since it was
     * switched off; with the log on, if the dump is newer than a log that was switched off, and that nobody has gone on with.
     */
    public static boolean prefersDump(Storage storage, DatastoreOptions options, Manifest manifest) throws IOException {
        Ending ending = manifest.ending();
        if (!options.appendOnly()) {
            return ending == null || ending.passedOver() || ending.isOlderThan(storage, options.dump());
        }
        Entry last = manifest.last();
        if (ending == null || last == null) {
            return false;
        }
        return !ending.logHasGoneOn(storage, options.log().path(last.name()))
                && ending.isOlderThan(storage, options.dump());
    }

    /** Whether the dump is loaded in place of the log, and says so. */
    private boolean isSuperseded(Manifest manifest) throws IOException {
        if (!options.appendOnly() || !prefersDump(storage, options, manifest)) {
            return false;
        }
        notices.add(options.dump() + " was saved while the log was off, so it was loaded, and not "
                + options.log().directory());
        return true;
    }

    /** Logs without a manifest are somebody's data: starting empty would write over them. */
    private static void refuseOrphans(Storage storage, LogNames names) throws IOException {
        if (!storage.exists(names.directory()) || FirstStart.isUnfinished(storage, names.directory(), names.prefix())) {
            return;
        }
        // While the log of a Redis before 7.0 is taken in, it has two names; alone in the directory it has lost its
        // manifest.
        boolean takenIn = storage.exists(names.prefix());
        List<String> orphans = storage.list(names.directory()).stream()
                .filter(file -> file.startsWith(names.prefix() + ".") || file.equals(names.prefix()) && !takenIn)
                .filter(file -> !file.equals(Manifest.fileName(names.prefix())))
                .toList();
        if (!orphans.isEmpty()) {
            throw new RecoveryException(names.directory() + " holds " + someOf(orphans)
                    + ", but no manifest says which of them belong together. The files were left as they are. Restore "
                    + Manifest.fileName(names.prefix()) + ", or move the directory away to start empty");
        }
    }

    /** Names for a message, of which what comes behind them must be read as well. */
    private static String someOf(List<String> names) {
        int more = names.size() - MOST_NAMES;
        return more <= 0
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MOST_NAMES)) + " and " + more + " more";
    }

    /**
     * Where a start or a rewrite was interrupted, the log that the manifest would name next is there, but nothing is in it: the
     * manifest comes first. If there is, the manifest has lost a line, and going on would write over somebody's data. Only a log
     * that was switched off is followed, while it is being switched on again, by one that no manifest names yet.
     */
    private static void refuseLostLog(Storage storage, LogNames names, Manifest manifest) throws IOException {
        String path = names.path(manifest.nextIncrement(names.prefix()).name());
        if (!storage.exists(path)) {
            return;
        }
        long[] held = new long[1];
        LogReader.read(storage, path, (source, offset, length, at, database, ms) -> held[0] += length);
        if (held[0] > 0) {
            throw new RecoveryException(path + " holds " + held[0] + " bytes of commands, but "
                    + Manifest.fileName(names.prefix())
                    + " does not name it. The files were left as they are. Restore the"
                    + " manifest, or move this file away to start without it");
        }
    }

    private @Nullable LogEnd loadLogs(Manifest manifest, List<Entry> dropped) throws IOException {
        target.begin(requireFiles(manifest));
        Entry base = manifest.base();
        if (base != null) {
            LogEnd end = loadBase(base, pathOf(base, manifest));
            if (manifest.increments().isEmpty()) {
                return end;
            }
            requireWhole(end);
        }
        LogEnd last = null;
        List<Entry> increments = manifest.increments();
        for (int i = 0; i < increments.size(); i++) {
            Entry increment = increments.get(i);
            // Behind damage in the middle there are changes that came after it.
            boolean isLast = i + 1 == increments.size();
            long corruptTailBytes =
                    isLast && options.log().loadTruncated() ? options.log().corruptTailBytes() : 0;
            if (last == null) {
                last = requireBeginning(base, loadLog(options.log().path(increment.name()), corruptTailBytes));
            } else if (last.kind() == LogEnd.Kind.CLOSED) {
                earlier.add(last);
                last = requireSuccessor(last, loadLog(options.log().path(increment.name()), corruptTailBytes));
            } else {
                drop(increment, last);
                dropped.add(increment);
            }
        }
        if (last != null && last.cutBytes() > 0) {
            noteCut(last);
        }
        return last;
    }

    /** Logs after a base that has lost its end would be applied to other data than they were written for. */
    private static void requireWhole(@Nullable LogEnd base) throws RecoveryException {
        if (base != null && base.kind() == LogEnd.Kind.TORN) {
            throw new RecoveryException(
                    base.file(),
                    base.offset(),
                    base.reason() + ", and logs follow it",
                    "Restore this file from a backup");
        }
    }

    /** Where a file lies: one that a Redis was about to move into the directory when it died is still outside. */
    private String pathOf(Entry entry, Manifest manifest) throws IOException {
        SingleFile single =
                new SingleFile(storage, options.log().directory(), options.log().prefix());
        boolean outside = entry.equals(manifest.base()) && single.isOutside(manifest);
        return outside ? singleFile() : options.log().path(entry.name());
    }

    /** Returns how long they are together. */
    private long requireFiles(Manifest manifest) throws IOException {
        List<Entry> needed = new ArrayList<>(manifest.increments());
        Entry base = manifest.base();
        if (base != null) {
            needed.add(0, base);
        }
        long length = 0;
        for (Entry entry : needed) {
            String path = pathOf(entry, manifest);
            if (!storage.exists(path)) {
                throw new RecoveryException(path
                        + " is missing, but the manifest names it. The other files were left as they are. Restore it from"
                        + " a backup; without it the data set has a hole");
            }
            length += entry.type() == Manifest.Type.INCREMENT ? lengthOfCommands(path) : length(path);
        }
        return length;
    }

    /** Returns where the base ends, if it may be cut there: if it ends in commands. */
    private @Nullable LogEnd loadBase(Entry base, String path) throws IOException {
        if (base.name().endsWith(".rdb")) {
            loadSnapshot(path);
            return null;
        }
        // What a Redis before 7.0 left is called a log, and may be a snapshot with commands behind it.
        if (!SnapshotInput.isSnapshot(storage, path)) {
            return noted(loadLog(path, 0));
        }
        long start = target.snapshot(path, false, notices);
        return noted(loaded(target.log(path, start, 0)));
    }

    private LogEnd noted(LogEnd end) {
        if (end.cutBytes() > 0) {
            noteCut(end);
        }
        return end;
    }

    private void loadSnapshot(String path) throws IOException {
        long ignored = target.snapshot(path, true, notices);
        files.add(path);
    }

    private LogEnd loadLog(String path, long corruptTailBytes) throws IOException {
        return loaded(target.log(path, 0, corruptTailBytes));
    }

    /** Returns where a log ends, unless the file must not be loaded. */
    private LogEnd loaded(LogEnd end) throws IOException {
        String path = end.file();
        if (end.kind() == LogEnd.Kind.CORRUPT) {
            String proof = end.proofOffset() < 0
                    ? ""
                    : "; the line at offset " + end.proofOffset() + " proves that it had been on the disk";
            throw new RecoveryException(
                    path,
                    end.offset(),
                    end.reason() + proof,
                    "Restore this file from a backup, or repair a copy of it");
        }
        if (end.kind() == LogEnd.Kind.TORN && !options.log().loadTruncated()) {
            throw new RecoveryException(
                    path,
                    end.offset(),
                    end.reason() + ", and aof-load-truncated is no",
                    "Set aof-load-truncated yes to cut the torn end off");
        }
        notices.addAll(end.notices());
        files.add(path);
        return end;
    }

    /**
     * Returns {@code first} if nothing is missing before it. A manifest that has lost the lines at its beginning has lost its
     * checksum with them.
     */
    private static LogEnd requireBeginning(@Nullable Entry base, LogEnd first) throws RecoveryException {
        if (base == null && first.follows() != 0) {
            throw new RecoveryException(
                    first.file(),
                    0,
                    "this log goes on behind other files, and the manifest names none of them: it has lost lines",
                    "Restore the manifest from a backup");
        }
        return first;
    }

    /** Returns {@code next} if it was written behind {@code last}, as far as both say. */
    private static LogEnd requireSuccessor(LogEnd last, LogEnd next) throws RecoveryException {
        if (last.salt() != 0 && next.follows() != 0 && next.follows() != last.salt()) {
            throw new RecoveryException(
                    next.file(),
                    0,
                    "this log does not go on where " + last.file() + " ends: one of them is from another data set",
                    "Restore both from one backup");
        }
        return next;
    }

    /**
     * Leaves out a log, even an empty one, because the end of {@code last} before it is lost: what it holds came after what is
     * missing. Going on in an empty one would leave the one before without its mark, and a later start would take that for a
     * lost end.
     */
    private void drop(Entry entry, LogEnd last) throws IOException {
        long[] left = new long[1];
        LogEnd after = LogReader.read(
                storage,
                options.log().path(entry.name()),
                (source, offset, length, at, database, ms) -> left[0] += length);
        // Redis' files have no lines that could prove anything; what they hold is not left out on a guess.
        boolean unproven = last.tail() == null || after.salt() == 0;
        if (after.provesEarlierFiles() || (unproven && left[0] > 0)) {
            String why =
                    after.provesEarlierFiles() ? " proves that it had been on the disk" : " holds what came after it";
            throw new RecoveryException(
                    last.file(),
                    last.offset(),
                    "the end of this log is missing, and " + after.file() + why,
                    "Restore this file from a backup");
        }
        if (left[0] > 0) {
            cutBytes += left[0];
            notices.add(after.file() + ": left out with " + left[0]
                    + " bytes that had never been durable, because they came after the lost end of " + last.file());
        }
    }

    private void noteCut(LogEnd last) {
        cutBytes += last.cutBytes();
        String what = last.reason().isEmpty() ? "" : ": " + last.reason();
        notices.add(last.file() + " at offset " + last.offset() + what + "; cut " + last.cutBytes() + " bytes"
                + (last.proofOffset() < 0 ? " that had never been durable" : ""));
    }
}
