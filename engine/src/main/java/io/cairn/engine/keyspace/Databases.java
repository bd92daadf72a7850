package io.cairn.engine.keyspace;

import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.SnapshotEpoch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The data set: all databases, the moment at which they are looked at, and what is counted of them.
 *
 * <p>Used by the holder of the engine's lock; the counters may be read by any thread that can live with a stale figure.
 */
public final class Databases {
    private final SnapshotEpoch epoch = new SnapshotEpoch();
    private final long hashKey0;
    private final long hashKey1;
    private final LongSupplier random;
    private final ExpiryListener expiryListener;
    private final Keyspace[] keyspaces;

    private long nowMs;
    private boolean expiring = true;
    private long changes;
    private long hits;
    private long misses;
    private long expiredCount;

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

    /** Number of keys in all databases. */
    public long size() {
        long size = 0;
        for (Keyspace keyspace : keyspaces) {
            size += keyspace.size();
        }
        return size;
    }

    /** Freezes the present moment, in constant time. Whoever has it must give it to {@link #close}. */
    public DataSnapshot snapshot() {
        int id = epoch.open();
        List<KeyspaceSnapshot> snapshots = new ArrayList<>();
        for (int i = 0; i < keyspaces.length; i++) {
            if (keyspaces[i].size() > 0) {
                snapshots.add(keyspaces[i].snapshot(i));
            }
        }
        return new DataSnapshot(id, nowMs, changes, snapshots);
    }

    /** Says that nobody reads the snapshot any more: what it shares with the present may be written in place again. */
    public void close(DataSnapshot snapshot) {
        epoch.close(snapshot.id());
    }

    /** The moment at which the data is looked at, in milliseconds of the wall clock: the same during one command. */
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

    /** Whether a key with this expiry is gone. */
    public boolean isExpired(long expireAtMs) {
        return expireAtMs <= nowMs && expiring;
    }

    /** Returns 64 random bits. */
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

    /** Begins the counters anew, but for {@link #changes}. */
    public void resetCounters() {
        hits = 0;
        misses = 0;
        expiredCount = 0;
    }

    /** The epochs by which structures know what a snapshot may see. */
    public SnapshotEpoch epoch() {
        return epoch;
    }

    RecordTable newTable() {
        return new RecordTable(epoch, hashKey0, hashKey1);
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

    void touch(RecordCursor record) {
        record.setAccessStamp((int) (nowMs / 1000));
    }

    void expired(int database, byte[] key, int offset, int length) {
        expiredCount++;
        expiryListener.expired(database, key, offset, length);
    }
}
