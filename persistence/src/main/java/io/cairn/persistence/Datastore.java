package io.cairn.persistence;

import io.cairn.engine.DataCommands;
import io.cairn.engine.Engine;
import io.cairn.engine.Journal;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandTable;
import io.cairn.engine.command.Session;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.persistence.log.CommandLog;
import io.cairn.persistence.log.FatalHandler;
import io.cairn.persistence.log.LogPorts;
import io.cairn.persistence.rdb.PayloadFormat;
import io.cairn.persistence.recovery.Recovery;
import io.cairn.persistence.recovery.Recovery.Recovered;
import io.cairn.persistence.recovery.RecoveryReport;
import io.cairn.persistence.snapshot.AppendOnlyFiles;
import io.cairn.persistence.snapshot.Snapshots;
import io.cairn.persistence.storage.MappedStorage;
import io.cairn.persistence.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data set in a directory: the engine, its log and its snapshots, opened, kept and closed as one. A server puts sockets
 * in front of it; a program may use it without.
 *
 * <pre>{@code
 * try (Datastore store = Datastore.open(Path.of("data"))) {
 *     store.execute("SET", "greeting", "hello");
 * }
 * }</pre>
 *
 * <p>One process has a directory at a time. Threads: any, unless a method says that it needs the engine's lock.
 */
