package io.cairn.persistence.snapshot;

import io.cairn.engine.Engine;
import io.cairn.engine.RandomSource;
import io.cairn.engine.keyspace.DataSnapshot;
import io.cairn.persistence.DatastoreOptions;
import io.cairn.persistence.DatastoreOptions.LogNames;
import io.cairn.persistence.DatastoreOptions.SnapshotFormat;
import io.cairn.persistence.log.CommandLog;
import io.cairn.persistence.log.LogEnd;
import io.cairn.persistence.log.LogPorts;
import io.cairn.persistence.log.LogReader;
import io.cairn.persistence.log.LogSurvey;
import io.cairn.persistence.log.NextLogFile;
import io.cairn.persistence.manifest.Ending;
import io.cairn.persistence.manifest.FirstStart;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.manifest.Manifest.Entry;
import io.cairn.persistence.manifest.SingleFile;
import io.cairn.persistence.recovery.Loading;
import io.cairn.persistence.recovery.LoadingStoppedException;
import io.cairn.persistence.recovery.Recovery.Recovered;
import io.cairn.persistence.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the append-only log: the manifest, the base, and the logs after it; and the steps by which they change.
 *
 * <p>A new state is made in files that nothing names yet, forced, and becomes the current one when a manifest that names
 * them replaces the old manifest. Files that the current manifest does not need are deleted only after that. A name that a
 * manifest may have had on the disk is never used again for something else.
 *
 * <p>Threads: opening and closing by one thread; {@link #rewrite} and {@link #rollLog} by the snapshot thread; {@link #end} by
 * any, beside them. Whoever has the monitor must not wait for the engine's lock.
 */
public final class AppendOnlyFiles implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(AppendOnlyFiles.class);

    /** How long a rewrite waits for the old log to be forced. */
    private static final long SEAL_TIMEOUT_NANOS = TimeUnit.MINUTES.toNanos(10);

    private static final long NO_CHANGE = -1;

    private final Storage storage;
    private final LogNames names;
    private final SnapshotFile snapshots;
    private final RandomSource random;
    private final CommandLog log;
    private volatile Manifest manifest;
    private volatile long baseBytes;
    private final AtomicLong sealedBytes = new AtomicLong();
    private volatile long bytesAfterRewrite;

    private volatile HistoryKeeper keeper = history -> true;

    /** Whether what {@link #manifest} calls history is called so by the manifest on the disk. For the snapshot thread. */
    private boolean settled = true;

    /** The log was switched off. Set with the engine's lock. */
    private volatile boolean ended;

    private boolean closed;

    AppendOnlyFiles(Storage storage, DatastoreOptions options, RandomSource random, CommandLog log, Manifest manifest) {
        this.storage = storage;
        this.names = options.log();
        this.snapshots = new SnapshotFile(storage, options.snapshots());
        this.random = random;
        this.log = log;
        this.manifest = manifest;
    }

    /**
     * Goes on where recovery ended: cuts what a crash has torn, and appends to the last log or to a new one, whose threads
     * the caller starts.
     *
     * @throws LoadingStoppedException if {@code loading} was stopped while the base of a new log was written
     */
    public static AppendOnlyFiles open(
            LogPorts ports,
            DatastoreOptions options,
            RandomSource random,
            Engine engine,
            Recovered recovered,
            Loading loading,
            HistoryKeeper keeper)
            throws IOException {
        Storage storage = ports.storage();
        LogNames names = options.log();
        SingleFile single = new SingleFile(storage, names.directory(), names.prefix());
        Manifest found = recovered.manifest();
        if (single.isOutside(found)) {
            makeDirectory(storage, names, found);
            found = single.take(found);
        }
        AppendOnlyFiles files = found == null || recovered.superseded()
                ? create(ports, options, random, engine, found, loading)
                : resume(ports, options, random, found, recovered);
        try {
            single.deleteOutside(files.manifest);
            FirstStart.end(storage, names.directory(), names.prefix());
            files.measure();
            files.deleteDropped(recovered);
            files.keepWith(keeper);
            files.deleteHistory();
            SnapshotFile.deleteUnfinished(storage, names.directory(), names.prefix());
        } catch (IOException | RuntimeException e) {
            files.closeAfter(e);
            throw e;
        }
        LOG.debug("Appending to {} in {}", files.log.fileName(), storage);
        return files;
    }

    /**
     * Notes that a start does without the log, so that what is saved from here on is newer than it. What cannot be read, or
     * says this already, stays as it is.
     */
    public static void passOver(Storage storage, DatastoreOptions options) throws IOException {
        LogNames names = options.log();
        String path = names.path(Manifest.fileName(names.prefix()));
        if (!storage.exists(path)) {
            return;
        }
        Manifest present;
        try {
            present = Manifest.read(storage, path);
        } catch (IOException e) {
            LOG.warn("The log in {} is off and cannot be read: {}", names.directory(), e.getMessage());
            return;
        }
        noteEnd(storage, options, present, true);
    }

    /**
     * Notes in a manifest that its log is off, unless it says so already.
     *
     * @param passedOver whether the log was not even read
     * @return the manifest as it is on the disk then
     */
    static Manifest noteEnd(Storage storage, DatastoreOptions options, Manifest present, boolean passedOver)
            throws IOException {
        LogNames names = options.log();
        Entry last = present.last();
        if (last == null || present.ending() != null) {
            return present;
        }
        Ending ending = Ending.now(storage, names.path(last.name()), options.dump());
        Manifest ended = present.endedAt(passedOver ? ending.passingOver() : ending);
        ended.write(storage, names.directory(), names.prefix());
        return ended;
    }

    /** Makes a data set's files anew, from what is in memory; {@code before} lists those of an older state, if there is one. */
    private static AppendOnlyFiles create(
            LogPorts ports,
            DatastoreOptions options,
            RandomSource random,
            Engine engine,
            @Nullable Manifest before,
            Loading loading)
            throws IOException {
        Storage storage = ports.storage();
        LogNames names = options.log();
        makeDirectory(storage, names, before);
        Manifest manifest = before == null ? Manifest.EMPTY : before;
        long salt = random.nextLong();
        if (engine.databases().size() > 0 || before != null) {
            // A dump was loaded: without a base that holds it, a log of what follows would be worth nothing.
            Entry base = manifest.nextBase(names.prefix());
            DataSnapshot snapshot = engine.exclusively(engine.databases()::snapshot);
            try {
                new SnapshotFile(storage, options.snapshots())
                        .write(snapshot, names.directory(), base.name(), salt, loading::isStopping);
            } catch (CancelledException e) {
                throw new LoadingStoppedException();
            } finally {
                engine.exclusively(() -> {
                    engine.databases().close(snapshot);
                    return null;
                });
            }
            manifest = manifest.withBase(base, Long.MAX_VALUE);
        }
        return startLog(ports, options, random, manifest, salt, 0);
    }

    /** Makes the directory of a log's files, and marks it if no manifest says whose files those are that will lie in it. */
    static void makeDirectory(Storage storage, LogNames names, @Nullable Manifest before) throws IOException {
        storage.createDirectory(names.directory());
        // Even if it was there: a process killed before its sync leaves a directory that the disk does not have.
        storage.syncDirectory("");
        if (before == null) {
            FirstStart.begin(storage, names.directory(), names.prefix());
        }
    }

    private static AppendOnlyFiles resume(
            LogPorts ports, DatastoreOptions options, RandomSource random, Manifest found, Recovered recovered)
            throws IOException {
        Storage storage = ports.storage();
        LogEnd last = recovered.lastLog();
        Manifest manifest = found.without(recovered.dropped());
        for (LogEnd earlier : recovered.earlierLogs()) {
            // A process killed behind a roll has left this log's end in the page cache only. What is appended
            // from here on will be called durable, and then this must be.
            LogReader.cut(storage, earlier);
        }
        if (last == null) {
            return startLog(ports, options, random, manifest, random.nextLong(), 0);
        }
        if (found.ending() != null) {
            // The log was to be switched on again, and the process died before any manifest named the new one.
            // Commands of that must not be found by a start that knows of no switching any more.
            deleteIfThere(
                    storage,
                    options.log()
                            .path(found.nextIncrement(options.log().prefix()).name()));
            storage.syncDirectory(options.log().directory());
        }
        if (!recovered.dropped().isEmpty() || found.ending() != null) {
            // Before the torn end is cut: a crash between the two would leave a log that looks whole, with the
            // dropped ones listed behind it, and the next start would load them behind a hole.
            manifest.write(storage, options.log().directory(), options.log().prefix());
        }
        if (last.tail() == null) {
            LogReader.cut(storage, last);
            return startLog(ports, options, random, manifest, random.nextLong(), last.salt());
        }
        CommandLog log = CommandLog.resume(ports, options.policy(), last);
        return new AppendOnlyFiles(storage, options, random, log, manifest);
    }

    private static AppendOnlyFiles startLog(
            LogPorts ports, DatastoreOptions options, RandomSource random, Manifest before, long salt, long follows)
            throws IOException {
        LogNames names = options.log();
        Storage storage = ports.storage();
        Entry increment = before.nextIncrement(names.prefix());
        String path = names.path(increment.name());
        deleteIfThere(storage, path);
        long behind = follows == 0 && before.base() != null ? salt : follows;
        CommandLog log = CommandLog.create(ports, options.policy(), path, salt, behind);
        AppendOnlyFiles files = new AppendOnlyFiles(storage, options, random, log, before.withIncrement(increment));
        try {
            files.manifest.write(storage, names.directory(), names.prefix());
        } catch (IOException | RuntimeException e) {
            files.closeAfter(e);
            throw e;
        }
        return files;
    }

    /** Deletes a file left by somebody who died, or failed, before any manifest named it. */
    static void deleteIfThere(Storage storage, String path) throws IOException {
        if (storage.exists(path)) {
            storage.delete(path);
        }
    }

    /** The same on the way out of a failure, which is what will be told. */
    static void deleteQuietly(Storage storage, String path, Exception cause) {
        try {
            deleteIfThere(storage, path);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private void closeAfter(Exception cause) {
        try {
            log.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** The log being appended to. */
    public CommandLog log() {
        return log;
    }

    /** Length of the base, in bytes; 0 if there is none. */
    public long baseBytes() {
        return baseBytes;
    }

    /** Length of the base and of all logs behind it: what a start would read. */
    public long currentBytes() {
        return baseBytes + sealedBytes.get() + log.fileBytes();
    }

    /**
     * What {@link #currentBytes} was after the last rewrite. That is not kept in any file: after a start it is the length of
     * the base, as in Redis.
     */
    public long bytesAfterRewrite() {
        return bytesAfterRewrite;
    }

    /**
     * Replaces base and logs by a new base of the present data, and goes on in a new log meanwhile.
     *
     * <p>In this order, so that at every moment the manifest names a whole data set: an empty new log, named in the
     * manifest; then, between two batches, a snapshot and the change to the new log; the base, forced; a manifest that
     * names it and counts the older files as history; the history is deleted; a manifest without it.
     */
    void rewrite(Engine engine, SnapshotFormat format, BooleanSupplier cancelled)
            throws IOException, InterruptedException {
        snapshots.format(format);
        Entry increment = manifest.nextIncrement(names.prefix());
        DataSnapshot[] taken = new DataSnapshot[1];
        long position =
                roll(engine, increment, () -> taken[0] = engine.databases().snapshot());
        DataSnapshot snapshot = taken[0];
        try {
            baseBytes = replaceBase(snapshot, increment, position, cancelled);
            sealedBytes.set(0);
            bytesAfterRewrite = currentBytes();
            log.superseded(position);
        } finally {
            engine.exclusively(() -> {
                engine.databases().close(snapshot);
                return null;
            });
        }
        deleteHistoryBefore(position);
    }

    /** Writes the base that the logs from {@code firstKept} on follow, which begin at {@code position}; returns its length. */
    private long replaceBase(DataSnapshot snapshot, Entry firstKept, long position, BooleanSupplier cancelled)
            throws IOException, InterruptedException {
        Manifest before = manifest;
        Entry base = before.nextBase(names.prefix());
        try {
            long salt = LogSurvey.saltOf(storage, names.path(firstKept.name()));
            long length = snapshots.write(snapshot, names.directory(), base.name(), salt, cancelled);
            // Most often it has long been: the old log is closed for good before it becomes history, so that all that
            // is
            // in it can be kept. If it cannot be forced, this rewrite is the remedy.
            boolean ignored = log.waitDurable(position, SEAL_TIMEOUT_NANOS);
            nameBase(base, firstKept);
            return length;
        } catch (IOException | InterruptedException | RuntimeException e) {
            takeBack(base, before, e);
            throw e;
        }
    }

    /** Goes on in a new log, so that the one so far can be kept, copied and checked as a file that does not change any more. */
    void rollLog(Engine engine) throws IOException, InterruptedException {
        deleteHistoryBefore(roll(engine, manifest.nextIncrement(names.prefix()), () -> {}));
    }

    /**
     * Goes on in a new log.
     *
     * @param between done between the last batch of the old log and the first of the new one
     * @return the log's position where the new one begins
     */
    private long roll(Engine engine, Entry increment, Runnable between) throws IOException, InterruptedException {
        // Most of the old log is on the disk for good before the new one is named; what comes until the change is
        // forced before anything in the new one counts as durable. If this fails the rewrite is the remedy.
        boolean ignored = log.waitDurable(log.storedPosition(), SEAL_TIMEOUT_NANOS);
        String refusal = log.rollRefusal();
        if (refusal != null) {
            throw new IOException(refusal);
        }
        Manifest before = manifest;
        deleteIfThere(storage, names.path(increment.name()));
        try (NextLogFile next = log.prepareNext(names.path(increment.name()), random.nextLong())) {
            Manifest listed = before.withIncrement(increment);
            list(listed, listed.without(List.of(increment)));
            long position = engine.exclusively(() -> change(engine, next, listed, between));
            if (position == NO_CHANGE) {
                throw new CancelledException();
            }
            return position;
        } catch (IOException | RuntimeException e) {
            takeBack(increment, before, e);
            throw e;
        }
    }

    /**
     * Deletes a file that was made and will not be used: on a full disk what fails is tried again and again, and each
     * attempt would take its space. If a manifest may name the file it stays, as history, until the next change succeeds:
     * what a rename has made current is not undone.
     */
    private void takeBack(Entry unused, Manifest before, Exception cause) {
        if (manifest.equals(before)) {
            deleteQuietly(storage, names.path(unused.name()), cause);
        }
    }

    /** With the engine's lock. */
    private long change(Engine engine, NextLogFile next, Manifest listed, Runnable between) {
        if (ended) {
            return NO_CHANGE;
        }
        engine.flush();
        long bytes = log.fileBytes();
        long end = log.roll(next);
        engine.journalRolled();
        sealedBytes.addAndGet(bytes);
        manifest = listed;
        settled = true;
        between.run();
        return end;
    }

    /**
     * Writes {@code listed}, which names a log that nobody appends to yet. If that fails halfway, the manifest on the disk may
     * name it or not. So until the change {@code meanwhile} holds: the name is used, and a later manifest deletes the file.
     */
    private synchronized void list(Manifest listed, Manifest meanwhile) throws IOException {
        requireNotEnded();
        listed.writeAside(storage, names.directory(), names.prefix());
        settled = false;
        manifest = meanwhile;
        Manifest.putInPlace(storage, names.directory(), names.prefix());
    }

    /** Makes {@code base} and the logs from {@code firstKept} on the data set. */
    private synchronized void nameBase(Entry base, Entry firstKept) throws IOException {
        requireNotEnded();
        Manifest before = manifest;
        Manifest next = before.withBase(base, firstKept.sequence());
        next.writeAside(storage, names.directory(), names.prefix());
        settled = false;
        // As above: the manifest on the disk may name this base, and then no other file may get its name.
        manifest = before.withHistory(base);
        Manifest.putInPlace(storage, names.directory(), names.prefix());
        manifest = next;
        settled = true;
    }

    private void requireNotEnded() throws IOException {
        if (ended) {
            throw new CancelledException();
        }
    }

    private void deleteHistoryBefore(long position) throws IOException, InterruptedException {
        if (manifest.history().isEmpty()) {
            return;
        }
        if (!log.waitDurable(position, SEAL_TIMEOUT_NANOS)) {
            LOG.warn("The old log is still not forced; its file stays until the next rewrite or start");
            return;
        }
        deleteHistory();
    }

    /** Has {@code newKeeper} asked before what has become history is deleted. */
    public void keepWith(HistoryKeeper newKeeper) {
        keeper = newKeeper;
    }

    /**
     * Deletes logs that a start has left out because the end of the one before them was lost. They are history too, but none
     * that anything may be made of: what they hold came behind what is missing, and the log before them goes on otherwise.
     */
    private void deleteDropped(Recovered recovered) throws IOException {
        Set<Long> salts = new HashSet<>();
        recovered.earlierLogs().forEach(log -> salts.add(log.salt()));
        LogEnd last = recovered.lastLog();
        if (last != null) {
            salts.add(last.salt());
        }
        boolean deleted = false;
        for (Entry old : manifest.history()) {
            String path = names.path(old.name());
            if (!storage.exists(path)) {
                continue;
            }
            long follows = LogSurvey.followedBy(storage, path);
            if (follows != 0 && salts.contains(follows)) {
                salts.add(LogSurvey.saltOf(storage, path));
                storage.delete(path);
                deleted = true;
            }
        }
        if (deleted) {
            storage.syncDirectory(names.directory());
        }
    }

    /**
     * The one place where files of earlier states go, once they are archived where that is wanted. They are named as history in
     * a manifest that is on the disk.
     */
    synchronized void deleteHistory() throws IOException {
        requireNotEnded();
        List<Entry> history = manifest.history();
        if (history.isEmpty() || !settled || !keeper.isKept(manifest)) {
            return;
        }
        for (Entry old : history) {
            deleteIfThere(storage, names.path(old.name()));
        }
        // Or one may come back after the manifest has forgotten it, and look like a log that has lost its line.
        storage.syncDirectory(names.directory());
        Manifest without = manifest.withoutHistory();
        without.write(storage, names.directory(), names.prefix());
        manifest = without;
    }

    /** After the log was switched on: the files of the state before go. */
    void beginWith(long newBaseBytes) {
        baseBytes = newBaseBytes;
        bytesAfterRewrite = currentBytes();
        try {
            FirstStart.end(storage, names.directory(), names.prefix());
            deleteHistory();
        } catch (IOException e) {
            LOG.warn("Older files of the log stay until the next rewrite or start: {}", e.getMessage());
        }
    }

    private void measure() throws IOException {
        Entry base = manifest.base();
        if (base != null) {
            baseBytes = lengthOf(base);
        }
        for (Entry increment : manifest.increments()) {
            if (!names.path(increment.name()).equals(log.fileName())) {
                sealedBytes.addAndGet(lengthOf(increment));
            }
        }
        bytesAfterRewrite = baseBytes;
    }

    private long lengthOf(Entry entry) throws IOException {
        try (var file = storage.open(names.path(entry.name()), Storage.Mode.READ)) {
            return file.length();
        }
    }

    /** Has the log go on in no other file. Needs the engine's lock, and the engine must have let go of the log. */
    public void letGo() {
        ended = true;
    }

    /**
     * Ends a log that was let go: forces and closes it, and notes in the manifest that what is saved from here on is newer.
     * The files stay. Slow.
     *
     * @throws IOException if that cannot be noted; a later start may take the log for the newest data then, and so this is to
     *     be called again
     */
    public synchronized void end(String dump) throws IOException {
        if (!closed) {
            closed = true;
            try {
                log.close();
            } catch (IOException e) {
                LOG.warn("The log is switched off, but its end could not be forced: {}", e.getMessage());
            }
        }
        Manifest last = manifest.endedAt(Ending.now(storage, log.fileName(), dump));
        last.write(storage, names.directory(), names.prefix());
        manifest = last;
    }

    /** Forces the log and marks its end. */
    @Override
    public void close() throws IOException {
        log.close();
    }
}
