package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.persistence.recovery.RecoveryException;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.persistence.storage.SimulatedStorage.Operation;
import io.cairn.testing.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Crashes that a script of writes does not meet often enough, each at all operations where it can happen. */
class DatastoreCrashTest {
    private static final int SEEDS = 20;
    private static final DatastoreOptions OPTIONS =
            DatastoreOptions.in(Path.of("")).with(DurabilityPolicy.EVERYSEC);

    private final ManualClock clock = new ManualClock();
    private final Random random = new Random(5);
    private final DeferredExecutor snapshotThread = new DeferredExecutor();

    private Datastore open(SimulatedStorage storage, DatastoreOptions options) throws IOException {
        DatastorePorts ports = new DatastorePorts(storage, clock, random::nextLong, snapshotThread, false);
        return Datastore.open(options, ports, List.of(), (reason, cause) -> {
            throw new AssertionError(reason, cause);
        });
    }

    private Datastore open(SimulatedStorage storage) throws IOException {
        return open(storage, OPTIONS);
    }

    private static String run(Datastore store, String... request) throws IOException {
        return new String(store.execute(request), StandardCharsets.ISO_8859_1);
    }

    private static void force(Datastore store) throws Exception {
        assertThat(store.log()).isNotNull();
        assertThat(store.log().waitDurable(store.log().position(), 0)).isTrue();
    }

    private SimulatedStorage diskWithADump() throws IOException {
        SimulatedStorage storage = new SimulatedStorage();
        try (Datastore store = open(storage, OPTIONS.withAppendOnly(false))) {
            run(store, "SET", "dumped", "1");
            store.engine().exclusively(() -> {
                store.snapshots().startSave();
                return null;
            });
            snapshotThread.runAll();
        }
        return storage;
    }

    @Test
    void aFirstStartMayBeInterruptedAnywhere() throws IOException {
        for (SimulatedStorage before : List.of(new SimulatedStorage(), diskWithADump())) {
            String keys = before.exists("dump.rdb") ? ":1\r\n" : ":0\r\n";
            SimulatedStorage whole = before.copy();
            open(whole);
            assertThat(whole.operations()).isGreaterThan(10);
            for (long operation = 1; operation <= whole.operations(); operation++) {
                SimulatedStorage stopped = stopAt(before, operation);
                for (int seed = -1; seed < SEEDS; seed++) {
                    SimulatedStorage crashed = stopped.copy();
                    if (seed >= 0) {
                        crashed.powerFailure(seed);
                    }
                    try (Datastore store = open(crashed)) {
                        assertThat(run(store, "DBSIZE"))
                                .as("operation %s, seed %s", operation, seed)
                                .isEqualTo(keys);
                    }
                    assertThat(crashed.list("appendonlydir")).noneMatch(name -> name.startsWith("temp-"));
                }
            }
        }
    }

    private SimulatedStorage stopAt(SimulatedStorage before, long operation) throws IOException {
        SimulatedStorage stopped = before.copy();
        stopped.stopAt(operation);
        try {
            open(stopped);
        } catch (SimulatedStorage.Stopped e) {
            // As it should.
        }
        return stopped.copy();
    }

    /** Starts a rewrite that dies before its base is whole, with an unforced write in each of the two logs. */
    private SimulatedStorage diskWithTwoLogs() throws IOException {
        SimulatedStorage storage = new SimulatedStorage();
        Datastore store = open(storage);
        storage.observe((kind, name) -> {
            if (name.endsWith("manifest") && kind == Operation.RENAME) {
                increment(store);
            }
            if (name.endsWith("base.rdb") && kind == Operation.WRITE) {
                storage.observe((laterKind, laterName) -> {});
                increment(store);
                storage.stopAt(storage.operations() + 2);
            }
        });
        assertThatThrownBy(() -> rewrite(store)).isInstanceOf(SimulatedStorage.Stopped.class);
        return storage.copy();
    }

