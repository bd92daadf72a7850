package io.cairn.persistence;

import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.testing.Dataset;
import io.cairn.testing.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A small data directory, and what it held after each of its writes: something to damage.
 *
 * @param title what it is for
 * @param disk all files, on the disk for good
 * @param options to start it with
 * @param victim the file to be damaged
 * @param bytes how much of the victim means anything; prepared space behind it does not
 * @param states the data after each of the writes that the victim holds, the first of them without any
 * @param borders where in the victim each of those writes ends
 */
record DamageCorpus(
        String title,
        SimulatedStorage disk,
        DatastoreOptions options,
        String victim,
        int bytes,
        List<Dataset> states,
        Borders borders) {

    /**
     * Where the writes of a log end.
     *
     * @param offsets one for each write, after the offset where the first begins; empty for files that are whole or nothing
     * @param forced how far the log proves that it was on the disk
     */
    record Borders(List<Long> offsets, long forced) {
        static final Borders NONE = new Borders(List.of(), Long.MAX_VALUE);

        /** How many writes lie before {@code offset} as a whole. */
        int writesBefore(long offset) {
            return (int) offsets.stream().filter(end -> end <= offset).count() - 1;
        }
    }

    private static final String LOG = SimulatedStore.LOG_DIRECTORY + "appendonly.aof.1.incr.aof";
    private static final String BASE = SimulatedStore.LOG_DIRECTORY + "appendonly.aof.1.base.rdb";
    private static final String MANIFEST = SimulatedStore.LOG_DIRECTORY + "appendonly.aof.manifest";

    /** One of each kind of file, about {@code size} bytes each. */
    static List<DamageCorpus> all(int size) throws IOException, InterruptedException {
        return List.of(
                log("a log that was closed", size, End.CLOSED),
                log("a log as a kill leaves it", size, End.KILLED),
                log("a log with another one behind it", size, End.ROLLED),
                base(size, 0),
                manifest(size),
                dump(size));
    }

    private enum End {
        CLOSED,
        KILLED,
        ROLLED
    }

    private static DamageCorpus log(String title, int size, End end) throws IOException, InterruptedException {
        SimulatedStore stores = new SimulatedStore(new ManualClock(), size);
        SimulatedStorage disk = new SimulatedStorage();
        Datastore store = stores.open(disk);
        List<Dataset> states = new ArrayList<>(List.of(Dataset.of(store.engine())));
        List<Long> offsets = new ArrayList<>(List.of(store.log().fileBytes()));
        Random random = new Random(size);
        long forced = 0;
        while (store.log().fileBytes() < size) {
            write(store, random, states.size());
            states.add(Dataset.of(store.engine()));
            offsets.add(store.log().fileBytes());
            if (states.size() % 5 == 0 && store.log().fileBytes() < size / 2) {
                SimulatedStore.force(store);
                forced = store.log().fileBytes();
            }
        }
        // The line of the write behind a force is what says how far it reached.
        long proven = forced;
        long written = store.log().fileBytes();
        if (end == End.ROLLED) {
            store = killBehindARoll(stores, store, disk);
        }
        if (end != End.KILLED) {
            store.close();
            proven = Long.MAX_VALUE;
        }
        SimulatedStorage left = disk.copy();
        return new DamageCorpus(
                title, left, SimulatedStore.OPTIONS, LOG, (int) written, states, new Borders(offsets, proven));
    }

    /** Leaves two logs, because the rewrite that has begun the second one dies of a disk without room for its base. */
    private static Datastore killBehindARoll(SimulatedStore stores, Datastore store, SimulatedStorage disk) {
        disk.observe((kind, name) -> {
            if (name.endsWith("base.rdb")) {
                disk.observe((laterKind, laterName) -> {});
                disk.fail(SimulatedStorage.Operation.OPEN, 1);
            }
        });
        stores.tryRewrite(store);
        return store;
    }

    private static void write(Datastore store, Random random, int number) throws IOException {
        String key = "key:" + random.nextInt(20);
        String text = number + ":" + Long.toHexString(random.nextLong()).repeat(1 + random.nextInt(4));
        switch (random.nextInt(4)) {
            case 0 -> store.execute("APPEND", key, text);
            case 1 -> store.execute("SET", key, text, "PXAT", Long.toString(4_000_000_000_000L + number));
            case 2 -> store.execute("RPUSH", "list:" + random.nextInt(3), text, text);
            default -> store.execute("HSET", "hash:" + random.nextInt(3), "field:" + random.nextInt(9), text);
        }
    }

    private static Datastore filled(SimulatedStore stores, SimulatedStorage disk, int size) throws IOException {
        Datastore store = stores.open(disk);
        Random random = new Random(size);
        for (int bytes = 0, number = 0; bytes < size; bytes += 64, number++) {
            byte[] value = new byte[48];
            random.nextBytes(value);
            store.execute("SET", "key:" + number, new String(value, StandardCharsets.ISO_8859_1));
        }
        return store;
    }

    /** A base, and a log behind it with so many writes. */
    private static DamageCorpus base(int size, int writes) throws IOException {
        SimulatedStore stores = new SimulatedStore(new ManualClock(), size);
        SimulatedStorage disk = new SimulatedStorage();
        Datastore store = filled(stores, disk, size);
        stores.rewrite(store);
        for (int i = 0; i < writes; i++) {
            store.execute("SET", "key:" + i, "behind the base");
        }
        List<Dataset> states = List.of(Dataset.of(store.engine()));
        store.close();
        return new DamageCorpus(
                "a base", disk.copy(), SimulatedStore.OPTIONS, BASE, disk.contents(BASE).length, states, Borders.NONE);
    }

    private static DamageCorpus manifest(int size) throws IOException {
        // Whoever loses the log's line loses data.
        DamageCorpus base = base(4096, 3);
        SimulatedStorage disk = base.disk.copy();
        Manifest manifest = Manifest.read(disk, MANIFEST);
        while (disk.contents(MANIFEST).length < size) {
            Manifest.Entry next = manifest.nextIncrement("appendonly.aof");
            manifest = manifest.withIncrement(next).without(List.of(next));
            manifest.write(disk, "appendonlydir", "appendonly.aof");
        }
        return new DamageCorpus(
                "a manifest",
                disk.copy(),
                base.options,
                MANIFEST,
                disk.contents(MANIFEST).length,
                base.states,
                Borders.NONE);
    }

    private static DamageCorpus dump(int size) throws IOException {
        SimulatedStore stores = new SimulatedStore(new ManualClock(), size);
        SimulatedStorage disk = new SimulatedStorage();
        Datastore store = filled(stores, disk, size);
        List<Dataset> states = List.of(Dataset.of(store.engine()));
        stores.save(store);
        store.close();
        SimulatedStorage alone = new SimulatedStorage();
        alone.place(SimulatedStore.DUMP, disk.contents(SimulatedStore.DUMP));
        return new DamageCorpus(
                "a dump",
                alone,
                SimulatedStore.OPTIONS.withAppendOnly(false),
                SimulatedStore.DUMP,
                alone.contents(SimulatedStore.DUMP).length,
                states,
                Borders.NONE);
    }

    /** The victim as it is. */
    byte[] whole() {
        return disk.contents(victim);
    }

    /** The directory with the victim as given. */
    SimulatedStorage with(byte[] damaged) {
        SimulatedStorage hit = disk.copy();
        hit.place(victim, damaged);
        return hit;
    }
}