public final class Datastore implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Datastore.class);

    private static final String LOCK_FILE = "cairn.lock";
    private static final int REPLY_BYTES = 1024;
    private static final long FORCE_TIMEOUT_NANOS = 60_000_000_000L;

    private final DatastoreOptions options;
    private final Storage storage;
    private final Engine engine;
    private final Snapshots snapshots;
    private final RecoveryReport recovery;
    private final List<Runnable> onDurable;
    private @Nullable AppendOnlyFiles files;

    private Datastore(
            DatastoreOptions options,
            Storage storage,
            Engine engine,
            Snapshots snapshots,
            RecoveryReport recovery,
            List<Runnable> onDurable) {
        this.options = options;
        this.storage = storage;
        this.engine = engine;
        this.snapshots = snapshots;
        this.recovery = recovery;
        this.onDurable = onDurable;
    }

    /** Opens the data set in {@code directory} as Redis would by default, with the log on and forced every second. */
    public static Datastore open(Path directory) throws IOException {
        return open(DatastoreOptions.in(directory));
    }

    /** Opens a data set for a program: after a failed force its log refuses writes, and {@code execute} says so. */
    public static Datastore open(DatastoreOptions options) throws IOException {
        return open(options, List.of(), (reason, cause) -> LOG.error("The log failed: {}", reason, cause));
    }

    /**
     * Opens a data set and recovers it.
     *
     * @param more commands besides those on data
     * @param fatal is told when the log can no longer keep its promise under {@link DurabilityPolicy#ALWAYS}
     * @throws IOException if the files cannot be loaded, with path, offset and remedy; they are left as they are
     */
    public static Datastore open(DatastoreOptions options, List<Command> more, FatalHandler fatal) throws IOException {
        Storage storage = MappedStorage.open(options.directory());
        try {
            storage.lock(LOCK_FILE);
            return open(options, DatastorePorts.ofMachine(storage), more, fatal);
        } catch (IOException | RuntimeException e) {
            storage.close();
            throw e;
        }
    }

    static Datastore open(DatastoreOptions options, DatastorePorts ports, List<Command> more, FatalHandler fatal)
            throws IOException {
        Storage storage = ports.storage();
        List<Command> commands = new ArrayList<>(dataCommands());
        commands.addAll(more);
        Engine engine = new Engine(CommandTable.of(commands), options.databases(), ports.clock(), ports.random());
        engine.databases().setLimits(options.encodings());
        Recovered recovered = Recovery.run(engine, storage, options);
        Snapshots snapshots =
                new Snapshots(engine, storage, options.snapshots(), options.dump(), ports.snapshotThread());
        snapshots.deleteUnfinished();
        List<Runnable> onDurable = new CopyOnWriteArrayList<>();
        Datastore store = new Datastore(options, storage, engine, snapshots, recovered.report(), onDurable);
        if (options.appendOnly()) {
            LogPorts logPorts = new LogPorts(
                    storage,
                    engine.clock()::millis,
                    engine.clock()::nanos,
                    () -> onDurable.forEach(Runnable::run),
                    fatal);
            AppendOnlyFiles files = AppendOnlyFiles.open(logPorts, options, ports.random(), engine, recovered);
            store.files = files;
            if (ports.logThreads()) {
                files.log().start();
            }
            engine.exclusively(() -> {
                engine.useJournal(files.log());
                return null;
            });
        }
        return store;
    }

    /** The commands on data. */
    public static List<Command> dataCommands() {
        return DataCommands.all(new PayloadFormat());
    }

    public Engine engine() {
        return engine;
    }

    public Snapshots snapshots() {
        return snapshots;
    }

    /** What opening it found. */
    public RecoveryReport recovery() {
        return recovery;
    }

    /** The log's files; null if the log is off. */
    public @Nullable AppendOnlyFiles appendOnlyFiles() {
        return files;
    }

    /** The log; null if it is off. */
    public @Nullable CommandLog log() {
        return files == null ? null : files.log();
    }

    /**
     * Loads the dump as it is on the disk. The log does not hear of it. Needs the engine's lock.
     *
     * @param flush whether all keys go first; else the dump must not hold any that is there
     * @throws IOException if it cannot be loaded; the data in memory is then only a part
     */
    public void reloadDump(boolean flush) throws IOException {
        engine.flush();
        if (flush) {
            engine.databases().clear();
        }
        Recovery.loadDump(engine, storage, options.dump());
    }

    /**
     * Forgets all keys and loads them from the log as it is on the disk. Needs the engine's lock.
     *
     * @throws IOException if it cannot be loaded; the data in memory is then only a part
     */
    public void reloadLog() throws IOException {
        Journal journal = engine.journal();
        engine.useJournal(Journal.NONE);
        try {
            engine.databases().clear();
            Recovery.loadLogs(engine, storage, options);
        } finally {
            engine.useJournal(journal);
        }
    }

    /** Has {@code listener} called whenever more of the log has become durable, by the thread that forced it. */
    public void onDurable(Runnable listener) {
        onDurable.add(listener);
    }

    /**
     * Executes one request and returns its reply as RESP2. Under {@link DurabilityPolicy#ALWAYS} it returns when what the
     * reply says is durable.
     *
     * @throws IOException if that cannot be had
     */
    public byte[] execute(String... request) throws IOException {
        return execute(new Session(), Args.of(request));
    }

    /** {@link #execute(String...)} for a caller with a session of its own. */
    public byte[] execute(Session session, Args request) throws IOException {
        ReplyWriter reply = new ReplyWriter(REPLY_BYTES);
        engine.beginBatch();
        boolean holding;
        long held = 0;
        long position;
        try {
            holding = engine.holdsReplies();
            held = engine.execute(session, request, reply);
        } finally {
            position = engine.endBatch();
        }
        CommandLog log = log();
        long needed = holding ? held : Math.min(session.changedAt(), position);
        if (log != null && needed > log.releasedPosition()) {
            awaitDurable(log, needed);
        }
        byte[] bytes = new byte[reply.length()];
        System.arraycopy(reply.buffer(), 0, bytes, 0, bytes.length);
        return bytes;
    }

    private static void awaitDurable(CommandLog log, long position) throws IOException {
        try {
            if (!log.waitDurable(position, FORCE_TIMEOUT_NANOS)) {
                throw new IOException("the write is not durable: " + log.refusal());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the write to become durable", e);
        }
    }

    /** Ends snapshots, forces the log and marks its end, gives the directory back. */
    @Override
    public void close() throws IOException {
        try {
            snapshots.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        engine.beginBatch();
        try {
            engine.useJournal(Journal.NONE);
        } finally {
            engine.endBatch();
        }
        try {
            if (files != null) {
                files.close();
            }
        } finally {
            storage.close();
        }
    }
}
