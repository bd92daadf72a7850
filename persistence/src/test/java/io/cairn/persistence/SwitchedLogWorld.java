package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.log.CommandLog;
import io.cairn.persistence.snapshot.AppendOnlyFiles;
import io.cairn.persistence.snapshot.Snapshots.Work;
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
import org.jspecify.annotations.Nullable;

/**
 * A data set whose log is switched off and on, on a simulated disk, and crashes at its operations. Its state is one number, of
 * the writes so far, so that the model is a number, too: what a start must find at least.
 *
 * <p>All work runs in one thread; clients write between the operations of a snapshot.
 */
final class SwitchedLogWorld {
    /** What was seen in all worlds of a property. */
    static final class Figures {
        int crashes;
        int crashesWhileOff;
        int lostWrites;
        int dumpsPreferred;
        int logsPreferred;
        int cancelled;

        @Override
        public String toString() {
            return "crashes=" + crashes + " crashesWhileOff=" + crashesWhileOff + " lostWrites=" + lostWrites
                    + " dumpsPreferred=" + dumpsPreferred + " logsPreferred=" + logsPreferred + " cancelled="
                    + cancelled;
        }
    }

    private static final int CRASH_PERCENT = 12;

    /** There are few operations then. */
    private static final int CRASH_PERCENT_WHILE_OFF = 80;

    private final SimulatedStorage storage = new SimulatedStorage();
    private final ManualClock clock = new ManualClock();
    private final Random random;
    private final DurabilityPolicy policy;
    private final Figures figures;

    /** Where each write ends in the logs of this process, whose positions only grow; 0 if it was recovered or went to none. */
    private final List<Long> writes = new ArrayList<>();

    /** The writes, and the one that is being executed. */
    private int begun;

    /** What cannot get lost while the log is off. */
    private int floor;

    /** Whether the log was switched off by this process, and nobody has asked for it since. */
    private boolean off;

    /** A log that was switched off, and whose end may not be on the disk yet, with the number of writes then. */
    private @Nullable CommandLog ending;

    private int writesAtEnd;

    private @Nullable Datastore store;
    private DeferredExecutor snapshotThread = new DeferredExecutor();
    private boolean busy;

    SwitchedLogWorld(long seed, DurabilityPolicy policy, Figures figures) {
        this.random = new Random(seed);
        this.policy = policy;
        this.figures = figures;
    }

    // ---- What a script does.

    /** Starts with the log on. */
    void start() throws IOException {
        storage.observe(this::beforeOperation);
        snapshotThread = new DeferredExecutor();
        off = false;
        store = open(storage, true, snapshotThread);
        assertThat(numberIn(running())).isEqualTo(writes.size());
    }

    void write() throws IOException {
        boolean outer = busy;
        busy = true;
        clock.advanceMillis(3);
        begun = writes.size() + 1;
        running().execute("APPEND", "n", "x");
        writes.add(running().engine().journal().position());
        busy = outer;
    }

    void force() {
        CommandLog log = running().log();
        if (log != null) {
            waitDurable(log);
        }
    }

