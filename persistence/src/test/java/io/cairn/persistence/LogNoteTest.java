package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.persistence.snapshot.LogUpkeep.Limits;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.persistence.storage.SimulatedStorage.Operation;
import io.cairn.testing.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is saved is newer than a log that is off: the manifest says so before the save counts, whatever the disk does. */
class LogNoteTest {
    private static final String MANIFEST = "appendonlydir/temp-appendonly.aof.manifest";

    private final SimulatedStorage storage = new SimulatedStorage();
    private final ManualClock clock = new ManualClock();
    private final DeferredExecutor snapshotThread = new DeferredExecutor();

    private Datastore open(SimulatedStorage disk, boolean logOn, DeferredExecutor executor) throws IOException {
        DatastorePorts ports = new DatastorePorts(disk, clock, new AtomicLong(1)::getAndIncrement, executor, false);
        DatastoreOptions options = DatastoreOptions.in(Path.of("")).withAppendOnly(logOn);
        return Datastore.open(options, ports, List.of(), (reason, cause) -> {});
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
        return new String(
                storage.contents("appendonlydir/appendonly.aof.manifest"),
                StandardCharsets.US_ASCII);
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
}
