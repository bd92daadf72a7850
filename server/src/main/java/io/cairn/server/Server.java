package io.cairn.server;

import io.cairn.engine.Engine;
import io.cairn.persistence.Datastore;
import io.cairn.persistence.DatastoreOptions;
import io.cairn.persistence.DatastoreOptions.ArchiveOptions;
import io.cairn.persistence.DatastoreOptions.LogNames;
import io.cairn.persistence.DatastoreOptions.SnapshotFormat;
import io.cairn.persistence.DurabilityPolicy;
import io.cairn.persistence.SystemClock;
import io.cairn.persistence.recovery.LoadingStoppedException;
import io.cairn.persistence.snapshot.Snapshots.Work;
import io.cairn.server.command.ServerCommands;
import io.cairn.server.config.Encodings;
import io.cairn.server.config.ServerConfig;
import io.cairn.server.config.Setting;
import io.cairn.server.config.Settings;
import io.cairn.server.config.ShutdownFlag;
import io.cairn.server.net.EventLoop;
import io.cairn.server.net.NetworkLimits;
import io.cairn.server.observe.Logging;
import io.cairn.server.observe.ProcessFigures;
import io.cairn.server.session.ClientSession;
import io.cairn.server.session.Clients;
import io.cairn.server.session.Password;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: the data set, the listeners and the event loops, and what the commands about the server itself need.
 *
 * <p>Threads: {@link #start} and {@link #awaitEnd} by the main thread; what the commands use, by the holder of the engine's
 * lock; {@link #stopBySignal} by any.
 */
public final class Server {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    /** Files that are not clients' sockets: logs, data, listeners, and the JVM's own. */
    private static final int OWN_FILES = 128;

    private final ServerConfig config;
    private final String version;
    private final Clients clients = new Clients();
    private final Password password = new Password();
    private final Datastore datastore;
    private final Housekeeping housekeeping;
    private final List<EventLoop> loops = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Listening listening;
    private final long startedAtMs;
    private volatile int exitCode;
    private volatile boolean stopped;

    /** Takes the data's directory; nobody is served yet, and {@link #stopBySignal} may be called. */
    public Server(ServerConfig config, String version) throws IOException {
        this.config = config;
        this.version = version;
        long startedMs = new SystemClock().millis();
        config.ineffective().values().forEach(LOG::warn);
        this.datastore = Datastore.prepare(options(config), ServerCommands.all(this), this::logFailed);
        this.housekeeping = new Housekeeping(this);
        this.listening = new Listening(config, loops);
        this.startedAtMs = startedMs;
        limitClients();
        makeLoops();
        followSettings();
        followEncodings();
    }

    /** Before they run, so that a signal may stop them at any time. */
    private void makeLoops() throws IOException {
        Engine engine = datastore.engine();
        NetworkLimits limits = NetworkLimits.of(config);
        engine.executor().limit(limits.requests());
        for (int i = 0; i < config.get(Settings.IO_THREADS); i++) {
            EventLoop loop = new EventLoop(engine, clients, password, new LogGate(datastore), this::refusalOf, limits);
            loops.add(loop);
            datastore.onDurable(loop::released);
        }
        loops.get(0).onTick(tickMs(), housekeeping);
    }

    private static DatastoreOptions options(ServerConfig config) {
        return new DatastoreOptions(
                config.path(Settings.DIR),
                config.get(Settings.DATABASES),
                config.get(Settings.APPENDONLY),
                policy(config),
                new LogNames(
                        config.get(Settings.APPENDDIRNAME),
                        config.get(Settings.APPENDFILENAME),
                        config.get(Settings.AOF_LOAD_TRUNCATED),
                        config.get(Settings.AOF_LOAD_CORRUPT_TAIL_MAX_SIZE)),
                config.get(Settings.DBFILENAME),
                snapshotFormat(config),
                Encodings.limits(config),
                archive(config));
    }

    private static ArchiveOptions archive(ServerConfig config) {
        return new ArchiveOptions(
                config.get(Settings.ARCHIVE),
                config.get(Settings.ARCHIVE_DIRECTORY),
                TimeUnit.SECONDS.toMillis(config.get(Settings.ARCHIVE_RETENTION_AGE)),
                config.get(Settings.ARCHIVE_RETENTION_SIZE));
    }

    private static SnapshotFormat snapshotFormat(ServerConfig config) {
        return new SnapshotFormat(
                config.get(Settings.RDBCOMPRESSION),
                config.get(Settings.RDBCHECKSUM),
                config.get(Settings.RDB_SAVE_INCREMENTAL_FSYNC),
                config.get(Settings.AOF_REWRITE_INCREMENTAL_FSYNC),
                config.get(Settings.VERIFY_SAVES));
    }

    private static DurabilityPolicy policy(ServerConfig config) {
        return DurabilityPolicy.valueOf(config.get(Settings.APPENDFSYNC).name());
    }

    private void followSettings() {
        setPassword();
        config.onChange(
                changed -> {
                    setPassword();
                    return null;
                },
                Settings.REQUIREPASS);
        config.onChange(
                changed -> {
                    Logging.setLevel(changed.get(Settings.LOGLEVEL));
                    return null;
                },
                Settings.LOGLEVEL);
        config.onChange(changed -> datastore.setPolicy(policy(changed)), Settings.APPENDFSYNC);
        config.onChange(
                changed -> {
                    datastore.snapshots().configure(snapshotFormat(changed), changed.get(Settings.DBFILENAME));
                    return null;
                },
                Settings.RDBCOMPRESSION,
                Settings.RDB_SAVE_INCREMENTAL_FSYNC,
                Settings.AOF_REWRITE_INCREMENTAL_FSYNC,
                Settings.VERIFY_SAVES,
                Settings.DBFILENAME);
        config.onChange(
                changed -> {
                    housekeeping.refuseWritesAfterFailedSave();
                    return null;
                },
                Settings.SAVE,
                Settings.STOP_WRITES_ON_BGSAVE_ERROR);
        config.onChange(this::switchLog, Settings.APPENDONLY);
        config.onChange(
                changed -> {
                    datastore.archiver().configure(archive(changed));
                    return null;
                },
                Settings.ARCHIVE,
                Settings.ARCHIVE_RETENTION_AGE,
                Settings.ARCHIVE_RETENTION_SIZE);
        config.onChange(
                changed -> {
                    loops.forEach(loop -> loop.setTickMs(tickMs()));
                    return null;
                },
                Settings.HZ);
        config.onChange(
                changed -> "it takes a restart to change this one, so that the files always belong to one data set",
                Settings.DIR);
        followNetworkSettings();
    }

    private void followNetworkSettings() {
        config.onChange(
                changed -> {
                    NetworkLimits limits = NetworkLimits.of(changed);
                    loops.forEach(loop -> loop.setLimits(limits));
                    datastore.engine().executor().limit(limits.requests());
                    return null;
                },
                Settings.MAXCLIENTS,
                Settings.TIMEOUT,
                Settings.PROTO_MAX_BULK_LEN,
                Settings.CLIENT_QUERY_BUFFER_LIMIT,
                Settings.CLIENT_OUTPUT_BUFFER_LIMIT);
        config.onChange(
                changed -> {
                    long possible = possibleClients();
                    return changed.get(Settings.MAXCLIENTS) <= possible
                            ? null
                            : "The operating system is not able to handle the specified number of clients, try with "
                                    + possible;
                },
                Settings.MAXCLIENTS);
        config.onChange(
                changed -> listening.follow("Unable to listen on this port. Check server logs."), Settings.PORT);
        config.onChange(changed -> listening.follow("Failed to bind to specified addresses."), Settings.BIND);
    }

    private @Nullable String switchLog(ServerConfig changed) {
        if (changed.get(Settings.APPENDONLY)) {
            datastore.switchLogOn();
            return null;
        }
        try {
            datastore.switchLogOff();
            return null;
        } catch (IOException e) {
            return "the log was not switched off: " + e.getMessage();
        }
    }

    private static long possibleClients() {
        return Math.max(1, ProcessFigures.maxOpenFiles() - OWN_FILES);
    }

    /** Redis, too, goes on with as many clients as there may be. */
    private void limitClients() {
        long wanted = config.get(Settings.MAXCLIENTS);
        long possible = possibleClients();
        if (wanted > possible) {
            LOG.warn(
                    "maxclients is {}, but the system lets this process have {} open files: reduced to {}. Raise ulimit -n",
                    wanted,
                    possible + OWN_FILES,
                    possible);
            config.configSet(List.of(Settings.MAXCLIENTS.name(), Long.toString(possible)), true, false);
        }
    }

    private void followEncodings() {
        config.onChange(
                changed -> {
                    datastore.engine().databases().setLimits(Encodings.limits(changed));
                    return null;
                },
                Encodings.settings());
    }

    private void setPassword() {
        password.set(config.get(Settings.REQUIREPASS).getBytes(StandardCharsets.ISO_8859_1));
    }

    private long tickMs() {
        return Math.max(1, 1000 / config.get(Settings.HZ));
    }

    /**
     * Listens, loads the data, and serves clients from here on; while it loads, it serves those who do not ask for data.
     *
     * @throws IOException if it cannot listen or load; everything has been closed then
     */
    public void start() throws IOException, InterruptedException {
        listen();
        load();
    }

    void listen() throws IOException {
        try {
            listening.open();
        } catch (IOException | RuntimeException e) {
            closeData();
            throw e;
        }
        for (int i = 0; i < loops.size(); i++) {
            EventLoop loop = loops.get(i);
            Thread thread = new Thread(() -> runLoop(loop), "cairn-io-" + i);
            threads.add(thread);
            thread.start();
        }
        writePidFile();
        Banner.printStart(this);
    }

    void load() throws IOException, InterruptedException {
        try {
            datastore.load();
        } catch (LoadingStoppedException e) {
            LOG.info("The start was {}", e.getMessage());
            return;
        } catch (IOException | RuntimeException | Error e) {
            loops.forEach(EventLoop::stop);
            end();
            throw e;
        }
        Banner.printLoaded(this);
    }

    /** A file that cannot be written is no reason not to serve. */
    private void writePidFile() {
        if (!config.get(Settings.PIDFILE).isEmpty()) {
            try {
                Files.writeString(
                        config.path(Settings.PIDFILE), ProcessHandle.current().pid() + "\n");
            } catch (IOException e) {
                LOG.warn("Cannot write the pidfile: {}", e.getMessage());
            }
        }
    }

    private void deletePidFile() {
        if (!config.get(Settings.PIDFILE).isEmpty()) {
            try {
                Files.deleteIfExists(config.path(Settings.PIDFILE));
            } catch (IOException e) {
                LOG.warn("Cannot delete the pidfile: {}", e.getMessage());
            }
        }
    }

    private void runLoop(EventLoop loop) {
        try {
            loop.run();
        } catch (RuntimeException | Error e) {
            // Half a command may have been executed: what is on the disk is whole, what is in memory may not be.
            LOG.error("An event loop failed; the server ends so that the data set stays what the log says", e);
            Runtime.getRuntime().halt(1);
        }
    }

    private @Nullable String refusalOf(ClientSession session) {
        boolean open = !config.get(Settings.PROTECTED_MODE) || password.isSet() || session.isLocal();
        return open ? null : Listening.PROTECTED_MODE_ERROR;
    }

    private void logFailed(String reason, Throwable cause) {
        LOG.error("The server ends, because its log can no longer keep what it promises: {}", reason);
        LOG.debug("Where the log failed", cause);
        Runtime.getRuntime().halt(1);
    }

    /** Waits until the server has been stopped, and ends everything in order. Returns the process's exit code. */
    public int awaitEnd() throws InterruptedException {
        end();
        LOG.info("Cairn is ready to exit, bye bye...");
        return exitCode;
    }

    private void end() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
        closeData();
        deletePidFile();
    }

    private void closeData() {
        try {
            listening.close();
        } catch (IOException e) {
            LOG.warn("Closing a listener failed: {}", e.getMessage());
        }
        try {
            datastore.close();
        } catch (IOException e) {
            LOG.error("Closing the data set failed: {}", e.getMessage());
            exitCode = 1;
        }
    }

    /**
     * Saves if that is asked for, and has the server end after the present turn. What is being saved or rewritten in the
     * background is given up, as in Redis. Needs the engine's lock.
     *
     * @return whether it will; not if saving failed, or the first base of a log is being written, and the end is not forced
     */
    public boolean shutDown(Set<ShutdownFlag> flags) {
        if (datastore.isLoading()) {
            // What is in memory is a part of what is in the files.
            datastore.loading().stop();
            stopped = true;
            loops.forEach(EventLoop::stop);
            return true;
        }
        boolean forced = flags.contains(ShutdownFlag.FORCE);
        if (datastore.isLogStarting() && datastore.snapshots().work() == Work.REWRITE) {
            LOG.warn("Writing the first base of the log, {}", forced ? "exiting anyway" : "so the server does not end");
            if (!forced) {
                return false;
            }
        }
        datastore.snapshots().cancel();
        boolean save = flags.contains(ShutdownFlag.SAVE)
                || !config.get(Settings.SAVE).isEmpty() && !flags.contains(ShutdownFlag.NOSAVE);
        if (save && !saveAtEnd() && !forced) {
            return false;
        }
        stopped = true;
        loops.forEach(EventLoop::stop);
        return true;
    }

    private boolean saveAtEnd() {
        try {
            datastore.snapshots().saveAtEnd();
            LOG.info("Saved the data set before exiting");
            return true;
        } catch (IOException e) {
            LOG.error("Saving the data set failed, so the server does not end: {}", e.getMessage());
            return false;
        }
    }

    /** {@link #shutDown} by a signal, in the way that {@code setting} says. */
    void stopBySignal(String signal, Setting<Set<ShutdownFlag>> setting) {
        if (datastore.engine().exclusively(datastore::isLoading)) {
            LOG.info("Received {} during loading, exiting now", signal);
        } else {
            LOG.info("Received {}, shutting down", signal);
        }
        boolean ended = datastore.engine().exclusively(() -> stopped || shutDown(config.get(setting)));
        if (!ended) {
            // As Redis puts it; why that is, shutDown has said.
            LOG.warn(
                    "{} received but errors trying to shut down the server, check the logs for more information",
                    signal);
        }
    }

    public ServerConfig config() {
        return config;
    }

    public String version() {
        return version;
    }

    public Clients clients() {
        return clients;
    }

    public Password password() {
        return password;
    }

    public Datastore datastore() {
        return datastore;
    }

    /** What is measured of the server over time. */
    public Housekeeping housekeeping() {
        return housekeeping;
    }

    /** When the server was started, in milliseconds of the wall clock. */
    public long startedAtMs() {
        return startedAtMs;
    }
}
