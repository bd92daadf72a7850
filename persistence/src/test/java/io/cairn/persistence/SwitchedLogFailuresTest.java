package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.engine.command.Session;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.persistence.log.CommandLog;
import io.cairn.persistence.snapshot.LogUpkeep.Limits;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.persistence.storage.SimulatedStorage.Operation;
import io.cairn.testing.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Switching the log on and off on a disk that is full or fails. What is saved is newer than a log that is off, and the manifest
 * says so before the save counts; what goes wrong with a log that is not on yet is nobody's loss.
 */
class SwitchedLogFailuresTest {
    private static final String MANIFEST = "appendonlydir/temp-appendonly.aof.manifest";

    private final SimulatedStorage storage = new SimulatedStorage();
    private final ManualClock clock = new ManualClock();
    private final DeferredExecutor snapshotThread = new DeferredExecutor();
    private final List<String> fatal = new ArrayList<>();

    private Datastore open(SimulatedStorage disk, boolean logOn, DeferredExecutor executor) throws IOException {
        DatastorePorts ports = new DatastorePorts(disk, clock, new AtomicLong(1)::getAndIncrement, executor, false);
        DatastoreOptions options = DatastoreOptions.in(Path.of("")).withAppendOnly(logOn);
        return Datastore.open(options, ports, List.of(), (reason, cause) -> fatal.add(reason));
    }

