package io.cairn.persistence;

import io.cairn.persistence.DatastoreOptions.ArchiveOptions;
import io.cairn.persistence.archive.Archive;
import io.cairn.persistence.archive.ArchiveFigures;
import io.cairn.persistence.snapshot.LogUpkeep;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.testing.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** A data set with an archive, in which each write has a millisecond of its own, and work is done where a test says so. */
final class ArchiveSample {
    static final ArchiveOptions ON = new ArchiveOptions(true, "archive", 0, 0);

    private static final LogUpkeep.Limits NO_UPKEEP = new LogUpkeep.Limits(0, 0, 0, 0);

    final SimulatedStorage disk = new SimulatedStorage();
    final ManualClock clock = new ManualClock();

    /** The clock at each write; the first write is number 1. */
    final List<Long> times = new ArrayList<>(List.of(0L));

    final DeferredExecutor snapshotThread = new DeferredExecutor();
    final DeferredExecutor archiveThread = new DeferredExecutor();
    private final Datastore store;

    ArchiveSample(ArchiveOptions options) throws IOException {
        DatastorePorts ports =
                new DatastorePorts(disk, clock, new Random(7)::nextLong, snapshotThread, archiveThread, false);
        store = Datastore.open(SimulatedStore.OPTIONS.with(options), ports, List.of(), (reason, cause) -> {
            throw new AssertionError(reason, cause);
        });
    }

    Datastore store() {
        return store;
    }

    /** The key "writes" has the number of the last write, and others something that belongs to it. */
    void write(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            clock.advanceMillis(3);
            int number = times.size();
            store.execute("MSET", "writes", Integer.toString(number), "key" + number % 3, "value" + number);
            times.add(clock.millis());
        }
    }

    void rewrite() {
        clock.advanceMillis(3);
        store.engine().exclusively(() -> {
            store.snapshots().startRewrite(Objects.requireNonNull(store.appendOnlyFiles()));
            return null;
        });
        snapshotThread.runAll();
    }

    void roll() {
        store.engine().exclusively(() -> {
            store.snapshots().startRoll(Objects.requireNonNull(store.appendOnlyFiles()));
            return null;
        });
        snapshotThread.runAll();
    }

    /** The archive's thread does what there is to do, and the snapshot thread what follows. */
    void work() {
        archiveThread.runAll();
        snapshotThread.runAll();
    }

    /** What a server does a few times a second. */
    void keepUp() {
        store.engine().exclusively(() -> {
            store.keepUp(NO_UPKEEP);
            return null;
        });
        work();
    }

    void configure(ArchiveOptions options) {
        store.archiver().configure(options);
        keepUp();
    }

    ArchiveFigures figures() {
        return store.archiver().figures();
    }

    String manifest() {
        return new String(disk.contents("appendonlydir/appendonly.aof.manifest"), StandardCharsets.ISO_8859_1);
    }

    List<String> archived() {
        return disk.exists("archive")
                ? disk.list("archive").stream()
                        .filter(name -> name.endsWith(".lz4"))
                        .toList()
                : List.of();
    }

    static Archive open(SimulatedStorage disk) throws IOException {
        return Archive.open(disk, SimulatedStore.OPTIONS);
    }

    /** What the key "writes" says in the files of a disk. */
    int writesIn(SimulatedStorage found) throws IOException {
        String text = CrashModel.stateOf(SimulatedStore.recover(found, SimulatedStore.OPTIONS, clock)
                        .data())
                .getOrDefault("0/writes", "0");
        return Integer.parseInt(text);
    }
}
