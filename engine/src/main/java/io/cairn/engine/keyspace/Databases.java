package io.cairn.engine.keyspace;

import io.cairn.engine.structure.LargeValue;
import io.cairn.engine.structure.Packed;
import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.SnapshotEpoch;
import io.cairn.engine.structure.TableWarming;
import io.cairn.engine.value.ElementHashes;
import io.cairn.engine.value.EncodingLimits;
import io.cairn.engine.value.RecordTypes;
import io.cairn.engine.value.ValueHost;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The data set: all databases, the moment at which they are looked at, and what is counted of them.
 *
 * <p>Used by the holder of the engine's lock; the counters may be read by any thread that can live with a stale figure.
 */
public final class Databases implements ValueHost {
    /** What most compact values fit. */
    private static final int WORKSPACE_BYTES = 1024;

    /** A value that puts something off is large: so many are enough. */
    private static final int MOST_PUT_OFF = 100_000;

    /** Of requests that are looked at ahead: what a processor fetches in parallel, twice. */
    private static final int MOST_ELEMENT_HASHES = 64;

    /** So many entries are kept from one command to the next; one that reads more keys at once makes more. */
    private static final int KEPT_BESIDE = 64;

    private final SnapshotEpoch epoch = new SnapshotEpoch();
    private final long hashKey0;
    private final long hashKey1;
    private final LongSupplier random;
    private final ExpiryListener expiryListener;
    private final Keyspace[] keyspaces;
    private final TableWarming warming = new TableWarming();
    private final ElementHashes elementHashes = new ElementHashes(MOST_ELEMENT_HASHES);
    private final Packed workspace = Packed.workspace(WORKSPACE_BYTES);
    private final Scratch scratch;
    private final List<Entry> beside = new ArrayList<>();
    private EncodingLimits limits = EncodingLimits.DEFAULT;

    private @Nullable List<WeakReference<LargeValue>> putOff;

    private List<byte[]> libraries = List.of();
    private long nowMs;
    private boolean expiring = true;
    private boolean accessTracked;
    private long trackedSinceMs;
    private long changes;
    private long hits;
    private long misses;
    private long expiredCount;
    private long expiredFieldCount;

