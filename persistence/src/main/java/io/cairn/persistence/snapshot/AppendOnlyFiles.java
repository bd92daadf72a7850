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
import io.cairn.persistence.log.NextLogFile;
import io.cairn.persistence.manifest.FirstStart;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.manifest.Manifest.Entry;
import io.cairn.persistence.recovery.Recovery.Recovered;
import io.cairn.persistence.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the append-only log: the manifest, the base, and the logs after it; and the steps by which they change.
 *
 * <p>A new state is made in files that nothing names yet, forced, and becomes the current one when a manifest that names
 * them replaces the old manifest. Files that the current manifest does not need are deleted only after that.
 *
 * <p>Threads: opening and closing by one thread; {@link #rewrite} by the snapshot thread.
 */
public final class AppendOnlyFiles implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(AppendOnlyFiles.class);

    /** How long a rewrite waits for the old log to be forced. */
    private static final long SEAL_TIMEOUT_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Storage storage;
    private final LogNames names;
    private final SnapshotFile snapshots;
    private final RandomSource random;
    private final CommandLog log;
    private volatile Manifest manifest;
    private volatile long baseBytes;

    private AppendOnlyFiles(
            Storage storage, DatastoreOptions options, RandomSource random, CommandLog log, Manifest manifest) {
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
     */
    public static AppendOnlyFiles open(
            LogPorts ports, DatastoreOptions options, RandomSource random, Engine engine, Recovered recovered)
            throws IOException {
        Storage storage = ports.storage();
        Manifest found = recovered.manifest();
        AppendOnlyFiles files = found == null
                ? create(ports, options, random, engine)
                : resume(ports, options, random, found, recovered);
        FirstStart.end(storage, options.log().directory(), options.log().prefix());
        files.measureBase();
        files.deleteHistory();
        SnapshotFile.deleteUnfinished(
                storage, options.log().directory(), options.log().prefix());
        LOG.debug("Appending to {} in {}", files.log.fileName(), storage);
        return files;
    }

    private static AppendOnlyFiles create(LogPorts ports, DatastoreOptions options, RandomSource random, Engine engine)
            throws IOException {
        Storage storage = ports.storage();
        LogNames names = options.log();
        storage.createDirectory(names.directory());
        // Even if it was there: a process killed before its sync leaves a directory that the disk does not have.
        storage.syncDirectory("");
        FirstStart.begin(storage, names.directory(), names.prefix());
        Manifest manifest = Manifest.EMPTY;
        if (engine.databases().size() > 0) {
            // A dump was loaded: without a base that holds it, a log of what follows would be worth nothing.
            Entry base = manifest.nextBase(names.prefix());
            DataSnapshot snapshot = engine.exclusively(engine.databases()::snapshot);
            new SnapshotFile(storage, options.snapshots()).write(snapshot, names.directory(), base.name(), true);
            engine.exclusively(() -> {
                engine.databases().close(snapshot);
                return null;
            });
            manifest = manifest.withBase(base, 0);
        }
        return startLog(ports, options, random, manifest, 0);
    }

    private static AppendOnlyFiles resume(
            LogPorts ports, DatastoreOptions options, RandomSource random, Manifest found, Recovered recovered)
            throws IOException {
        Storage storage = ports.storage();
        LogEnd last = recovered.lastLog();
        Manifest manifest = found.without(recovered.dropped());
        for (LogEnd earlier : recovered.earlierLogs()) {
            // A process killed behind a roll has left this log's end in the page cache only. What is appended from here
            // on
            // will be called durable, and then this must be.
            LogReader.cut(storage, earlier);
        }
        if (last == null) {
            return startLog(ports, options, random, manifest, 0);
        }
        if (!recovered.dropped().isEmpty()) {
            // Before the torn end is cut: a crash between the two would leave a log that looks whole, with the dropped
            // ones
            // listed behind it, and the next start would load them behind a hole.
            manifest.write(storage, options.log().directory(), options.log().prefix());
        }
        if (last.tail() == null) {
            LogReader.cut(storage, last);
            return startLog(ports, options, random, manifest, last.salt());
        }
        CommandLog log = CommandLog.resume(ports, options.policy(), last);
        return new AppendOnlyFiles(storage, options, random, log, manifest);
    }

    private static AppendOnlyFiles startLog(
            LogPorts ports, DatastoreOptions options, RandomSource random, Manifest before, long follows)
            throws IOException {
        LogNames names = options.log();
        Entry increment = before.nextIncrement(names.prefix());
        String path = names.path(increment.name());
        if (ports.storage().exists(path)) {
            // Left by a start that was interrupted before any manifest named it.
            ports.storage().delete(path);
        }
        CommandLog log = CommandLog.create(ports, options.policy(), path, random.nextLong(), follows);
        Manifest manifest = before.withIncrement(increment);
        manifest.write(ports.storage(), names.directory(), names.prefix());
        return new AppendOnlyFiles(ports.storage(), options, random, log, manifest);
    }

    /** The log being appended to. */
    public CommandLog log() {
        return log;
    }

    /** Length of the base, in bytes; 0 if there is none. */
    public long baseBytes() {
        return baseBytes;
    }

    /** Length of the base and of the present log. */
    public long currentBytes() {
        return baseBytes + log.fileBytes();
    }

    /**
     * Replaces base and logs by a new base of the present data, and goes on in a new log meanwhile.
     *
     * <p>In this order, so that at every moment the manifest names a whole data set: an empty new log, named in the
     * manifest; then, between two batches, a snapshot and the change to the new log; the base, forced; a manifest that
     * names it and counts the older files as history; the history is deleted; a manifest without it.
     */
    void rewrite(Engine engine, SnapshotFormat format) throws IOException, InterruptedException {
        snapshots.format(format);
        Entry increment = manifest.nextIncrement(names.prefix());
        Cut cut = roll(engine, increment);
        DataSnapshot snapshot = cut.snapshot;
        long position = cut.position;
        try {
            Entry base = manifest.nextBase(names.prefix());
            long length = snapshots.write(snapshot, names.directory(), base.name(), true);
            writeManifest(manifest.withBase(base, increment.sequence()));
            baseBytes = length;
            log.superseded(position);
        } finally {
            engine.exclusively(() -> {
                engine.databases().close(snapshot);
                return null;
            });
        }
        if (!log.waitDurable(position, SEAL_TIMEOUT_NANOS)) {
            LOG.warn("The old log is still not forced; its file stays until the next start");
            return;
        }
        deleteHistory();
    }

    private record Cut(DataSnapshot snapshot, long position) {}

    /** Goes on in a new log, with a snapshot of what came before it. */
    private Cut roll(Engine engine, Entry increment) throws IOException {
        String path = names.path(increment.name());
        if (storage.exists(path)) {
            // Left by a rewrite that died before any manifest named it.
            storage.delete(path);
        }
        Manifest listed = manifest.withIncrement(increment);
        // If this fails halfway, the manifest on the disk may name the new file or not. So the name is not used again,
        // and
        // the file is deleted only when a later manifest does not need it.
        manifest = listed.without(List.of(increment));
        try (NextLogFile next = log.prepareNext(path, random.nextLong())) {
            listed.write(storage, names.directory(), names.prefix());
            Cut cut = engine.exclusively(() -> {
                engine.flush();
                long end = log.roll(next);
                engine.journalRolled();
                return new Cut(engine.databases().snapshot(), end);
            });
            manifest = listed;
            return cut;
        }
    }

    private void writeManifest(Manifest next) throws IOException {
        next.write(storage, names.directory(), names.prefix());
        manifest = next;
    }

    private void deleteHistory() throws IOException {
        List<Entry> history = manifest.history();
        if (history.isEmpty()) {
            return;
        }
        for (Entry old : history) {
            String path = names.path(old.name());
            if (storage.exists(path)) {
                storage.delete(path);
            }
        }
        // Or one may come back after the manifest has forgotten it, and look like a log that has lost its line.
        storage.syncDirectory(names.directory());
        writeManifest(manifest.withoutHistory());
    }

    private void measureBase() throws IOException {
        Entry base = manifest.base();
        if (base != null) {
            try (var file = storage.open(names.path(base.name()), Storage.Mode.READ)) {
                baseBytes = file.length();
            }
        }
    }

    /** Forces the log and marks its end. */
    @Override
    public void close() throws IOException {
        log.close();
    }
}
