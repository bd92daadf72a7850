package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.engine.command.CommandTable;
import io.cairn.persistence.recovery.LoadingStoppedException;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.persistence.storage.SimulatedStorage.Operation;
import io.cairn.testing.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A start that fails at any operation keeps no file open, and the next one finds everything. */
class FailingStartTest {
    private final DeferredExecutor snapshotThread = new DeferredExecutor();

    private Datastore open(SimulatedStorage storage, boolean logOn) throws IOException {
        DatastorePorts ports = new DatastorePorts(
                storage, new ManualClock(), new AtomicLong(1)::getAndIncrement, snapshotThread, false);
        return Datastore.open(
                DatastoreOptions.in(Path.of("")).withAppendOnly(logOn), ports, List.of(), (reason, cause) -> {});
    }

    private static String get(Datastore store) throws IOException {
        return new String(store.execute("GET", "a"), StandardCharsets.US_ASCII);
    }

    private void save(Datastore store) {
        store.engine().exclusively(() -> {
            store.snapshots().startSave();
            return null;
        });
        snapshotThread.runAll();
    }

    @Test
    void onAnEmptyDisk() throws IOException {
        failEverywhere(new SimulatedStorage(), "$-1\r\n");
    }

    @Test
    void onADumpWithoutALog() throws IOException {
        SimulatedStorage storage = new SimulatedStorage();
        try (Datastore store = open(storage, false)) {
            store.execute("SET", "a", "1");
            save(store);
        }
        failEverywhere(storage, "$1\r\n1\r\n");
    }

    @Test
    void onLogsOfWhichTheLastWasKilled() throws IOException {
        SimulatedStorage storage = new SimulatedStorage();
        Datastore store = open(storage, true);
        store.execute("SET", "a", "1");
        store.engine().exclusively(() -> {
            store.snapshots().startRoll(Objects.requireNonNull(store.appendOnlyFiles()));
            return null;
        });
        snapshotThread.runAll();
        store.execute("SET", "a", "2");
        failEverywhere(storage.copy(), "$1\r\n2\r\n");
    }

    @Test
    void onADumpThatIsNewerThanTheLog() throws IOException {
        SimulatedStorage storage = new SimulatedStorage();
        try (Datastore store = open(storage, true)) {
            store.execute("SET", "a", "1");
            store.engine().beginBatch();
            store.switchLogOff();
            store.engine().endBatch();
            store.execute("SET", "a", "2");
            save(store);
        }
        failEverywhere(storage, "$1\r\n2\r\n");
    }

    @Test
    void onTheSingleFileOfAnOlderRedis() throws IOException {
        SimulatedStorage storage = new SimulatedStorage();
        storage.place(
                "appendonly.aof",
                "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n*3\r\n".getBytes(StandardCharsets.US_ASCII));
        failEverywhere(storage, "$1\r\n1\r\n");
    }

    /** SHUTDOWN does not wait for a base that nobody will miss. */
    @Test
    void isStoppedWhileItWritesItsFirstBase() throws IOException {
        SimulatedStorage storage = new SimulatedStorage();
        try (Datastore store = open(storage, false)) {
            store.execute("SET", "a", "1");
            save(store);
        }
        DatastorePorts ports = new DatastorePorts(storage, new ManualClock(), () -> 1, snapshotThread, false);
        Datastore stopped = Datastore.prepare(
                DatastoreOptions.in(Path.of("")),
                ports,
                CommandTable.of(Datastore.dataCommands()),
                (reason, cause) -> {});
        storage.observe((kind, name) -> {
            if (kind == Operation.OPEN && name.endsWith("base.rdb")) {
                stopped.loading().stop();
            }
        });
        assertThatThrownBy(stopped::load).isInstanceOf(LoadingStoppedException.class);
        stopped.close();
        assertThat(storage.openFiles()).isZero();
        assertThat(storage.list("appendonlydir")).noneMatch(name -> name.endsWith("rdb"));
        storage.observe((kind, name) -> {});
        try (Datastore again = open(storage, true)) {
            assertThat(get(again)).isEqualTo("$1\r\n1\r\n");
        }
    }

    private void failEverywhere(SimulatedStorage before, String expected) throws IOException {
        SimulatedStorage whole = before.copy();
        Datastore complete = open(whole, true);
        long operations = whole.operations();
        complete.close();
        int failed = 0;
        for (long operation = 1; operation <= operations; operation++) {
            SimulatedStorage disk = before.copy();
            long at = operation;
            disk.observe((kind, name) -> {
                if (disk.operations() + 1 == at) {
                    disk.fail(kind, 1);
                }
            });
            try {
                open(disk, true).close();
            } catch (IOException e) {
                failed++;
            }
            disk.observe((kind, name) -> {});
            assertThat(disk.openFiles())
                    .as("open files after a failure of operation %s", operation)
                    .isZero();
            try (Datastore again = open(disk, true)) {
                assertThat(get(again)).as("operation %s", operation).isEqualTo(expected);
            }
        }
        assertThat(failed).isGreaterThan(5);
    }
}