    /**
     * @param count how many databases
     * @param random gives 64 random bits a call: the secret that decides where keys go, and picks of keys
     */
    public Databases(int count, LongSupplier random, ExpiryListener expiryListener) {
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1: count=" + count);
        }
        this.random = random;
        this.hashKey0 = random.getAsLong();
        this.hashKey1 = random.getAsLong();
        this.expiryListener = expiryListener;
        this.keyspaces = new Keyspace[count];
        for (int i = 0; i < count; i++) {
            keyspaces[i] = new Keyspace(this);
        }
        this.scratch = new Scratch(this);
        // The first snapshot loads classes, which takes a hundred times as long as all else: not while clients wait.
        close(snapshot(0));
    }

    /** How many databases there are. */
    public int count() {
        return keyspaces.length;
    }

    /** Database {@code index}. */
    public Keyspace keyspace(int index) {
        return keyspaces[index];
    }

    /** Lets two databases change places, for everybody who has selected one of them. */
    public void swap(int first, int second) {
        Keyspace moved = keyspaces[first];
        keyspaces[first] = keyspaces[second];
        keyspaces[second] = moved;
        countChange();
    }

    /** Removes all keys of all databases. */
    public void clear() {
        for (Keyspace keyspace : keyspaces) {
            keyspace.clear();
        }
    }

    /** Says that nobody knows how many keys there are going to be; see {@link Keyspace#expect}. */
    public void expectNothing() {
        for (Keyspace keyspace : keyspaces) {
            keyspace.expect(0);
        }
    }

    /** Number of keys in all databases. */
    public long size() {
        long size = 0;
        for (Keyspace keyspace : keyspaces) {
            size += keyspace.size();
        }
        return size;
    }

    /**
     * A place in which to build a value before anybody sees it: an entry without a value. What is done to it counts as no
     * change; {@link Entry#detach} and {@link Entry#put} bring the value to its key. The next call makes it empty again, and
     * so does {@link #clearScratch}.
     */
    public Entry scratch() {
        return scratch.open();
    }

    /** A place like {@link #scratch} for somebody who builds for longer than one command. */
    public Scratch newScratch() {
        return new Scratch(this);
    }

    /** A place like {@link #newScratch} for another thread: what is built there is to be {@linkplain #adopt adopted}. */
    public Scratch newScratchApart() {
        return new Scratch(new ApartHost(epoch.apart(), hashKey0, hashKey1, limits));
    }

    /** Returns a value that was built in a {@linkplain #newScratchApart scratch apart}, to be put to a key here. */
    public DetachedValue adopt(DetachedValue value) {
        return value.movedTo(epoch);
    }

    /** Lets go of what was built in {@link #scratch}: a command has ended. */
    public void clearScratch() {
        scratch.clear();
    }

    /**
     * An entry for a key that is read beside others, number {@code which} of those that one command asks for from 0 on; lent
     * until the number is asked for again or a database is cleared.
     */
    public Entry beside(int which) {
        if (which == 0 && beside.size() > KEPT_BESIDE) {
            beside.clear();
        }
        while (beside.size() <= which) {
            beside.add(newEntry());
        }
        return beside.get(which);
    }

    /** Forgets where entries last were: one of them would hold on to a whole table that is cleared. */
    void forgetPlaces() {
        beside.clear();
    }

    /** An entry for {@link Keyspace#entry(byte[], int, int, Entry)}. */
    public Entry newEntry() {
        return new Entry(this);
    }

    /**
     * Sets the sources of the libraries of functions that came with the data. They are part of every snapshot, so that a
     * Redis that is given the files has its functions back; nothing here calls them.
     */
    public void setLibraries(List<byte[]> sources) {
        libraries = List.copyOf(sources);
    }

    /** Freezes the present moment, in constant time. Whoever has it must give it to {@link #close}. */
    public DataSnapshot snapshot() {
        return snapshot(1);
    }

    private DataSnapshot snapshot(int leastKeys) {
        // Whoever reads a snapshot must not change anything, and nobody else would do it then.
        catchUp();
        int id = epoch.open();
        List<KeyspaceSnapshot> snapshots = new ArrayList<>();
        for (int i = 0; i < keyspaces.length; i++) {
            if (keyspaces[i].size() >= leastKeys) {
                snapshots.add(keyspaces[i].snapshot(i));
            }
        }
        return new DataSnapshot(id, nowMs, changes, libraries, snapshots);
    }

    /** Says that nobody reads the snapshot any more: what it shares with the present may be written in place again. */
    public void close(DataSnapshot snapshot) {
        epoch.close(snapshot.id());
    }

    /** The moment at which the data is looked at, in milliseconds of the wall clock: the same during one command. */
    @Override
    public long nowMs() {
        return nowMs;
    }

    /** Sets the moment. */
    public void setNowMs(long nowMs) {
        this.nowMs = nowMs;
    }

    /**
     * Whether keys expire. Not while a log is replayed: the log itself says when a key went, and one that has outlived
     * its time in between is still what the following commands worked on.
     */
    public void setExpiring(boolean on) {
        expiring = on;
    }

    /** Whether keys expire, which they do unless a log is replayed. */
    public boolean isExpiring() {
        return expiring;
    }

    /** Whether a key with this expiry is gone. */
    public boolean isExpired(long expireAtMs) {
        return expireAtMs <= nowMs && expiring;
    }

    /** Whether it is remembered when each key was last used, for OBJECT IDLETIME. */
    public boolean isAccessTracked() {
        return accessTracked;
    }

    /** Begins or ends remembering when each key was last used: four bytes a key. */
    public void trackAccess(boolean on) {
        if (on != accessTracked) {
            accessTracked = on;
            trackedSinceMs = nowMs;
            for (Keyspace keyspace : keyspaces) {
                keyspace.trackAccess(on);
            }
        }
    }

    @Override
    public long random() {
        return random.getAsLong();
    }

    /** Number of changes since the beginning; keys that expired are not among them. */
    public long changes() {
        return changes;
    }

    /** Number of reads that found their key. */
    public long hits() {
        return hits;
    }

    /** Number of reads that did not find their key. */
    public long misses() {
        return misses;
    }

    /** Number of keys removed because their time had come. */
    public long expiredCount() {
        return expiredCount;
    }

    /** Number of fields of hashes removed because their time had come. */
    public long expiredFieldCount() {
        return expiredFieldCount;
    }

    /** Begins the counters anew, but for {@link #changes}. */
    public void resetCounters() {
        hits = 0;
        misses = 0;
        expiredCount = 0;
        expiredFieldCount = 0;
    }

    @Override
    public SnapshotEpoch epoch() {
        return epoch;
    }

    @Override
    public EncodingLimits limits() {
        return limits;
    }

    /** Sets up to which size values are compact; it shows in what is changed from here on. */
    public void setLimits(EncodingLimits newLimits) {
        limits = newLimits;
    }

    /**
     * Has values put off work that only reading them needs: for whoever makes many changes one after the other, and is followed
     * by {@link #catchUp}.
     */
    public void putOff() {
        putOff = new ArrayList<>();
    }

    /** Does what was put off, and puts nothing off any more. */
    public void catchUp() {
        List<WeakReference<LargeValue>> values = putOff;
        putOff = null;
        if (values != null) {
            for (WeakReference<LargeValue> each : values) {
                LargeValue value = each.get();
                if (value != null) {
                    value.catchUp();
                }
            }
        }
    }

    /** A value that is gone by then does nothing, and is not kept for that. */
    @Override
    public boolean putsOff(LargeValue value) {
        List<WeakReference<LargeValue>> values = putOff;
        return values != null && values.size() < MOST_PUT_OFF && values.add(new WeakReference<>(value));
    }

    @Override
    public RecordTable newTable() {
        return new RecordTable(epoch, hashKey0, hashKey1);
    }

    @Override
    public long hash(RecordTable table, byte[] bytes, int offset, int length) {
        return elementHashes.of(table, bytes, offset, length);
    }

    /** Where hashes of elements that were found ahead are handed on. */
    public ElementHashes elementHashes() {
        return elementHashes;
    }

    /** What has memory at hand before it is looked at. */
    public TableWarming warming() {
        return warming;
    }

    RecordTable newKeyTable() {
        RecordTable table = newTable();
        table.trackAccess(accessTracked);
        return table;
    }

    @Override
    public Packed workspace() {
        return workspace;
    }

    @Override
    public void changed(RecordCursor record, long count) {
        changes += count;
        if (record.isFound()) {
            touch(record);
            if (record.type() == RecordTypes.EXPIRING_HASH) {
                noteExpiringFields(record);
            }
        }
    }

    private void noteExpiringFields(RecordCursor hash) {
        for (Keyspace keyspace : keyspaces) {
            if (keyspace.holds(hash)) {
                keyspace.noteExpiringFields(hash);
            }
        }
    }

    int indexOf(Keyspace keyspace) {
        for (int i = 0; i < keyspaces.length; i++) {
            if (keyspaces[i] == keyspace) {
                return i;
            }
        }
        throw new IllegalStateException("keyspace is not one of this data set's");
    }

    void countChange() {
        changes++;
    }

    void countChanges(long count) {
        changes += count;
    }

    void countLookup(boolean hit) {
        if (hit) {
            hits++;
        } else {
            misses++;
        }
    }

    /** Remembers that a record has been used, if anybody wants to know. */
    void touch(RecordCursor record) {
        if (accessTracked) {
            record.setAccessStamp(stamp(nowMs));
        }
    }

    /** Says that a record was last used {@code seconds} ago. */
    void setIdleSeconds(RecordCursor record, long seconds) {
        if (accessTracked) {
            record.setAccessStamp(stamp(nowMs - 1000 * Math.min(seconds, nowMs / 1000)));
        }
    }

    /** How long ago a record was used; since when that is remembered, if it has not been used since. */
    long idleSeconds(RecordCursor record) {
        int stamp = record.accessStamp();
        int last = stamp == 0 ? stamp(trackedSinceMs) : stamp;
        // A difference of stamps is right even when they wrap, and a clock turned back must not make it negative.
        return Math.max(0, stamp(nowMs) - last);
    }

    /** Seconds as a record's stamp, of which 0 means none. */
    private static int stamp(long ms) {
        int seconds = (int) (ms / 1000);
        return seconds == 0 ? 1 : seconds;
    }

    void expired(int database, byte[] key, int offset, int length) {
        expiredCount++;
        expiryListener.expired(database, key, offset, length);
    }

    void fieldExpired(int database, byte[] key, byte[] field, int offset, int length) {
        expiredFieldCount++;
        expiryListener.fieldExpired(database, key, field, offset, length);
    }
}
