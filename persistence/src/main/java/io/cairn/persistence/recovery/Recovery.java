package io.cairn.persistence.recovery;

import io.cairn.engine.Engine;
import io.cairn.engine.Journal;
import io.cairn.engine.command.Session;
import io.cairn.persistence.DatastoreOptions;
import io.cairn.persistence.DatastoreOptions.LogNames;
import io.cairn.persistence.log.LogEnd;
import io.cairn.persistence.log.LogReader;
import io.cairn.persistence.manifest.FirstStart;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.manifest.Manifest.Entry;
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
    private final Engine engine;
    private final Storage storage;
    private final DatastoreOptions options;
    private final Loading loading;
    private final Session session;
    private final List<String> files = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private final List<LogEnd> earlier = new ArrayList<>();
    private long commands;
    private long bytes;
    private long cutBytes;

    private Recovery(Engine engine, Storage storage, DatastoreOptions options, Loading loading, Session session) {
        this.engine = engine;
        this.storage = storage;
        this.options = options;
        this.loading = loading;
        this.session = session;
    }

    /**
     * What was recovered, and from what.
     *
     * @param report for people
     * @param manifest of the log's files; null if there is no log yet
     * @param earlierLogs the logs loaded before the last one; all are closed
     * @param lastLog where the last log that was loaded ends; null if none was
     * @param dropped logs that follow a torn one and are no part of the data set any more
     */
    public record Recovered(
            RecoveryReport report,
            @Nullable Manifest manifest,
            List<LogEnd> earlierLogs,
            @Nullable LogEnd lastLog,
            List<Entry> dropped) {}

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
            return new Recovery(engine, storage, options, loading, session).loadWithoutExpiry(start);
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

    /** Loads base and logs into an empty engine without a journal. Needs the engine's lock. */
    public static void loadLogs(Engine engine, Storage storage, DatastoreOptions options) throws IOException {
        new Recovery(engine, storage, options, Loading.alone(engine), new Session())
                .loadWithoutExpiry(engine.clock().nanos());
    }

    private Recovered loadWithoutExpiry(long startNanos) throws IOException {
        engine.databases().setExpiring(false);
        try {
            return load(startNanos);
        } finally {
            engine.databases().setExpiring(true);
        }
    }

    private Recovered load(long startNanos) throws IOException {
        if (engine.journal() != Journal.NONE || engine.databases().size() > 0) {
            throw new IllegalStateException("recovery needs an empty engine without a journal");
        }
        Manifest manifest = options.appendOnly() ? readManifest() : null;
        LogEnd lastLog = null;
        List<Entry> dropped = new ArrayList<>();
        if (manifest != null) {
            lastLog = loadLogs(manifest, dropped);
        } else if (storage.exists(options.dump())) {
            loading.begin(length(options.dump()));
            loadSnapshot(options.dump());
        }
        RecoveryReport report = new RecoveryReport(
                files,
                engine.databases().size(),
                commands,
                bytes,
                cutBytes,
                notices,
                engine.clock().nanos() - startNanos);
        return new Recovered(report, manifest, List.copyOf(earlier), lastLog, dropped);
    }

    private long length(String path) throws IOException {
        try (StorageFile file = storage.open(path, Storage.Mode.READ)) {
            return file.length();
        }
    }

    private @Nullable Manifest readManifest() throws IOException {
        LogNames names = options.log();
        String path = names.path(Manifest.fileName(names.prefix()));
        if (storage.exists(path)) {
            return Manifest.read(storage, path);
        }
        refuseOrphans(names);
        if (storage.exists(names.prefix())) {
            throw new RecoveryException(
                    names.prefix() + " is the single log file of a Redis before 7.0. The files were left as they are."
                            + " Start redis-server 7 on this directory once, which turns it into " + names.directory());
        }
        return null;
    }

    /** Logs without a manifest are somebody's data: starting empty would write over them. */
    private void refuseOrphans(LogNames names) throws IOException {
        if (!storage.exists(names.directory()) || FirstStart.isUnfinished(storage, names.directory(), names.prefix())) {
            return;
        }
        List<String> orphans = storage.list(names.directory()).stream()
                .filter(file -> file.startsWith(names.prefix() + "."))
                .toList();
        if (!orphans.isEmpty()) {
            throw new RecoveryException(names.directory() + " holds " + String.join(", ", orphans)
                    + " but no manifest that says which of them belong together. The files were left as they are. Restore "
                    + Manifest.fileName(names.prefix()) + ", or move the directory away to start empty");
        }
    }

    private @Nullable LogEnd loadLogs(Manifest manifest, List<Entry> dropped) throws IOException {
        loading.begin(requireFiles(manifest));
        Entry base = manifest.base();
        if (base != null) {
            loadBase(base);
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
                last = loadLog(increment, corruptTailBytes);
            } else if (last.kind() == LogEnd.Kind.CLOSED) {
                earlier.add(last);
                last = requireSuccessor(last, loadLog(increment, corruptTailBytes));
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

    /** Returns how long they are together. */
    private long requireFiles(Manifest manifest) throws IOException {
        List<Entry> needed = new ArrayList<>(manifest.increments());
        Entry base = manifest.base();
        if (base != null) {
            needed.add(0, base);
        }
        long length = 0;
        for (Entry entry : needed) {
            String path = options.log().path(entry.name());
            if (!storage.exists(path)) {
                throw new RecoveryException(path
                        + " is missing, but the manifest names it. The other files were left as they are. Restore it from"
                        + " a backup; without it the data set has a hole");
            }
            length += length(path);
        }
        return length;
    }

    private void loadBase(Entry base) throws IOException {
        // What a Redis before 7.0 left is called a log, and may be a snapshot with commands behind it.
        if (base.name().endsWith(".aof")
                && !SnapshotLoader.isSnapshot(storage, options.log().path(base.name()))) {
            loadLog(base, 0);
        } else {
            loadSnapshot(options.log().path(base.name()));
        }
    }

    private void loadSnapshot(String path) throws IOException {
        loading.nextFile();
        long length = SnapshotLoader.load(engine.databases(), storage, path, notices, loading);
        loading.reached(length);
        bytes += length;
        files.add(path);
    }

    private LogEnd loadLog(Entry entry, long corruptTailBytes) throws IOException {
        String path = options.log().path(entry.name());
        loading.nextFile();
        Replay replay = new Replay(engine, session, path, corruptTailBytes, loading);
        LogEnd end = replay.run(storage);
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
        commands += replay.commands();
        bytes += replay.bytes();
        return end;
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
                storage, options.log().path(entry.name()), (source, offset, length, database, ms) -> left[0] += length);
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
