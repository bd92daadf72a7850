package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.snapshot.AppendOnlyFiles;
import io.cairn.persistence.snapshot.LogUpkeep.Limits;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.persistence.storage.SimulatedStorage.Operation;
import io.cairn.testing.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the log is rewritten and rolled without being asked, on a disk and a clock that do what the test says. */
class LogUpkeepTest {
    private static final Limits NONE = new Limits(0, 0, 0, 0);

    private final SimulatedStorage storage = new SimulatedStorage(1 << 20);
    private final ManualClock clock = new ManualClock();
    private DeferredExecutor snapshotThread = new DeferredExecutor();
    private Datastore store = open();

    private Datastore open() {
        snapshotThread = new DeferredExecutor();
        DatastorePorts ports =
                new DatastorePorts(storage, clock, new AtomicLong(1)::getAndIncrement, snapshotThread, false);
        try {
            return Datastore.open(DatastoreOptions.in(Path.of("")), ports, List.of(), (reason, cause) -> {});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void begin() {
        assertThat(store.log()).isNotNull();
    }

    @AfterEach
    void end() throws IOException {
        store.close();
    }

    private AppendOnlyFiles files() {
        return Objects.requireNonNull(store.appendOnlyFiles());
    }

    private long rewrites() {
        return store.snapshots().rewriteCount();
    }

    private void keepUp(Limits limits) {
        store.engine().exclusively(() -> {
            store.keepUp(limits);
            return null;
        });
        snapshotThread.runAll();
    }

    /** The same key again and again, so that a rewrite makes the log small. */
    private void writeBytes(long bytes) throws IOException {
        String value = "v".repeat(10_000);
        for (long written = 0; written < bytes; written += value.length()) {
            store.execute("SET", "key", value);
        }
    }

    /** The same in files of a megabyte: the simulated disk copies a whole file whenever it grows. */
    private void writeMegabytes(int megabytes) throws IOException {
        for (int i = 0; i < megabytes; i++) {
            writeBytes(1_000_000);
            rollLargeFile();
        }
    }

    private void rollLargeFile() {
        clock.advanceMillis(2_000);
        keepUp(new Limits(0, 0, 500_000, 0));
    }

    @Test
    void rewritesALogThatHasGrownButNotASmallOne() throws IOException {
        Limits limits = new Limits(100, 100_000, 0, 0);
        writeBytes(90_000);
        keepUp(limits);
        assertThat(rewrites()).isZero();
        writeBytes(20_000);
        keepUp(NONE);
        assertThat(rewrites()).isZero();
        keepUp(limits);
        assertThat(rewrites()).isEqualTo(1);
        assertThat(files().currentBytes())
                .isEqualTo(files().bytesAfterRewrite())
                .isLessThan(20_000);
        keepUp(limits);
        assertThat(rewrites()).isEqualTo(1);
    }

    @Test
    void growthCountsFromTheSizeAfterTheLastRewrite() throws IOException {
        for (int i = 0; i < 40; i++) {
            store.execute("SET", "key" + i, "0123456789abcdefghijklmnopqrstuvwxyz".repeat(100) + i);
        }
        store.snapshots().configure(new DatastoreOptions.SnapshotFormat(false, true), "dump.rdb");
        keepUp(new Limits(1, 1, 0, 0));
        assertThat(rewrites()).isEqualTo(1);
        long after = files().bytesAfterRewrite();
        assertThat(after).isGreaterThan(100_000);
        writeBytes(after - 20_000);
        keepUp(new Limits(100, 1, 0, 0));
        assertThat(rewrites()).isEqualTo(1);
        writeBytes(30_000);
        keepUp(new Limits(100, 1, 0, 0));
        assertThat(rewrites()).isEqualTo(2);
    }

    @Test
    void afterAStartGrowthCountsFromTheBase() throws IOException {
        writeBytes(50_000);
        keepUp(new Limits(1, 1, 0, 0));
        writeBytes(50_000);
        long base = files().baseBytes();
        store.close();
        store = open();
        assertThat(files().bytesAfterRewrite()).isEqualTo(base).isPositive();
        assertThat(files().currentBytes()).isGreaterThan(50_000);
    }

    @Test
    void rollsAtItsSizeAndCountsAllFiles() throws IOException {
        Limits limits = new Limits(0, 0, 100_000, 0);
        for (int i = 1; i <= 3; i++) {
            String name = files().log().fileName();
            writeBytes(90_000);
            keepUp(limits);
            assertThat(files().log().fileName()).isEqualTo(name);
            writeBytes(20_000);
            clock.advanceMillis(2_000);
            keepUp(limits);
            assertThat(files().log().fileName()).isNotEqualTo(name);
            assertThat(files().currentBytes()).isGreaterThan(100_000L * i);
        }
        long bytes = files().currentBytes();
        assertThat(rewrites()).isZero();
        store.close();
        store = open();
        assertThat(files().currentBytes()).isBetween(bytes, bytes + 500);
        assertThat(store.execute("STRLEN", "key")).asString().isEqualTo(":10000\r\n");
        keepUp(new Limits(100, 100_000, 0, 0));
        assertThat(storage.list("appendonlydir")).hasSize(3);
    }

    @Test
    void aRollThatFailsIsTriedAgainAfterAWhileAndLeavesNothing() throws IOException {
        Limits limits = new Limits(0, 0, 10_000, 0);
        writeBytes(20_000);
        clock.advanceMillis(2_000);
        storage.capacity(0);
        keepUp(limits);
        assertThat(files().log().fileName()).endsWith(".1.incr.aof");
        assertThat(storage.list("appendonlydir")).hasSize(2);
        storage.capacity(Long.MAX_VALUE);
        keepUp(limits);
        assertThat(files().log().fileName()).endsWith(".1.incr.aof");
        clock.advanceMillis(2_000);
        keepUp(limits);
        assertThat(files().log().fileName()).endsWith(".2.incr.aof");
    }

    @Test
    void attemptsOnADiskWithoutRoomForTheManifestTakeNoneOfIt() throws IOException {
        writeBytes(20_000);
        int files = storage.list("appendonlydir").size();
        // Room for the next file, and not for a byte more.
        storage.capacity(usedBytes() + (1 << 20));
        for (int i = 0; i < 5; i++) {
            rollOrRewrite(i);
            assertThat(files().log().fileName()).endsWith(".1.incr.aof");
            // And an empty temporary manifest, which the next attempt replaces.
            assertThat(storage.list("appendonlydir")).hasSize(files + 1);
            assertThat(storage.freeSpaceBytes()).isEqualTo(1 << 20);
        }
        storage.capacity(Long.MAX_VALUE);
        rollOrRewrite(0);
        assertThat(files().log().fileName()).endsWith(".2.incr.aof");
    }

    private void rollOrRewrite(int attempt) {
        if (attempt % 2 == 0) {
            clock.advanceMillis(100_000);
            keepUp(new Limits(0, 0, 10_000, 0));
        } else {
            store.engine().exclusively(() -> {
                store.snapshots().startRewrite(files());
                return null;
            });
            snapshotThread.runAll();
        }
    }

    private long usedBytes() {
        storage.capacity(0);
        return -storage.freeSpaceBytes();
    }

    /** A base without its manifest is as large as the data. */
    @Test
    void aRewriteThatFindsNoRoomForTheManifestLeavesNoBase() throws IOException {
        writeBytes(20_000);
        storage.observe((kind, name) -> {
            if (kind == Operation.RENAME && name.endsWith("base.rdb")) {
                storage.capacity(0);
            }
        });
        rollOrRewrite(1);
        assertThat(store.snapshots().rewriteSucceeded()).isFalse();
        assertThat(storage.list("appendonlydir"))
                .noneMatch(name -> name.endsWith("base.rdb"))
                .anyMatch(name -> name.endsWith(".2.incr.aof"));
    }

    @Test
    void aFileOfAFailedChangeOfTheManifestIsDeletedByAnotherChangeOnly() throws IOException {
        writeBytes(20_000);
        for (int syncs = 0; syncs < 3; syncs++) {
            int spared = syncs;
            storage.observe((kind, name) -> {
                if (kind == Operation.RENAME && name.endsWith("manifest")) {
                    storage.fail(Operation.SYNC_DIRECTORY, spared, 1);
                }
            });
            rollOrRewrite(0);
            storage.observe((kind, name) -> {});
            storage.fail(Operation.SYNC_DIRECTORY, 0);
            for (long seed = 0; seed < 12; seed++) {
                SimulatedStorage crashed = storage.copy();
                crashed.powerFailure(seed * 0x9e3779b97f4a7c15L);
                SimulatedStore start = new SimulatedStore(clock, seed);
                start.open(crashed).close();
            }
        }
        rollOrRewrite(0);
        assertThat(storage.list("appendonlydir"))
                .filteredOn(name -> name.endsWith(".aof"))
                .hasSize(2);
    }

    @Test
    void rollsThatFailAreTriedLessAndLessOften() throws IOException {
        Limits limits = new Limits(0, 0, 10_000, 0);
        writeBytes(20_000);
        storage.capacity(0);
        int[] attempts = new int[1];
        storage.observe((kind, name) -> {
            if (kind == Operation.OPEN && name.endsWith(".2.incr.aof")) {
                attempts[0]++;
            }
        });
        for (int second = 0; second < 300; second++) {
            clock.advanceMillis(1_000);
            keepUp(limits);
        }
        // Two handles each: at 1, 2, 4, 8, 16, 32, 64, 128, 192 and 256 seconds.
        assertThat(attempts[0]).isEqualTo(20);
        storage.capacity(Long.MAX_VALUE);
        clock.advanceMillis(64_000);
        keepUp(limits);
        assertThat(files().log().fileName()).endsWith(".2.incr.aof");
    }

    @Test
    void afterThreeFailuresWaitsLongerAndLonger() throws IOException {
        Limits limits = new Limits(100, 10_000, 0, 0);
        writeBytes(20_000);
        storage.observe((kind, name) -> {
            if (kind == Operation.OPEN && name.endsWith("base.rdb")) {
                storage.fail(Operation.OPEN, 1);
            }
        });
        for (int i = 1; i <= 3; i++) {
            keepUp(limits);
            assertThat(rewrites()).isEqualTo(i);
            assertThat(store.snapshots().rewriteFailures()).isEqualTo(i);
            assertThat(store.snapshots().rewriteSucceeded()).isFalse();
        }
        long expected = 3;
        for (int minutes : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            keepUp(limits);
            clock.advanceMillis(minutes * 60_000L - 1);
            keepUp(limits);
            assertThat(rewrites()).as("%s minutes", minutes).isEqualTo(expected);
            clock.advanceMillis(1);
            keepUp(limits);
            expected++;
            assertThat(rewrites()).as("%s minutes", minutes).isEqualTo(expected);
        }
        storage.observe((kind, name) -> {});
        // One that somebody asks for waits for nothing.
        store.engine().exclusively(() -> {
            store.snapshots().scheduleRewrite();
            return null;
        });
        keepUp(limits);
        assertThat(store.snapshots().rewriteSucceeded()).isTrue();
        assertThat(store.snapshots().rewriteFailures()).isZero();
    }

    @Test
    void aClockThatIsSetBackDoesNotProlongThePause() throws IOException {
        Limits limits = new Limits(100, 10_000, 20_000, 0);
        writeBytes(30_000);
        storage.capacity(0);
        for (int i = 0; i < 4; i++) {
            keepUp(limits);
        }
        assertThat(rewrites()).isEqualTo(3);
        storage.capacity(Long.MAX_VALUE);
        keepUp(limits);
        assertThat(rewrites()).isEqualTo(3);
        clock.setMillis(clock.millis() - TimeUnit.DAYS.toMillis(3650));
        keepUp(limits);
        assertThat(rewrites()).isEqualTo(4);
        assertThat(store.snapshots().rewriteSucceeded()).isTrue();
    }

    @Test
    void rewritesWhenARestartWouldTakeTooLongAsFarAsItIsKnown() throws IOException {
        keepUp(NONE);
        writeMegabytes(10);
        spend(1_000);
        keepUp(new Limits(0, 0, 0, 1));
        // Too little has been seen.
        assertThat(store.upkeep().restartMs()).isEqualTo(-1);
        assertThat(rewrites()).isZero();
        writeMegabytes(10);
        spend(1_000);
        keepUp(new Limits(0, 0, 0, 3));
        assertThat(store.upkeep().restartMs()).isBetween(1_900L, 2_100L);
        assertThat(rewrites()).isZero();
        keepUp(new Limits(0, 0, 0, 1));
        assertThat(rewrites()).isEqualTo(1);
        keepUp(new Limits(0, 0, 0, 1));
        assertThat(store.upkeep().restartMs()).isLessThan(10);
        assertThat(rewrites()).isEqualTo(1);
    }

    /** Has a write command take its time. */
    private void spend(long ms) {
        var set =
                Objects.requireNonNull(store.engine().executor().table().find(io.cairn.engine.resp.Args.of("SET"), 0));
        set.addRun(1, ms * 1_000_000);
    }

    @Test
    void doesNotRewriteForATargetThatTheBaseAloneMisses() throws IOException {
        keepUp(NONE);
        for (int i = 0; i < 30; i++) {
            store.execute("SET", "key" + i, "0123456789abcdefghijklmnopqrstuvwxyz".repeat(20_000) + i);
            rollLargeFile();
        }
        spend(60_000);
        store.snapshots().configure(new DatastoreOptions.SnapshotFormat(false, true), "dump.rdb");
        keepUp(new Limits(0, 0, 0, 1));
        assertThat(rewrites()).isEqualTo(1);
        keepUp(new Limits(0, 0, 0, 1));
        assertThat(store.upkeep().restartMs()).isGreaterThan(10_000);
        assertThat(rewrites()).isEqualTo(1);
    }
}