    private static void waitDurable(CommandLog log) {
        try {
            assertThat(log.waitDurable(log.position(), 0)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void switchOn() {
        startSwitchingOn();
        snapshotThread.runAll();
        keepUp();
        snapshotThread.runAll();
        assertThat(running().log()).isNotNull();
    }

    private void startSwitchingOn() {
        off = false;
        exclusively(running()::switchLogOn);
    }

    void switchOff() {
        if (running().isLogStarting()) {
            figures.cancelled++;
        }
        letGoOfLog();
        snapshotThread.runAll();
        endedLog();
    }

    private void letGoOfLog() {
        ending = running().log();
        writesAtEnd = writes.size();
        exclusively(() -> {
            try {
                running().switchLogOff();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(running().log()).isNull();
        off = true;
    }

    /** The end of the log is on the disk. */
    private void endedLog() {
        assertThat(running().awaitedLog()).isSameAs(running().log());
        if (ending != null) {
            floor = writesAtEnd;
            ending = null;
        }
    }

    /** CONFIG SET appendonly while the snapshot thread works, wherever it is but in a change of the manifest, which excludes that. */
    void switchMeanwhile() {
        int at = random.nextInt(20);
        int[] operations = new int[1];
        boolean wasOn = running().log() != null;
        boolean saving = random.nextInt(3) == 0;
        storage.observe((kind, name) -> {
            beforeOperation(kind, name);
            boolean now = running().snapshots().work() != Work.NOTHING
                    && !busy
                    && isOfSnapshotThreadAlone(kind, name)
                    && operations[0]++ == at;
            if (now) {
                busy = true;
                switchOffMeanwhile();
                busy = false;
            }
        });
        if (saving) {
            exclusively(running().snapshots()::startSave);
        } else if (wasOn) {
            exclusively(() -> running()
                    .snapshots()
                    .startRewrite(Objects.requireNonNull(running().appendOnlyFiles())));
        } else {
            startSwitchingOn();
        }
        int saved = writes.size();
        long before = running().snapshots().saves().count();
        snapshotThread.runAll();
        storage.observe(this::beforeOperation);
        endedLog();
        boolean isSaved = running().snapshots().saves().count() > before;
        if (saving) {
            // One that was given up is made anew.
            keepUp();
            int savedAgain = writes.size();
            snapshotThread.runAll();
            boolean isSavedAgain = running().snapshots().saves().count() > (isSaved ? before + 1 : before);
            assertThat(isSaved || isSavedAgain).isTrue();
            floor = Math.max(floor, isSavedAgain ? savedAgain : saved);
        }
    }

    /** Not one of the log's own, which its closing waits for, nor the renaming of a dump, which excludes switching. */
    private static boolean isOfSnapshotThreadAlone(Operation kind, String name) {
        return name.endsWith(".base.rdb") && kind != Operation.DELETE
                || name.endsWith("dump.rdb") && kind != Operation.RENAME
                || name.endsWith(".incr.aof") && kind == Operation.OPEN;
    }

    /** By the holder of the engine's lock, which the snapshot thread does not have at an operation of its own. */
    private void switchOffMeanwhile() {
        if (running().isLogStarting() || running().log() != null) {
            letGoOfLog();
            figures.cancelled++;
        }
    }

    void save() {
        int saved = writes.size();
        exclusively(running().snapshots()::startSave);
        snapshotThread.runAll();
        assertThat(running().snapshots().saves().succeeded()).isTrue();
        floor = Math.max(floor, saved);
    }

    void rewrite() {
        AppendOnlyFiles files = running().appendOnlyFiles();
        if (files != null) {
            exclusively(() -> running().snapshots().startRewrite(files));
            snapshotThread.runAll();
            assertThat(running().snapshots().rewriteSucceeded()).isTrue();
        }
    }

    void roll() {
        AppendOnlyFiles files = running().appendOnlyFiles();
        if (files != null) {
            String before = files.log().fileName();
            exclusively(() -> running().snapshots().startRoll(files));
            snapshotThread.runAll();
            assertThat(files.log().fileName()).isNotEqualTo(before);
        }
    }

    private void keepUp() {
        exclusively(() -> running().keepUp(new io.cairn.persistence.snapshot.LogUpkeep.Limits(0, 0, 0, 0)));
    }

    private void exclusively(Runnable work) {
        running().engine().exclusively(() -> {
            work.run();
            return null;
        });
    }

    void close() throws IOException {
        boolean on = running().log() != null;
        running().close();
        floor = on ? writes.size() : floor;
        restart(storage.copy(), floor, floor);
    }

    void kill() throws IOException {
        int least = survivesKill();
        storage.kill();
        restart(storage.copy(), least, writes.size());
    }

    void powerFailure() throws IOException {
        int least = survivesPowerFailure();
        storage.powerFailure(random.nextLong());
        restart(storage.copy(), least, writes.size());
    }

    private void restart(SimulatedStorage disk, int least, int most) throws IOException {
        storage.observe((kind, name) -> {});
        int found = check(disk, true, least, most);
        writes.subList(found, writes.size()).clear();
        writes.replaceAll(position -> 0L);
        begun = found;
        store = null;
        ending = null;
        floor = found;
        start();
    }

    private Datastore running() {
        return Objects.requireNonNull(store);
    }

    // ---- What must survive.

    private int survivesKill() {
        if (ending != null) {
            return writesAtEnd;
        }
        return running().log() == null ? floor : writes.size();
    }

    private int survivesPowerFailure() {
        CommandLog log = ending == null ? running().log() : ending;
        if (log == null) {
            return floor;
        }
        int written = ending == null ? writes.size() : writesAtEnd;
        long durable = log.durablePosition();
        int count = 0;
        // What came before the first write to this log is in its base.
        while (count < written && writes.get(count) <= durable) {
            count++;
        }
        return count;
    }

    private void beforeOperation(Operation kind, String name) {
        try {
            if (store != null && random.nextInt(100) < (off ? CRASH_PERCENT_WHILE_OFF : CRASH_PERCENT)) {
                crashHere();
            }
            boolean snapshotWrites = store != null
                    && running().snapshots().work() != Work.NOTHING
                    // Not in the middle of a force or a store of the log: those are other threads.
                    && name.contains("temp-")
                    && !busy;
            if (snapshotWrites && random.nextInt(4) == 0) {
                write();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void crashHere() throws IOException {
        figures.crashes++;
        figures.crashesWhileOff += off ? 1 : 0;
        SimulatedStorage killed = storage.copy();
        check(killed, true, survivesKill(), begun);
        SimulatedStorage failed = storage.copy();
        failed.powerFailure(random.nextLong());
        SimulatedStorage other = failed.copy();
        int least = survivesPowerFailure();
        int found = check(failed, true, least, begun);
        figures.lostWrites += found < writes.size() ? 1 : 0;
        if (off && ending == null) {
            // A start without the log finds as much, once the end is noted.
            check(other, false, least, begun);
        }
    }

    /** Starts twice on a disk, now and then writes and starts again; returns what the first start found. */
    private int check(SimulatedStorage disk, boolean logOn, int least, int most) throws IOException {
        int found = -1;
        for (int i = 0; i < 2; i++) {
            Datastore recovered = open(disk, logOn, new DeferredExecutor());
            found = numberIn(recovered);
            List<String> notices = recovered.recovery().notices();
            assertThat(found).as("start %s, log %s, %s", i, logOn, notices).isBetween(least, most);
            figures.dumpsPreferred +=
                    notices.stream().anyMatch(notice -> notice.contains("while the log was off")) ? 1 : 0;
            figures.logsPreferred +=
                    notices.stream().anyMatch(notice -> notice.contains("nothing has been saved")) ? 1 : 0;
            recovered.close();
        }
        if (logOn && random.nextInt(4) == 0) {
            try (Datastore again = open(disk, true, new DeferredExecutor())) {
                again.execute("APPEND", "n", "x");
            }
            try (Datastore again = open(disk, true, new DeferredExecutor())) {
                assertThat(numberIn(again)).isEqualTo(found + 1);
            }
        }
        return found;
    }

    private Datastore open(SimulatedStorage disk, boolean logOn, DeferredExecutor executor) throws IOException {
        DatastorePorts ports = new DatastorePorts(disk, clock, random::nextLong, executor, false);
        DatastoreOptions options = DatastoreOptions.in(Path.of("")).with(policy).withAppendOnly(logOn);
        return Datastore.open(options, ports, List.of(), (reason, cause) -> {
            throw new AssertionError(reason, cause);
        });
    }

    private static int numberIn(Datastore store) throws IOException {
        String reply = new String(store.execute("STRLEN", "n"), StandardCharsets.US_ASCII);
        return Integer.parseInt(reply.substring(1, reply.length() - 2));
    }
}
