package io.cairn.persistence;

import io.cairn.engine.Clock;
import io.cairn.engine.Engine;
import io.cairn.engine.command.CommandTable;
import io.cairn.persistence.recovery.Loading;
import io.cairn.persistence.recovery.Recovery;
import io.cairn.persistence.recovery.Recovery.Recovered;
import io.cairn.persistence.recovery.RecoveryReport;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.testing.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** Opens data sets on simulated disks, with all work in the caller's thread and salts that repeat. */
final class SimulatedStore {
    static final DatastoreOptions OPTIONS = DatastoreOptions.in(Path.of("")).with(DurabilityPolicy.EVERYSEC);
    static final String LOG_DIRECTORY = "appendonlydir/";
    static final String DUMP = "dump.rdb";

    /** Tables that nobody uses: most of the time of a whole start on a small disk is making one. */
    private static final ThreadLocal<Deque<CommandTable>> TABLES = ThreadLocal.withInitial(ArrayDeque::new);

    private final Clock clock;
    private final Random random;
    private DeferredExecutor snapshotThread = new DeferredExecutor();

    SimulatedStore(Clock clock, long seed) {
        this.clock = clock;
        this.random = new Random(seed);
    }

    Datastore open(SimulatedStorage storage) throws IOException {
        return open(storage, OPTIONS);
    }

    Datastore open(SimulatedStorage storage, DatastoreOptions options) throws IOException {
        snapshotThread = new DeferredExecutor();
        DatastorePorts ports = new DatastorePorts(storage, clock, random::nextLong, snapshotThread, false);
        return Datastore.open(options, ports, List.of(), (reason, cause) -> {
            throw new AssertionError(reason, cause);
        });
    }

    /** What a start brings back, without its going on. */
    static Found recover(SimulatedStorage storage, DatastoreOptions options, Clock clock) throws IOException {
        CommandTable table = borrowTable();
        try {
            Engine engine = new Engine(table, options.databases(), clock, () -> 1);
            Recovered recovered = Recovery.run(engine, storage, options, new Loading(engine));
            return new Found(recovered.report(), Dataset.of(engine));
        } finally {
            giveBack(table);
        }
    }

    /** A start and a clean end, with nothing between. */
    static void openAndClose(SimulatedStorage storage, DatastoreOptions options, Clock clock) throws IOException {
        CommandTable table = borrowTable();
        DatastorePorts ports = new DatastorePorts(storage, clock, () -> 1, new DeferredExecutor(), false);
        Datastore.open(options, ports, table, (reason, cause) -> {
                    throw new AssertionError(reason, cause);
                })
                .close();
        giveBack(table);
    }

    /** All commands, for one data set at a time: they keep scratch space of their own. */
    static CommandTable borrowTable() {
        CommandTable table = TABLES.get().poll();
        return table == null ? CommandTable.of(Datastore.dataCommands()) : table;
    }

    /** To be called when the data set is closed that had it. */
    static void giveBack(CommandTable table) {
        TABLES.get().push(table);
    }

    /** Data that were recovered. */
    record Found(RecoveryReport report, Dataset data) {}

    /** BGREWRITEAOF, to its end, of the store that was opened last. */
    void rewrite(Datastore store) {
        tryRewrite(store);
        if (!store.snapshots().rewriteSucceeded()) {
            throw new AssertionError("the rewrite has failed");
        }
    }

    /** BGREWRITEAOF, which may fail. */
    void tryRewrite(Datastore store) {
        store.engine().exclusively(() -> {
            store.snapshots().startRewrite(Objects.requireNonNull(store.appendOnlyFiles()));
            return null;
        });
        snapshotThread.runAll();
    }

    /** BGSAVE, to its end, of the store that was opened last. */
    void save(Datastore store) {
        store.engine().exclusively(() -> {
            store.snapshots().startSave();
            return null;
        });
        snapshotThread.runAll();
        if (!store.snapshots().saves().succeeded()) {
            throw new AssertionError("the save has failed");
        }
    }

    /** Forces the log. */
    static void force(Datastore store) throws InterruptedException {
        if (!Objects.requireNonNull(store.log()).waitDurable(store.log().position(), 0)) {
            throw new AssertionError("the log is not forced");
        }
    }
}
