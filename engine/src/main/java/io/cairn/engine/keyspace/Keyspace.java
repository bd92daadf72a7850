package io.cairn.engine.keyspace;

import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.RecordVisitor;
import io.cairn.engine.structure.TableStatistics;

/**
 * One database: keys, what they hold and when they expire.
 *
 * <p>A key whose time has come is gone for everybody who looks it up, and the look-up removes it; a cycle in the
 * background finds the others. Both say so to the {@link ExpiryListener}, so that the journal has the removal before
 * anything that depends on it. Used by the holder of the engine's lock.
 */
public final class Keyspace {
    private final Databases databases;
    private final Entry entry;
    private RecordTable table;

    Keyspace(Databases databases) {
        this.databases = databases;
        this.entry = new Entry(databases);
        this.table = databases.newTable();
    }

    /** Its number, as SELECT knows it. */
    public int index() {
        return databases.indexOf(this);
    }

    /** Looks up a key, to change what it holds or to see whether it is there. */
    public Entry entry(byte[] key, int offset, int length) {
        RecordCursor cursor = entry.cursor();
        if (table.find(key, offset, length, cursor) && databases.isExpired(cursor.expireAtMs())) {
            removeExpired(cursor, key, offset, length);
        }
        return entry;
    }

    /** Looks up a key to read it: counts a hit or a miss, and remembers the access. */
    public Entry read(byte[] key, int offset, int length) {
        Entry found = peek(key, offset, length);
        touch(found);
        return found;
    }

    /** {@link #read} that does not count as an access. */
    public Entry peek(byte[] key, int offset, int length) {
        Entry found = entry(key, offset, length);
        databases.countLookup(found.exists());
        return found;
    }

    /** Remembers that the key has been used, if anybody wants to know. */
    public void touch(Entry used) {
        if (used.exists() && table.isAccessTracked()) {
            databases.touch(used.cursor());
        }
    }

    /** Number of keys, those included whose time has come but that nobody has looked up yet. */
    public long size() {
        return table.size();
    }

    /** Number of keys that have an expiry. */
    public long expiringCount() {
        return table.expiringCount();
    }

    /** Removes all keys, in constant time. */
    public void clear() {
        if (table.size() > 0) {
            databases.countChanges(table.size());
            boolean tracked = table.isAccessTracked();
            table = databases.newTable();
            table.trackAccess(tracked);
        }
    }

    /**
     * Visits the keys at {@code cursor}, a position in hash space, and returns the next cursor, 0 at the end. Keys whose
     * time has come are visited too: see {@link Databases#isExpired}.
     */
    public long scan(long cursor, RecordVisitor visitor) {
        return table.scan(cursor, visitor);
    }

    /** Picks a key by random bits; false if there is none. */
    public boolean random(long randomBits, RecordCursor cursor) {
        return table.random(randomBits, cursor);
    }

    /**
     * Removes keys whose time has come, looking at {@code maxPages} pages at most, and goes on there the next time.
     *
     * @return how many it removed
     */
    public int expireSome(int maxPages) {
        if (!databases.isExpired(table.minExpireAtMs())) {
            return 0;
        }
        int index = index();
        return table.expire(
                databases.nowMs(),
                maxPages,
                record -> databases.expired(index, record.keyBytes(), record.keyOffset(), record.keyLength()));
    }

    /** Lower bound of the time at which the next key expires. */
    public long minExpireAtMs() {
        return table.minExpireAtMs();
    }

    /** Whether reads are remembered, for OBJECT IDLETIME and FREQ. */
    public boolean isAccessTracked() {
        return table.isAccessTracked();
    }

    /** Begins or ends remembering reads. */
    public void trackAccess(boolean on) {
        table.trackAccess(on);
    }

    /** The table's figures, for people. */
    public TableStatistics statistics() {
        return table.statistics();
    }

    KeyspaceSnapshot snapshot(int index) {
        return new KeyspaceSnapshot(index, table.snapshot());
    }

    private void removeExpired(RecordCursor cursor, byte[] key, int offset, int length) {
        cursor.remove();
        databases.expired(index(), key, offset, length);
    }
}
