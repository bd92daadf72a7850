package io.cairn.persistence.offline;

import io.cairn.engine.Clock;
import io.cairn.engine.Engine;
import io.cairn.engine.RandomSource;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandTable;
import io.cairn.engine.keyspace.Databases;
import io.cairn.engine.keyspace.ExpiryListener;
import io.cairn.engine.keyspace.Scratch;
import io.cairn.persistence.Datastore;
import io.cairn.persistence.DatastoreOptions;
import io.cairn.persistence.DatastoreOptions.LogNames;
import io.cairn.persistence.SystemClock;
import io.cairn.persistence.SystemRandom;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.recovery.Loading;
import io.cairn.persistence.recovery.Recovery;
import io.cairn.persistence.recovery.RecoveryReport;
import io.cairn.persistence.storage.MappedStorage;
import io.cairn.persistence.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * A data directory that is this process' alone while it is open: no Cairn uses it. A redis-server takes no lock, so that one
 * must be known to be stopped.
 *
 * <p>Threads: one.
 */
public final class OfflineDirectory implements Closeable {
    /** Nothing expires where values are only built. */
    private static final ExpiryListener NOBODY = new ExpiryListener() {
        @Override
        public void expired(int database, byte[] key, int offset, int length) {
            throw new IllegalStateException("a key has expired in a workspace: database=" + database);
        }

        @Override
        public void fieldExpired(int database, byte[] key, byte[] field, int offset, int length) {
            throw new IllegalStateException("a field has expired in a workspace: database=" + database);
        }
    };

    private final Storage storage;
    private final DatastoreOptions options;
    private final List<Command> commands;
    private final CommandTable table;
    private final Clock clock;
    private final RandomSource random;
    private final Databases workspace;

    OfflineDirectory(Storage storage, DatastoreOptions options, List<Command> more, Clock clock, RandomSource random) {
        this.storage = storage;
        this.options = options;
        this.commands = new ArrayList<>(Datastore.dataCommands());
        commands.addAll(more);
        this.table = CommandTable.of(commands);
        this.clock = clock;
        this.random = random;
        this.workspace = new Databases(1, random::nextLong, NOBODY);
        workspace.setLimits(options.encodings());
    }

    /**
     * Opens a directory that is there.
     *
     * @param more commands that its logs may hold besides those on data
     * @throws IOException if it is not there, or in use
     */
    public static OfflineDirectory open(DatastoreOptions options, List<Command> more) throws IOException {
        if (!Files.isDirectory(options.directory())) {
            throw new OfflineException(options.directory() + " is no directory: name one that holds a data set");
        }
        return lock(options, more);
    }

    /** Opens a directory for a tool to write to, and makes it if only its last part is missing. */
    public static OfflineDirectory create(DatastoreOptions options, List<Command> more) throws IOException {
        return lock(options, more);
    }

    private static OfflineDirectory lock(DatastoreOptions options, List<Command> more) throws IOException {
        Storage storage = MappedStorage.open(options.directory());
        try {
            storage.lock(Datastore.LOCK_FILE);
            return new OfflineDirectory(storage, options, more, new SystemClock(), new SystemRandom());
        } catch (IOException | RuntimeException e) {
            storage.close();
            throw e;
        }
    }

    /** Its files. */
    public Storage storage() {
        return storage;
    }

    DatastoreOptions options() {
        return options;
    }

    /** What the log's files are called. */
    public LogNames names() {
        return options.log();
    }

    /** The commands that a log may hold. */
    CommandTable table() {
        return table;
    }

    RandomSource random() {
        return random;
    }

    Clock clock() {
        return clock;
    }

    /** A place where values are built one after the other, and thrown away. */
    Scratch newScratch() {
        return workspace.newScratch();
    }

    /** A hash of a key's name, by a secret of this object. */
    long hash(byte[] key, int offset, int length) {
        return workspace.keyspace(0).hash(key, offset, length);
    }

    /** An engine without keys, journal and expiry, to which a log can be applied. */
    Engine newEngine() {
        Engine engine = new Engine(CommandTable.of(commands), options.databases(), clock, random);
        engine.databases().setLimits(options.encodings());
        return engine;
    }

    /** Fills an engine with the data of base and logs, as a start with the log on would. */
    RecoveryReport load(Engine engine) throws IOException {
        return load(engine, options.withAppendOnly(true));
    }

    /** Fills an engine as a start would. */
    RecoveryReport loadAsStart(Engine engine) throws IOException {
        return load(engine, options);
    }

    private RecoveryReport load(Engine engine, DatastoreOptions as) throws IOException {
        RecoveryReport report =
                Recovery.run(engine, storage, as, new Loading(engine)).report();
        engine.executor().reserveFor(null);
        return report;
    }

    /** The path of the log's manifest. */
    public String manifestPath() {
        return names().path(Manifest.fileName(names().prefix()));
    }

    /** Whether there is a log, as far as its manifest says. */
    boolean hasManifest() throws IOException {
        return storage.exists(names().directory()) && storage.exists(manifestPath());
    }

    /** Refuses a directory without a log, be it that of a Redis before 7.0. */
    void requireLog() throws IOException {
        if (!hasManifest() && !storage.exists(names().prefix())) {
            throw new OfflineException(
                    "there is no " + manifestPath() + " and no " + names().prefix() + ": name a directory with a log");
        }
    }

    /** The files in the log's directory. */
    List<String> logFiles() throws IOException {
        return storage.exists(names().directory()) ? storage.list(names().directory()) : List.of();
    }

    /** Refuses to write where something is already. */
    public void requireEmpty() throws IOException {
        for (String name : storage.list("")) {
            if (!name.equals(Datastore.LOCK_FILE)) {
                throw new OfflineException("the directory to write to holds " + name
                        + " already, and nothing is written over: name an empty one");
            }
        }
    }

    /** Refuses to write over a file. */
    void requireAbsent(String path) throws IOException {
        if (storage.exists(path)) {
            throw new OfflineException(path + " is there already, and nothing is written over: name another file");
        }
    }

    /** Makes the directory of the log's files, for good. */
    public void createLogDirectory() throws IOException {
        storage.createDirectory(names().directory());
        storage.syncDirectory("");
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }
}
