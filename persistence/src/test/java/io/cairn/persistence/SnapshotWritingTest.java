package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.DatastoreOptions.SnapshotFormat;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.persistence.storage.SimulatedStorage.Operation;
import io.cairn.testing.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How a snapshot gets to the disk: forced in steps, read again, given up. */
class SnapshotWritingTest {
    private final SimulatedStorage storage = new SimulatedStorage(1 << 20);
    private final DeferredExecutor snapshotThread = new DeferredExecutor();
    private int operations;

    private Datastore open(boolean logOn) throws IOException {
        DatastorePorts ports = new DatastorePorts(
                storage, new ManualClock(), new AtomicLong(1)::getAndIncrement, snapshotThread, false);
        return Datastore.open(
                DatastoreOptions.in(Path.of("")).withAppendOnly(logOn), ports, List.of(), (reason, cause) -> {});
    }

    private void fill(Datastore store, int megabytes) throws IOException {
        Random random = new Random(5);
        for (int i = 0; i < megabytes; i++) {
            StringBuilder value = new StringBuilder();
            random.ints(1 << 20, 33, 126).forEach(c -> value.append((char) c));
            store.execute("SET", "key" + i, value.toString());
            // The simulated disk copies a whole file whenever it grows.
            store.engine().exclusively(() -> {
                store.snapshots().startRoll(Objects.requireNonNull(store.appendOnlyFiles()));
                return null;
            });
            snapshotThread.runAll();
        }
    }

    private void save(Datastore store) {
        store.engine().exclusively(() -> {
            store.snapshots().startSave();
            return null;
        });
        snapshotThread.runAll();
    }

    private void rewrite(Datastore store) {
        store.engine().exclusively(() -> {
            store.snapshots().startRewrite(Objects.requireNonNull(store.appendOnlyFiles()));
            return null;
        });
        snapshotThread.runAll();
        assertThat(store.snapshots().rewriteSucceeded()).isTrue();
    }

    private void count(Operation wanted, String end) {
        operations = 0;
        storage.observe((kind, name) -> operations += kind == wanted && name.endsWith(end) ? 1 : 0);
    }

    @Test
    void dumpAndBaseAreForcedEveryFourMegabytesAsTheirSettingsSay() throws IOException {
        try (Datastore store = open(true)) {
            fill(store, 9);
            for (boolean dump : List.of(true, false)) {
                for (boolean base : List.of(true, false)) {
                    store.snapshots().configure(new SnapshotFormat(true, true, dump, base, false), "dump.rdb");
                    count(Operation.FORCE, "-dump.rdb");
                    save(store);
                    assertThat(operations).isEqualTo(dump ? 3 : 1);
                    count(Operation.FORCE, ".base.rdb");
                    rewrite(store);
                    assertThat(operations).isEqualTo(base ? 3 : 1);
                }
            }
        }
    }

    /** Whatever bit of the finished file flips before it is read again. */
    @Test
    void aDumpThatDoesNotHoldWhatWasWrittenNeverReplacesTheOldOne() throws IOException {
        for (boolean checksum : List.of(true, false)) {
            try (Datastore store = open(false)) {
                store.execute("SET", "a", "old");
                store.snapshots().configure(new SnapshotFormat(true, checksum, true, true, true), "dump.rdb");
                save(store);
                assertThat(store.snapshots().saves().succeeded()).isTrue();
                byte[] old = storage.contents("dump.rdb");
                store.execute("SET", "a", "new");
                Random random = new Random(3);
                for (int i = 0; i < 100; i++) {
                    damageBeforeReading(random.nextInt(10_000), i % 10 == 0);
                    save(store);
                    assertThat(store.snapshots().saves().succeeded()).isFalse();
                    assertThat(storage.contents("dump.rdb")).isEqualTo(old);
                    assertThat(storage.list("")).noneMatch(name -> name.startsWith("temp-"));
                }
                storage.observe((kind, name) -> {});
                save(store);
                assertThat(store.snapshots().saves().succeeded()).isTrue();
                // Without verification the same damage goes unnoticed, so the test can fail.
                store.snapshots().configure(new SnapshotFormat(true, checksum, true, true, false), "dump.rdb");
                damageBeforeRenaming();
                save(store);
                assertThat(store.snapshots().saves().succeeded()).isTrue();
                assertThat(storage.contents("dump.rdb")).hasSize(1);
                storage.observe((kind, name) -> {});
                storage.delete("dump.rdb");
            }
        }
    }

    private void damageBeforeReading(int bit, boolean shorten) {
        int[] opened = new int[1];
        storage.observe((kind, name) -> {
            if (kind == Operation.OPEN && name.endsWith("-dump.rdb") && ++opened[0] == 2) {
                byte[] bytes = storage.contents(name);
                int at = bit / 8 % bytes.length;
                bytes[at] = (byte) (bytes[at] ^ 1 << bit % 8);
                storage.place(name, shorten ? java.util.Arrays.copyOf(bytes, at) : bytes);
            }
        });
    }

    private void damageBeforeRenaming() {
        storage.observe((kind, name) -> {
            if (kind == Operation.RENAME && name.endsWith("-dump.rdb")) {
                storage.place(name, new byte[1]);
            }
        });
    }

    @Test
    void whatIsGivenUpLeavesNothingAndIsNoFailure() throws IOException {
        try (Datastore store = open(true)) {
            fill(store, 1);
            for (String end : List.of("-dump.rdb", ".base.rdb")) {
                storage.observe((kind, name) -> {
                    if (kind == Operation.OPEN && name.endsWith(end)) {
                        store.snapshots().cancel();
                    }
                });
                store.engine().exclusively(() -> {
                    if (end.equals("-dump.rdb")) {
                        store.snapshots().startSave();
                    } else {
                        store.snapshots().startRewrite(Objects.requireNonNull(store.appendOnlyFiles()));
                    }
                    return null;
                });
                snapshotThread.runAll();
                storage.observe((kind, name) -> {});
                assertThat(store.snapshots().saves().succeeded()).isTrue();
                assertThat(store.snapshots().saves().count()).isZero();
                assertThat(store.snapshots().rewriteSucceeded()).isTrue();
                assertThat(store.snapshots().rewriteFailures()).isZero();
                assertThat(storage.exists("dump.rdb")).isFalse();
                assertThat(storage.list("appendonlydir")).noneMatch(name -> name.contains("rdb"));
            }
            save(store);
            rewrite(store);
            assertThat(storage.exists("dump.rdb")).isTrue();
        }
    }
}
