package io.cairn.persistence;

import io.cairn.engine.DataCommands;
import io.cairn.engine.Engine;
import io.cairn.engine.Journal;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandTable;
import io.cairn.engine.command.Session;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.persistence.archive.Archiver;
import io.cairn.persistence.log.CommandLog;
import io.cairn.persistence.log.FatalHandler;
import io.cairn.persistence.log.LogPorts;
import io.cairn.persistence.rdb.PayloadFormat;
import io.cairn.persistence.recovery.Loading;
import io.cairn.persistence.recovery.Recovery;
import io.cairn.persistence.recovery.Recovery.Recovered;
import io.cairn.persistence.recovery.RecoveryReport;
import io.cairn.persistence.snapshot.AppendOnlyFiles;
import io.cairn.persistence.snapshot.LogStart;
import io.cairn.persistence.snapshot.LogUpkeep;
import io.cairn.persistence.snapshot.Snapshots;
import io.cairn.persistence.snapshot.Snapshots.Work;
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

    /** Locked by whoever uses a data directory. */
    public static final String LOCK_FILE = "cairn.lock";

    private static final int REPLY_BYTES = 1024;
    private static final long FORCE_TIMEOUT_NANOS = 60_000_000_000L;

    private final DatastoreOptions options;
    private final DatastorePorts ports;
    private final Storage storage;
    private final Engine engine;
    private final Snapshots snapshots;
    private final Loading loading;
    private final List<Runnable> onDurable = new CopyOnWriteArrayList<>();
    private final LogPorts logPorts;
    private final LogUpkeep upkeep;
    private final Archiver archiver;
    private volatile DurabilityPolicy policy;
    private volatile RecoveryReport recovery = RecoveryReport.NOTHING;

    /** Null while the log is off. */
    private volatile @Nullable AppendOnlyFiles files;

    /** The files of a log that was switched off, until its end is on the disk; for good if it could not be forced. */
    private volatile @Nullable AppendOnlyFiles ending;

    /** Whether the end of {@link #ending} could not be forced. */
    private volatile boolean endLost;

    /** Not null from the moment that somebody wants the log on until it is. */
    private volatile @Nullable LogStart starting;

    /** Where the last log that was switched off ended. */
    private long lastPosition;

    private Datastore(DatastoreOptions options, DatastorePorts ports, Engine engine, FatalHandler fatal) {
        this.options = options;
        this.ports = ports;
        this.storage = ports.storage();
        this.engine = engine;
        this.policy = options.policy();
        this.loading = new Loading(engine);
        this.snapshots = new Snapshots(engine, storage, options.snapshots(), options.dump(), ports.snapshotThread());
        this.logPorts = new LogPorts(
                storage,
                engine.clock()::millis,
                engine.clock()::nanos,
                () -> onDurable.forEach(Runnable::run),
                true,
                fatal);
        this.upkeep = new LogUpkeep(engine, snapshots);
        this.archiver = new Archiver(
                storage, options.log(), options.archive(), engine.clock(), ports.archiveThread(), this::archived);
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
        Datastore store = prepare(options, more, fatal);
        try {
            store.load();
            return store;
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /**
     * Takes the directory; the data is to be {@linkplain #load loaded}. Until that is done, commands on data are refused.
     */
    public static Datastore prepare(DatastoreOptions options, List<Command> more, FatalHandler fatal)
            throws IOException {
        Storage storage = MappedStorage.open(options.directory());
        try {
            storage.lock(LOCK_FILE);
            return prepare(options, DatastorePorts.ofMachine(storage), tableWith(more), fatal);
        } catch (IOException | RuntimeException e) {
            storage.close();
            throw e;
        }
    }

    static Datastore open(DatastoreOptions options, DatastorePorts ports, List<Command> more, FatalHandler fatal)
            throws IOException {
        return open(options, ports, tableWith(more), fatal);
    }

    /** Opens a data set with commands that no other one uses at the time. */
    static Datastore open(DatastoreOptions options, DatastorePorts ports, CommandTable commands, FatalHandler fatal)
            throws IOException {
        Datastore store = prepare(options, ports, commands, fatal);
        store.load();
        return store;
    }

    private static CommandTable tableWith(List<Command> more) {
        List<Command> commands = new ArrayList<>(dataCommands());
        commands.addAll(more);
        return CommandTable.of(commands);
    }

    static Datastore prepare(
            DatastoreOptions options, DatastorePorts ports, CommandTable commands, FatalHandler fatal) {
        Engine engine = new Engine(commands, options.databases(), ports.clock(), ports.random());
        engine.databases().setLimits(options.encodings());
        engine.executor().reserveFor(new Session());
        return new Datastore(options, ports, engine, fatal);
    }

    /**
     * Loads the data, once, while others may use the engine for what is no command on data.
     *
     * @throws IOException if the files cannot be loaded; or because of {@link Loading#stop}. The data set is to be closed then
     */
    public void load() throws IOException {
        Recovered recovered = Recovery.run(engine, storage, options, loading);
        snapshots.deleteUnfinished();
        recovery = recovered.report();
        AppendOnlyFiles opened = null;
        if (options.appendOnly()) {
            opened = AppendOnlyFiles.open(logPorts, options, ports.random(), engine, recovered, loading, archiver);
            files = opened;
            // It may have been changed while the data was loaded.
            opened.log().adopt(policy);
            if (ports.logThreads()) {
                opened.log().start();
            }
        } else {
            passOverLog();
        }
        Journal journal = opened == null ? Journal.NONE : opened.log();
        engine.exclusively(() -> {
            engine.useJournal(journal);
            snapshots.dataLoaded();
            upkeep.started(recovered.report());
            engine.executor().reserveFor(null);
            return null;
        });
    }

    private void passOverLog() {
        try {
            AppendOnlyFiles.passOver(storage, options);
        } catch (IOException e) {
            LOG.warn("It cannot be noted that the log is off: {}", e.getMessage());
            engine.exclusively(() -> {
                snapshots.owe(dump -> AppendOnlyFiles.passOver(storage, options.withDump(dump)));
                return null;
            });
        }
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

    /** How far loading it has come. */
    public Loading loading() {
        return loading;
    }

    /** Whether it is being loaded, or could not be. Needs the engine's lock. */
    public boolean isLoading() {
        return engine.executor().isLoading();
    }

    /** What loading it found; nothing before it is loaded. */
    public RecoveryReport recovery() {
        return recovery;
    }

    /** The log's files; null if the log is off. */
    public @Nullable AppendOnlyFiles appendOnlyFiles() {
        return files;
    }

    /** The log; null if it is off. */
    public @Nullable CommandLog log() {
        AppendOnlyFiles present = files;
        return present == null ? null : present.log();
    }

    /**
     * The log that replies wait for: the one that is on, or one that was switched off and whose end is not on the disk yet, or
     * could not be forced to it. Null if there is none.
     */
    public @Nullable CommandLog awaitedLog() {
        AppendOnlyFiles present = files;
        // In this order: what is switched off is here before it is no longer there.
        AppendOnlyFiles awaited = present == null ? ending : present;
        return awaited == null ? null : awaited.log();
    }

    /**
     * Whether the log is off and its end could not be forced: what of it is not durable will not be. A log that is switched on
     * later has all that in its base.
     */
    public boolean isEndLost() {
        return endLost && files == null;
    }

    /** Whether the log has been switched on, and its first base is still being made. */
    public boolean isLogStarting() {
        return starting != null && files == null;
    }

    /**
     * Changes when the log is forced, and so which replies wait, those in the rest of the present batch included. Needs the
     * engine's lock.
     *
     * @return why that cannot be: a log that has failed can make nothing durable; null if it is done
     */
    public @Nullable String setPolicy(DurabilityPolicy newPolicy) {
        DurabilityPolicy before = policy;
        policy = newPolicy;
        CommandLog log = log();
        String refusal = log == null ? null : log.policy(newPolicy);
        if (refusal != null) {
            policy = before;
        }
        engine.followJournal();
        return refusal;
    }

    /**
     * Switches the log on, in the background: it is on once a base of the present data and a log of all that follows are on
     * the disk and named as the data set. Until then replies do not wait for it. Attempts that fail are repeated, see
     * {@link #keepUp}. Needs the engine's lock.
     */
    public void switchLogOn() {
        if (files != null || starting != null) {
            return;
        }
        DatastoreOptions present = options.withAppendOnly(true).with(policy).withDump(snapshots.dump());
        LogStart start = new LogStart(
                logPorts, present, ports.random(), engine, lastPosition, ports.logThreads(), this::becomeOn);
        starting = start;
        if (snapshots.work() == Work.NOTHING) {
            snapshots.startLog(start);
        } else {
            LOG.info("The log is switched on when the present save is done");
        }
    }

    /** By the archive's thread. */
    private void archived() {
        AppendOnlyFiles present = files;
        if (present != null) {
            snapshots.startDeletingHistory(present);
        }
    }

    /** By the snapshot thread. */
    private void becomeOn(AppendOnlyFiles started) {
        started.keepWith(archiver);
        started.log().adopt(policy);
        files = started;
        starting = null;
        // It may have been changed between the two, by somebody who saw no log yet.
        started.log().adopt(policy);
    }

    /**
     * Switches the log off: what is written from here on is kept by saves only. The files stay where they are. In the
     * background the log is forced and closed, which replies that waited for it still do, and its end is noted; a save waits
     * for that. A start with the log on loads the newer of log and dump. Needs the engine's lock.
     *
     * @throws IOException if changes wait for room on a full disk; the log stays on then
     */
    public void switchLogOff() throws IOException {
        engine.flush();
        CommandLog full = log();
        if (full != null && full.figures().backlogBytes() > 0) {
            // Nobody has been told of these changes, and a log that ends here would never have them.
            throw new IOException(full.fileName() + ": changes wait for room on the disk: " + full.refusal());
        }
        LogStart start = starting;
        starting = null;
        snapshots.cancelRewrite();
        boolean cancelled = start != null && start.cancel();
        lastPosition = start == null ? lastPosition : start.position();
        AppendOnlyFiles present = files;
        if (cancelled || present == null) {
            return;
        }
        engine.useJournal(Journal.NONE);
        lastPosition = present.log().position();
        present.letGo();
        endLost = false;
        ending = present;
        files = null;
        snapshots.owe(dump -> end(present, dump));
    }

    private void end(AppendOnlyFiles last, String dump) throws IOException {
        try {
            last.end(dump);
        } finally {
            CommandLog log = last.log();
            if (log.durablePosition() < log.position()) {
                // Whoever waits for it must not be told that it is durable because there is no log.
                endLost = true;
            } else {
                ending = null;
            }
            onDurable.forEach(Runnable::run);
        }
    }

    /**
     * Starts what has been scheduled, and rolls or rewrites the log where that is due. To be called a few times a second;
     * needs the engine's lock.
     */
    public void keepUp(LogUpkeep.Limits limits) {
        snapshots.startScheduled(files, starting);
        upkeep.look(files, limits);
        archiver.keepUp();
    }

    /** What keeps files of the log that are no longer needed. */
    public Archiver archiver() {
        return archiver;
    }

    /** What rolls and rewrites the log by itself. */
    public LogUpkeep upkeep() {
        return upkeep;
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
        Recovery.loadDump(engine, storage, snapshots.dump());
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
            Recovery.loadLogs(engine, storage, options.withAppendOnly(true));
        } finally {
            engine.useJournal(journal);
        }
    }

    /**
     * Has {@code listener} called whenever more of the log has become durable, by the thread that forced it. Who waits for that
     * calls {@link CommandLog#forceHere} first.
     */
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
        CommandLog present = log();
        if (present != null) {
            present.awaitRoom();
        }
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
        CommandLog log = awaitedLog();
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
            log.forceHere();
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
        archiver.close();
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
            snapshots.settle();
        } catch (IOException e) {
            LOG.warn("It could not be noted that the log is off, and nothing was saved since: {}", e.getMessage());
        }
        try {
            AppendOnlyFiles present = files;
            if (present != null) {
                present.close();
            }
        } finally {
            storage.close();
        }
    }
}