    private static void increment(Datastore store) {
        try {
            run(store, "INCR", "n");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aLogThatWasLeftOutStaysOutWhereverThatStartIsInterrupted() throws IOException {
        SimulatedStorage twoLogs = diskWithTwoLogs();
        int leftOut = 0;
        for (int seed = 0; seed < 100; seed++) {
            SimulatedStorage torn = twoLogs.copy();
            torn.powerFailure(seed);
            SimulatedStorage whole = torn.copy();
            Datastore first = open(whole);
            if (first.recovery().notices().stream().noneMatch(notice -> notice.contains("left out"))) {
                continue;
            }
            leftOut++;
            assertThat(first.recovery().cutBytes()).isPositive();
            // Of the first log's two batches, the write and the mark behind it, the write may have survived.
            String kept = run(first, "GET", "n");
            assertThat(kept).isIn("$-1\r\n", "$1\r\n1\r\n");
            for (long operation = 1; operation <= whole.operations(); operation++) {
                try (Datastore again = open(stopAt(torn, operation))) {
                    assertThat(run(again, "GET", "n"))
                            .as("seed %s, operation %s", seed, operation)
                            .isEqualTo(kept);
                }
            }
        }
        assertThat(leftOut).isGreaterThan(5);
    }

    @Test
    void aKillBehindARollDoesNotLeaveTheOldLogUnforcedForGood() throws Exception {
        SimulatedStorage disk = diskWithTwoLogs();
        Datastore store = open(disk);
        assertThat(run(store, "GET", "n")).isEqualTo("$1\r\n2\r\n");
        run(store, "INCR", "n");
        force(store);
        for (int seed = 0; seed < 50; seed++) {
            SimulatedStorage failed = disk.copy();
            failed.powerFailure(seed);
            try (Datastore again = open(failed)) {
                assertThat(run(again, "GET", "n")).as("seed %s", seed).isEqualTo("$1\r\n3\r\n");
            }
        }
    }

    @Test
    void aKillBetweenListingTheNextLogAndTheRollDisturbsNoLaterStart() throws Exception {
        SimulatedStorage storage = new SimulatedStorage();
        Datastore store = open(storage);
        run(store, "INCR", "n");
        int[] renames = new int[1];
        storage.observe((kind, name) -> {
            if (kind == Operation.SYNC_DIRECTORY && ++renames[0] == 2) {
                // The manifest was renamed; its sync is the last operation before the roll.
                storage.stopAt(storage.operations() + 2);
            }
        });
        assertThatThrownBy(() -> rewrite(store)).isInstanceOf(SimulatedStorage.Stopped.class);
        SimulatedStorage killed = storage.copy();
        assertThat(new String(killed.contents("appendonlydir/appendonly.aof.manifest"), StandardCharsets.US_ASCII))
                .contains("appendonly.aof.2.incr.aof");
        for (int start = 2; start <= 4; start++) {
            Datastore next = open(killed);
            run(next, "INCR", "n");
            force(next);
            assertThat(run(next, "INCR", "n")).isEqualTo(":" + (2 * start - 1) + "\r\n");
            force(next);
            killed = killed.copy();
        }
    }

    @Test
    void aRewriteThatFailsToListItsLogLeavesNothingThatALaterOneTakesAway() throws IOException {
        SimulatedStorage storage = new SimulatedStorage();
        Datastore store = open(storage);
        run(store, "INCR", "n");
        storage.observe((kind, name) -> {
            if (kind == Operation.RENAME) {
                // The manifest is renamed, but whether for good is not known.
                storage.fail(Operation.SYNC_DIRECTORY, 1);
            }
        });
        rewrite(store);
        assertThat(store.snapshots().rewriteSucceeded()).isFalse();
        List<SimulatedStorage> kills = new ArrayList<>();
        run(store, "INCR", "n");
        storage.observe((kind, name) -> kills.add(storage.copy()));
        rewrite(store);
        assertThat(store.snapshots().rewriteSucceeded()).isTrue();
        for (int i = 0; i < kills.size(); i++) {
            try (Datastore again = open(kills.get(i))) {
                assertThat(run(again, "GET", "n")).as("operation %s", i).isEqualTo("$1\r\n2\r\n");
            }
        }
    }

    /** After a failed force the kernel calls pages clean that never arrived; a start that trusts them builds on sand. */
    @Test
    void whatAStartReadsIsOnTheDiskAlthoughAnEarlierForceFailed() throws Exception {
        SimulatedStorage disk = new SimulatedStorage();
        Datastore store = open(disk);
        run(store, "SET", "long", "v".repeat(3 * SimulatedStorage.PAGE_BYTES));
        disk.fail(Operation.FORCE, 1);
        assertThat(Objects.requireNonNull(store.log()).waitDurable(store.log().position(), 0))
                .isFalse();
        disk.kill();
        Datastore next = open(disk);
        assertThat(run(next, "STRLEN", "long")).isEqualTo(":12288\r\n");
        run(next, "SET", "acknowledged", "1");
        force(next);
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedStorage failed = disk.copy();
            failed.powerFailure(seed);
            try (Datastore again = open(failed)) {
                assertThat(run(again, "STRLEN", "long")).as("seed %s", seed).isEqualTo(":12288\r\n");
                assertThat(run(again, "GET", "acknowledged")).isEqualTo("$1\r\n1\r\n");
            }
        }
    }

    private void rewrite(Datastore store) {
        store.engine().exclusively(() -> {
            store.snapshots().startRewrite(Objects.requireNonNull(store.appendOnlyFiles()));
            return null;
        });
        snapshotThread.runAll();
    }

    @Test
    void refusesALogThatFollowsAnotherThanTheOneBeforeIt() throws IOException {
        SimulatedStorage ours = diskWithTwoLogs();
        String second = "appendonlydir/appendonly.aof.2.incr.aof";
        ours.place(second, diskWithTwoLogs().contents(second));
        assertThatThrownBy(() -> open(ours))
                .isInstanceOf(RecoveryException.class)
                .hasMessageContaining(second)
                .hasMessageContaining("does not go on where");
    }
}
