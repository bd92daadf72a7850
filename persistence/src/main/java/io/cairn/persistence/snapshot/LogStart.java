package io.cairn.persistence.snapshot;

import io.cairn.engine.Engine;
import io.cairn.engine.Journal;
import io.cairn.engine.RandomSource;
import io.cairn.engine.keyspace.DataSnapshot;
import io.cairn.persistence.DatastoreOptions;
import io.cairn.persistence.DatastoreOptions.LogNames;
import io.cairn.persistence.DatastoreOptions.SnapshotFormat;
import io.cairn.persistence.log.CommandLog;
import io.cairn.persistence.log.FatalHandler;
import io.cairn.persistence.log.LogPorts;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.manifest.Manifest.Entry;
import io.cairn.persistence.recovery.Recovery;
import io.cairn.persistence.storage.Storage;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Switches the log of a running data set on.
 *
 * <p>Between two batches everything that follows begins to go to a new log, and a snapshot is taken of what was before; that
 * becomes the base. One manifest makes both the data set, and all that the older one names history. Only then the log is on:
 * until then the older files are what a start would load, so no reply waits for the log, and if it finds no room or cannot be
 * forced, that is a failure of this attempt only, which ends and can be repeated. No write is refused for it.
 *
 * <p>Threads: {@link #run} by the snapshot thread; {@link #cancel} by the holder of the engine's lock. Whoever has the monitor
 * must not wait for the engine's lock.
 */
public final class LogStart {
    private static final Logger LOG = LoggerFactory.getLogger(LogStart.class);

    private final LogPorts ports;
    private final FatalHandler fatal;
    private final DatastoreOptions options;
    private final RandomSource random;
    private final Engine engine;
    private final boolean logThreads;
    private final Consumer<AppendOnlyFiles> whenOn;
    private long position;
    private volatile boolean on;
    /** What the log of this attempt said when nobody's promise depended on it. */
    private final AtomicReference<@Nullable Failure> unreported = new AtomicReference<>();

    private boolean cancelled;

    /** Whether a manifest with the new files may be on the disk. */
    private boolean named;

    /** Has it noted in that manifest that the log is off, unless the log comes on; null if nothing is to be noted. */
    private @Nullable Runnable oweEnd;

    /**
     * @param position where an earlier log of this run ended, 0 if there was none: positions only grow
     * @param logThreads whether the log has threads of its own
     * @param whenOn is given the files at the moment from which they are the data set
     */
    public LogStart(
            LogPorts ports,
            DatastoreOptions options,
            RandomSource random,
            Engine engine,
            long position,
            boolean logThreads,
            Consumer<AppendOnlyFiles> whenOn) {
        this.fatal = ports.fatal();
        this.ports = new LogPorts(
                ports.storage(),
                ports.clockMs(),
                ports.clockNanos(),
                ports.onReleased(),
                ports.holdersForce(),
                this::failWhenOn);
        this.options = options;
        this.random = random;
        this.engine = engine;
        this.position = position;
        this.logThreads = logThreads;
        this.whenOn = whenOn;
    }

    private record Failure(String reason, Throwable cause) {}

    private void failWhenOn(String reason, Throwable cause) {
        boolean ignored = unreported.compareAndSet(null, new Failure(reason, cause));
        if (on) {
            reportFailure();
        }
    }

    /** It may have come while the log was becoming the data set, after it was found sound and before it was on. */
    private void reportFailure() {
        Failure failure = unreported.getAndSet(null);
        if (failure != null) {
            fatal.fatal(failure.reason, failure.cause);
        }
    }

    /**
     * Makes base and log and puts them in the place of what is there; on return the log is on.
     *
     * @param owed is given what is left to do when this fails and a manifest may name the log
     */
    void run(SnapshotFormat format, BooleanSupplier workCancelled, Consumer<Snapshots.Note> owed) throws IOException {
        Storage storage = ports.storage();
        LogNames names = options.log();
        Manifest found = Recovery.findManifest(storage, names);
        AppendOnlyFiles.makeDirectory(storage, names, found);
        // Before the new log holds anything: a manifest must not be followed by one unless it says that its log is off.
        Manifest before = found == null ? Manifest.EMPTY : AppendOnlyFiles.noteEnd(storage, options, found, false);
        Entry base = before.nextBase(names.prefix());
        Entry increment = before.nextIncrement(names.prefix());
        String path = names.path(increment.name());
        AppendOnlyFiles.deleteIfThere(storage, path);
        unreported.set(null);
        long salt = random.nextLong();
        Trial trial = new Trial(makeLog(path, salt));
        Manifest after = before.replacedBy(base, increment);
        AppendOnlyFiles files = new AppendOnlyFiles(storage, options, random, trial.log, after);
        named = false;
        long length;
        try {
            length = writeBase(trial, salt, base, format, workCancelled);
            putInPlace(files, trial, after, owed);
        } catch (IOException | RuntimeException e) {
            giveUp(files, trial, base, e);
            throw e;
        }
        engine.exclusively(() -> {
            if (engine.journal() == trial) {
                engine.useJournal(trial.log);
            }
            return null;
        });
        LOG.info("The log is on: its base has {} bytes, and {} follows it", length, path);
        files.beginWith(length);
    }

    private CommandLog makeLog(String path, long salt) throws IOException {
        try {
            return CommandLog.createBehind(ports, options.policy(), path, salt, position);
        } catch (IOException e) {
            AppendOnlyFiles.deleteQuietly(ports.storage(), path, e);
            throw e;
        }
    }

    private long writeBase(Trial trial, long salt, Entry base, SnapshotFormat format, BooleanSupplier workCancelled)
            throws IOException {
        if (logThreads) {
            trial.log.start();
        }
        DataSnapshot snapshot = engine.exclusively(() -> attach(trial));
        if (snapshot == null) {
            throw new CancelledException();
        }
        try {
            return new SnapshotFile(ports.storage(), format)
                    .write(
                            snapshot,
                            options.log().directory(),
                            base.name(),
                            salt,
                            () -> trial.failure() != null || workCancelled.getAsBoolean());
        } catch (CancelledException e) {
            trial.requireSound();
            throw e;
        } finally {
            engine.exclusively(() -> {
                engine.databases().close(snapshot);
                return null;
            });
        }
    }

    private synchronized @Nullable DataSnapshot attach(Trial trial) {
        if (cancelled) {
            return null;
        }
        engine.useJournal(trial);
        return engine.databases().snapshot();
    }

    private void putInPlace(AppendOnlyFiles files, Trial trial, Manifest manifest, Consumer<Snapshots.Note> owed)
            throws IOException {
        manifest.writeAside(
                ports.storage(), options.log().directory(), options.log().prefix());
        // From here on whoever cancels waits for a rename and for the directory. A log that may be the data set on the
        // disk must not end, or miss a change, before it is known whether it is: a save that comes then would be taken
        // for older.
        synchronized (this) {
            if (cancelled) {
                throw new CancelledException();
            }
            trial.requireSound();
            named = true;
            oweEnd = () -> {
                files.letGo();
                owed.accept(files::end);
            };
            Manifest.putInPlace(
                    ports.storage(), options.log().directory(), options.log().prefix());
            on = true;
            oweEnd = null;
            reportFailure();
            whenOn.accept(files);
        }
    }

    /** Takes the log away again. What a manifest may name stays, as a log that was switched off. */
    private void giveUp(AppendOnlyFiles files, Trial trial, Entry base, Exception cause) {
        CommandLog log = files.log();
        engine.exclusively(() -> {
            if (engine.journal() == trial) {
                letGo();
            }
            oweEnd();
            return null;
        });
        if (named) {
            return;
        }
        try {
            log.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        AppendOnlyFiles.deleteQuietly(ports.storage(), log.fileName(), cause);
        AppendOnlyFiles.deleteQuietly(ports.storage(), options.log().path(base.name()), cause);
    }

    private void letGo() {
        engine.flush();
        position = engine.journal().position();
        engine.useJournal(Journal.NONE);
    }

    /** Has it come to nothing, from this moment on; false if the log is on already. Needs the engine's lock. */
    public synchronized boolean cancel() {
        if (on) {
            return false;
        }
        cancelled = true;
        if (engine.journal() != Journal.NONE) {
            letGo();
        }
        // At once: a save may come before the snapshot thread has the engine's lock.
        oweEnd();
        return true;
    }

    /** With the engine's lock, which has let go of the log. */
    private void oweEnd() {
        Runnable note = oweEnd;
        oweEnd = null;
        if (note != null) {
            note.run();
        }
    }

    /** Where the next log of this run may begin. Needs the engine's lock. */
    public long position() {
        return position;
    }

    /**
     * The log, as long as it is not on. It refuses nothing. What it cannot take is lost to it, and then this attempt cannot
     * succeed: the two exclude each other by the monitor.
     */
    private final class Trial implements Journal {
        private final CommandLog log;
        private volatile @Nullable String failure;

        Trial(CommandLog log) {
            this.log = log;
        }

        /** Why this attempt cannot succeed, as far as that is known; null if it may. */
        @Nullable
        String failure() {
            String refusal = failure == null ? log.refusal() : null;
            if (refusal != null) {
                // For good: what comes meanwhile is not in the log.
                boolean ignored = fail(refusal);
            }
            return failure;
        }

        void requireSound() throws IOException {
            String reason = failure();
            if (reason != null) {
                throw new IOException(reason);
            }
        }

        private boolean fail(String reason) {
            synchronized (LogStart.this) {
                if (on) {
                    return false;
                }
                failure = reason;
                return true;
            }
        }

        @Override
        public long append(byte[] bytes, int offset, int length, int database, long nowMs) {
            if (!on && failure() != null) {
                return position();
            }
            try {
                return log.append(bytes, offset, length, database, nowMs);
            } catch (IllegalStateException e) {
                // A store has failed.
                if (fail(String.valueOf(e.getMessage()))) {
                    return position();
                }
                throw e;
            }
        }

        @Override
        public long position() {
            return log.position();
        }

        @Override
        public long durablePosition() {
            return log.durablePosition();
        }

        @Override
        public boolean holdsReplies() {
            return log.holdsReplies();
        }

        @Override
        public long releasedPosition() {
            return log.releasedPosition();
        }

        @Override
        public @Nullable String refusal() {
            return on ? log.refusal() : null;
        }
    }
}
