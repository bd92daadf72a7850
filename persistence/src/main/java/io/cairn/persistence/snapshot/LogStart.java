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
import io.cairn.persistence.manifest.Ending;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.manifest.Manifest.Entry;
import io.cairn.persistence.recovery.Recovery;
import io.cairn.persistence.storage.Storage;
import java.io.IOException;
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
 * until then the older files are what a start would load, so no reply waits for the log, and if it cannot be forced, that is
 * a failure of this attempt only, which can be repeated. Writes are refused, though, until the attempt has ended.
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
    private final long position;
    private final boolean logThreads;
    private final Consumer<AppendOnlyFiles> whenOn;
    private boolean on;
    private boolean cancelled;

    /** Whether a manifest with the new files may be on the disk. */
    private boolean named;

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
                ports.storage(), ports.clockMs(), ports.clockNanos(), ports.onReleased(), this::failWhenOn);
        this.options = options;
        this.random = random;
        this.engine = engine;
        this.position = position;
        this.logThreads = logThreads;
        this.whenOn = whenOn;
    }

    private synchronized void failWhenOn(String reason, Throwable cause) {
        if (on) {
            fatal.fatal(reason, cause);
        }
    }

    /** Makes base and log and puts them in the place of what is there; on return the log is on. */
    void run(SnapshotFormat format, BooleanSupplier workCancelled) throws IOException {
        Storage storage = ports.storage();
        LogNames names = options.log();
        Manifest found = Recovery.findManifest(storage, names);
        AppendOnlyFiles.makeDirectory(storage, names, found);
        // Before the new log holds anything: a manifest that does not say that its log is off must not be followed by
        // one.
        Manifest before = found == null ? Manifest.EMPTY : AppendOnlyFiles.noteEnd(storage, options, found, false);
        Entry base = before.nextBase(names.prefix());
        Entry increment = before.nextIncrement(names.prefix());
        String path = names.path(increment.name());
        AppendOnlyFiles.deleteIfThere(storage, path);
        long salt = random.nextLong();
        CommandLog log = CommandLog.createBehind(ports, options.policy(), path, salt, position);
        Manifest after = before.replacedBy(base, increment);
        AppendOnlyFiles files = new AppendOnlyFiles(storage, options, random, log, after);
        named = false;
        long length;
        try {
            length = writeBase(log, salt, base, format, workCancelled);
            putInPlace(files, after);
        } catch (IOException | RuntimeException e) {
            giveUp(log, after, e);
            throw e;
        }
        LOG.info("The log is on: its base has {} bytes, and {} follows it", length, path);
        files.beginWith(length);
    }

    private long writeBase(CommandLog log, long salt, Entry base, SnapshotFormat format, BooleanSupplier workCancelled)
            throws IOException {
        if (logThreads) {
            log.start();
        }
        DataSnapshot snapshot = engine.exclusively(() -> attach(log));
        if (snapshot == null) {
            throw new CancelledException();
        }
        try {
            return new SnapshotFile(ports.storage(), format)
                    .writeBase(snapshot, options.log().directory(), base.name(), salt, workCancelled);
        } finally {
            engine.exclusively(() -> {
                engine.databases().close(snapshot);
                return null;
            });
        }
    }

    private synchronized @Nullable DataSnapshot attach(CommandLog log) {
        if (cancelled) {
            return null;
        }
        engine.useJournal(log);
        return engine.databases().snapshot();
    }

    private synchronized void putInPlace(AppendOnlyFiles files, Manifest manifest) throws IOException {
        if (cancelled) {
            throw new CancelledException();
        }
        String refusal = files.log().refusal();
        if (refusal != null) {
            throw new IOException(refusal);
        }
        named = true;
        manifest.write(ports.storage(), options.log().directory(), options.log().prefix());
        on = true;
        whenOn.accept(files);
    }

    /** Takes the log away again. What a manifest may name stays, as a log that was switched off. */
    private void giveUp(CommandLog log, Manifest after, Exception cause) {
        engine.exclusively(() -> {
            if (engine.journal() == log) {
                engine.useJournal(Journal.NONE);
            }
            return null;
        });
        Storage storage = ports.storage();
        LogNames names = options.log();
        try {
            log.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        try {
            if (named) {
                after.endedAt(Ending.now(storage, log.fileName(), options.dump()))
                        .write(storage, names.directory(), names.prefix());
            } else {
                AppendOnlyFiles.deleteIfThere(storage, log.fileName());
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Has it come to nothing, from this moment on; false if the log is on already. Needs the engine's lock. */
    public synchronized boolean cancel() {
        if (on) {
            return false;
        }
        cancelled = true;
        if (engine.journal() != Journal.NONE) {
            engine.useJournal(Journal.NONE);
        }
        return true;
    }
}