    private static void exclusively(Datastore store, Action work) {
        store.engine().exclusively(() -> {
            try {
                work.run();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return null;
        });
    }

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    private void save(Datastore store) {
        exclusively(store, store.snapshots()::startSave);
        snapshotThread.runAll();
    }

    private void keepUp(Datastore store) {
        exclusively(store, () -> store.keepUp(new Limits(0, 0, 0, 0)));
        snapshotThread.runAll();
    }

    private String valueAfterAStart(boolean logOn) throws IOException {
        return valueAfterAStart(storage.copy(), logOn);
    }

    private String valueAfterAStart(SimulatedStorage disk, boolean logOn) throws IOException {
        try (Datastore store = open(disk, logOn, new DeferredExecutor())) {
            return new String(store.execute("GET", "a"), StandardCharsets.US_ASCII).split("\r\n")[1];
        }
    }

    @Test
    void switchingOffTouchesNoDiskAndRepliesWaitForTheEndOfTheLog() throws IOException {
        Datastore store = open(storage, true, snapshotThread);
        assertThat(store.setPolicy(DurabilityPolicy.ALWAYS)).isNull();
        store.engine().beginBatch();
        long held = store.engine().execute(new Session(), Args.of("SET", "a", "1"), new ReplyWriter(100));
        store.engine().endBatch();
        long before = storage.operations();
        exclusively(store, store::switchLogOff);
        assertThat(storage.operations()).isEqualTo(before);
        assertThat(store.log()).isNull();
        CommandLog awaited = store.awaitedLog();
        assertThat(awaited).isNotNull();
        assertThat(awaited.releasedPosition()).isLessThan(held);
        // Nobody waits for what comes now.
        assertThat(store.execute("SET", "b", "2")).asString().isEqualTo("+OK\r\n");

        snapshotThread.runAll();
        assertThat(awaited.releasedPosition()).isGreaterThanOrEqualTo(held);
        assertThat(store.awaitedLog()).isNull();
        assertThat(manifest()).contains("#cairn-log-off");
        SimulatedStorage crashed = storage.copy();
        boolean ignored = crashed.powerFailure(choices -> 0);
        assertThat(valueAfterAStart(crashed, true)).isEqualTo("1");
    }

    @Test
    void whatTheLastForceHasLostNeverCountsAsDurable() throws IOException {
        Datastore store = open(storage, true, snapshotThread);
        store.execute("SET", "a", "1");
        CommandLog log = store.log();
        assertThat(log).isNotNull();
        long waitedFor = log.position();
        exclusively(store, store::switchLogOff);
        assertThat(store.isEndLost()).isFalse();
        storage.fail(Operation.FORCE, 1);
        snapshotThread.runAll();
        assertThat(manifest()).contains("#cairn-log-off");
        CommandLog awaited = store.awaitedLog();
        assertThat(awaited).isNotNull();
        assertThat(awaited.durablePosition()).isLessThan(waitedFor);
        assertThat(store.isEndLost()).isTrue();
        // Nobody else waits for it.
        assertThat(store.execute("SET", "b", "2")).asString().isEqualTo("+OK\r\n");
        assertThat(store.execute("GET", "a")).asString().isEqualTo("$1\r\n1\r\n");

        // The base of the next log has it.
        exclusively(store, store::switchLogOn);
        snapshotThread.runAll();
        assertThat(store.isEndLost()).isFalse();
        CommandLog next = store.awaitedLog();
        assertThat(next).isNotNull();
        assertThat(next.durablePosition()).isGreaterThanOrEqualTo(waitedFor);
        exclusively(store, store::switchLogOff);
        snapshotThread.runAll();
        assertThat(store.awaitedLog()).isNull();
        assertThat(store.isEndLost()).isFalse();
        store.close();
    }

    @Test
    void aSaveOfBeforeDoesNotReplaceTheDumpAndIsMadeAnew() throws IOException {
        Datastore store = open(storage, true, snapshotThread);
        store.execute("SET", "a", "1");
        storage.observe((kind, name) -> {
            if (kind == Operation.FORCE && name.endsWith("dump.rdb")) {
                storage.observe((otherKind, otherName) -> {});
                exclusively(store, () -> {
                    store.execute("SET", "a", "2");
                    store.switchLogOff();
                });
            }
        });
        save(store);
        assertThat(storage.list("")).containsExactly("appendonlydir");
        assertThat(valueAfterAStart(true)).isEqualTo("2");
        store.execute("SET", "a", "3");
        keepUp(store);
        assertThat(store.snapshots().saves().count()).isEqualTo(1);
        assertThat(valueAfterAStart(true)).isEqualTo("3");
    }

    /** Has every change of the manifest fail. */
    private void failManifests() {
        storage.observe((kind, name) -> {
            if (kind == Operation.OPEN && name.equals(MANIFEST)) {
                storage.fail(Operation.OPEN, 1);
            }
        });
    }

    @Test
    void nothingIsSavedBesideALogThatWasNearlySwitchedOnUntilItIsNoted() throws IOException {
        Datastore store = open(storage, false, snapshotThread);
        store.execute("SET", "a", "1");
        save(store);
        storage.observe((kind, name) -> {
            if (kind == Operation.RENAME && name.equals(MANIFEST)) {
                storage.fail(Operation.SYNC_DIRECTORY, 1);
                failManifests();
            }
        });
        exclusively(store, store::switchLogOn);
        snapshotThread.runAll();
        assertThat(store.log()).isNull();
        exclusively(store, store::switchLogOff);
        store.execute("SET", "a", "2");

        assertThatThrownBy(store.snapshots()::saveAtEnd).hasMessageContaining(MANIFEST);
        save(store);
        assertThat(store.snapshots().saves().succeeded()).isFalse();
        assertThat(valueAfterAStart(true)).isEqualTo("1");

        storage.observe((kind, name) -> {});
        save(store);
        assertThat(store.snapshots().saves().succeeded()).isTrue();
        assertThat(valueAfterAStart(true)).isEqualTo("2");
    }

    /** SHUTDOWN FORCE takes the thread away that would do it. */
    @Test
    void whatIsOwedIsWrittenByTheClosing() throws IOException {
        Datastore store = open(storage, false, snapshotThread);
        store.execute("SET", "a", "1");
        storage.observe((kind, name) -> {
            if (kind == Operation.RENAME && name.equals(MANIFEST)) {
                storage.fail(Operation.SYNC_DIRECTORY, 1);
                storage.observe((otherKind, otherName) -> {});
                snapshotThread.refuse();
            }
        });
        exclusively(store, store::switchLogOn);
        snapshotThread.runAll();
        assertThat(manifest()).doesNotContain("#cairn-log");
        store.close();
        assertThat(manifest()).contains("#cairn-log-off");
        assertThat(storage.openFiles()).isZero();
        assertThat(valueAfterAStart(true)).isEqualTo("1");
    }

    @Test
    void aNoteThatFailedIsTriedAgainWithoutASave() throws IOException {
        Datastore store = open(storage, true, snapshotThread);
        store.execute("SET", "a", "1");
        store.close();
        failManifests();
        Datastore again = open(storage, false, snapshotThread);
        snapshotThread.runAll();
        storage.observe((kind, name) -> {});
        assertThat(manifest()).doesNotContain("#cairn-log");
        clock.advanceMillis(2_000);
        keepUp(again);
        assertThat(manifest()).contains("#cairn-log-passed-over");
        again.execute("SET", "a", "2");
        save(again);
        assertThat(valueAfterAStart(true)).isEqualTo("2");
    }

    private String manifest() {
        return new String(storage.contents("appendonlydir/appendonly.aof.manifest"), StandardCharsets.US_ASCII);
    }

    /** A Redis that was upgraded, or died on the way, may leave a base and no log behind it. */
    @Test
    void aDumpIsNewerThanABaseThatNoLogFollowsToo() throws IOException {
        Datastore first = open(storage, false, snapshotThread);
        first.execute("SET", "a", "1");
        save(first);
        first.close();
        byte[] base = storage.contents("dump.rdb");
        storage.delete("dump.rdb");
        storage.createDirectory("appendonlydir");
        storage.place("appendonlydir/appendonly.aof.1.base.rdb", base);
        storage.place(
                "appendonlydir/appendonly.aof.manifest",
                "file appendonly.aof.1.base.rdb seq 1 type b\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(valueAfterAStart(true)).isEqualTo("1");

        Datastore store = open(storage, false, snapshotThread);
        store.execute("SET", "a", "2");
        save(store);
        assertThat(valueAfterAStart(true)).isEqualTo("2");
    }

    /** A process that was killed between a dump's rename and its sync leaves one that everybody sees and the disk does not have. */
    @Test
    void theDumpThatIsNotedIsTheOneThatAPowerFailureLeaves() throws Exception {
        Datastore store = open(storage, true, snapshotThread);
        store.execute("SET", "a", "1");
        save(store);
        store.execute("SET", "a", "2");
        SimulatedStore.force(store);
        List<SimulatedStorage> killed = new ArrayList<>();
        storage.observe((kind, name) -> {
            if (kind == Operation.SYNC_DIRECTORY && name.isEmpty()) {
                killed.add(storage.copy());
            }
        });
        save(store);
        assertThat(killed).hasSize(1);
        SimulatedStorage crashed = killed.get(0);
        open(crashed, false, new DeferredExecutor()).close();
        boolean ignored = crashed.powerFailure(choices -> 0);
        assertThat(valueAfterAStart(crashed, true)).isEqualTo("2");
    }

    /** Switches the log on; {@code meanwhile} is done while its base is being forced. */
    private void switchOn(Datastore store, Action meanwhile) {
        storage.observe((kind, name) -> {
            if (kind == Operation.FORCE && name.endsWith("base.rdb")) {
                storage.observe((otherKind, otherName) -> {});
                exclusively(store, meanwhile);
            }
        });
        exclusively(store, store::switchLogOn);
        snapshotThread.runAll();
    }

    private void expectWrite(Datastore store, String key, int length) throws IOException {
        assertThat(store.execute("SET", key, "x".repeat(length)))
                .as(key)
                .asString()
                .isEqualTo("+OK\r\n");
    }

    /** Nothing of the attempt is left, nobody has heard of it, and the next one succeeds. */
    private void expectFailedAttempt(Datastore store) throws IOException {
        assertThat(store.log()).isNull();
        assertThat(store.snapshots().rewriteSucceeded()).isFalse();
        assertThat(fatal).isEmpty();
        assertThat(storage.list("appendonlydir")).noneMatch(name -> name.endsWith("aof") || name.endsWith("rdb"));
        expectWrite(store, "off", 1);
        storage.capacity(Long.MAX_VALUE);
        keepUp(store);
        assertThat(store.log()).isNotNull();
        expectWrite(store, "a", 4);
        store.execute("SET", "a", "last");
        assertThat(valueAfterAStart(true)).isEqualTo("last");
    }

    @Test
    void aFullDiskEndsTheAttemptAndRefusesNobody() throws IOException {
        Datastore store = open(storage, false, snapshotThread);
        store.execute("SET", "a", "1");
        switchOn(store, () -> {
            storage.capacity(0);
            for (int i = 0; i < 5; i++) {
                expectWrite(store, "key" + i, 20_000);
            }
        });
        expectFailedAttempt(store);
    }

    @Test
    void aFullDiskThatHasSpaceAgainDoesNotHideWhatTheLogHasMissed() throws IOException {
        Datastore store = open(storage, false, snapshotThread);
        store.execute("SET", "a", "1");
        switchOn(store, () -> {
            storage.capacity(0);
            expectWrite(store, "key", 20_000);
            expectWrite(store, "missed", 1);
            storage.capacity(Long.MAX_VALUE);
            expectWrite(store, "more", 20_000);
        });
        expectFailedAttempt(store);
    }

    @Test
    void aStoreThatFailsEndsTheAttemptAndNotTheProcess() throws IOException {
        Datastore store = open(storage, false, snapshotThread);
        assertThat(store.setPolicy(DurabilityPolicy.ALWAYS)).isNull();
        store.execute("SET", "a", "1");
        switchOn(store, () -> {
            storage.fail(Operation.STORE, 1);
            expectWrite(store, "b", 1);
            expectWrite(store, "c", 1);
        });
        expectFailedAttempt(store);
    }

    @Test
    void aFileThatCannotBeMadeLongerEndsTheAttemptAndNotTheProcess() throws IOException {
        Datastore store = open(storage, false, snapshotThread);
        assertThat(store.setPolicy(DurabilityPolicy.ALWAYS)).isNull();
        store.execute("SET", "a", "1");
        switchOn(store, () -> {
            storage.fail(Operation.WRITE, 1);
            expectWrite(store, "b", 20_000);
            expectWrite(store, "c", 1);
        });
        expectFailedAttempt(store);
    }

    /** Does something after the log was found sound, while it is becoming the data set. */
    private void switchOnAndAtItsManifest(Datastore store, Action meanwhile) {
        storage.observe((kind, name) -> {
            if (kind == Operation.RENAME && name.equals(MANIFEST)) {
                storage.observe((otherKind, otherName) -> {});
                exclusively(store, meanwhile);
            }
        });
        exclusively(store, store::switchLogOn);
        snapshotThread.runAll();
    }

    @Test
    void whatFailsWhileTheManifestIsPutInPlaceEndsTheProcess() throws IOException {
        Datastore store = open(storage, false, snapshotThread);
        switchOnAndAtItsManifest(store, () -> {
            storage.fail(Operation.STORE, 1);
            expectWrite(store, "a", 1);
            assertThat(fatal).isEmpty();
        });
        assertThat(store.log()).isNotNull();
        assertThat(fatal).hasSize(1);
    }

    @Test
    void aLogHasThePolicyThatWasSetWhileItFailed() throws IOException {
        Datastore store = open(storage, false, snapshotThread);
        switchOnAndAtItsManifest(store, () -> {
            storage.fail(Operation.STORE, 1);
            expectWrite(store, "a", 1);
            assertThat(store.setPolicy(DurabilityPolicy.ALWAYS)).isNull();
        });
        CommandLog log = store.log();
        assertThat(log).isNotNull();
        assertThat(log.policy()).isEqualTo(DurabilityPolicy.ALWAYS);
        assertThat(fatal).hasSize(1);
    }

    /** Whoever switches it off has the engine's lock. */
    @Test
    void switchingOffWaitsForNoManifestThatIsBeingWritten() throws Exception {
        Datastore store = open(storage, false, snapshotThread);
        store.execute("SET", "a", "1");
        List<Thread> switching = new ArrayList<>();
        storage.observe((kind, name) -> {
            if (kind == Operation.FORCE && name.equals(MANIFEST)) {
                storage.observe((otherKind, otherName) -> {});
                Thread other = new Thread(() -> exclusively(store, store::switchLogOff), "switches off");
                other.start();
                switching.add(other);
                try {
                    other.join(TimeUnit.SECONDS.toMillis(20));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                assertThat(other.isAlive()).isFalse();
            }
        });
        exclusively(store, store::switchLogOn);
        snapshotThread.runAll();
        assertThat(switching).hasSize(1);
        assertThat(store.log()).isNull();
        assertThat(storage.list("appendonlydir")).noneMatch(name -> name.endsWith("aof") || name.endsWith("rdb"));
        store.execute("SET", "a", "2");
        exclusively(store, store::switchLogOn);
        snapshotThread.runAll();
        assertThat(store.log()).isNotNull();
        store.execute("SET", "a", "3");
        assertThat(valueAfterAStart(true)).isEqualTo("3");
    }

    /** The manifest may name the log: a save that comes before the snapshot thread has seen to that must not pass for older. */
    @Test
    void aSaveBehindALogThatWasNearlySwitchedOnAndThenOffIsNewer() throws IOException {
        Datastore store = open(storage, false, snapshotThread);
        store.execute("SET", "a", "1");
        storage.observe((kind, name) -> {
            if (kind == Operation.SYNC_DIRECTORY && store.isLogStarting() && manifestIsThere()) {
                storage.observe((otherKind, otherName) -> {});
                exclusively(store, () -> {
                    store.switchLogOff();
                    store.execute("SET", "a", "2");
                    store.snapshots().saveAtEnd();
                });
                storage.fail(Operation.SYNC_DIRECTORY, 1);
            }
        });
        exclusively(store, store::switchLogOn);
        snapshotThread.runAll();
        assertThat(store.log()).isNull();
        assertThat(manifest()).contains("#cairn-log-off");
        assertThat(valueAfterAStart(true)).isEqualTo("2");
    }

    private boolean manifestIsThere() {
        return storage.exists("appendonlydir/appendonly.aof.manifest");
    }

    /** From the moment that it is on, a log keeps its promise like any other. */
    @Test
    void aStoreThatFailsOnceTheLogIsOnEndsTheProcess() throws IOException {
        Datastore store = open(storage, false, snapshotThread);
        switchOn(store, () -> expectWrite(store, "a", 1));
        assertThat(store.log()).isNotNull().isSameAs(store.engine().journal());
        storage.fail(Operation.STORE, 1);
        assertThatThrownBy(() -> store.execute("SET", "a", "2")).isInstanceOf(IllegalStateException.class);
        assertThat(fatal).hasSize(1);
    }
}
