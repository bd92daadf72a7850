package io.cairn.engine.keyspace;

import io.cairn.engine.structure.LargeValue;
import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.TableStatistics;
import io.cairn.engine.structure.TableWarming;
import io.cairn.engine.value.HashValue;
import io.cairn.engine.value.RecordTypes;
import io.cairn.engine.value.ValueViews;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One database: keys, what they hold and when they expire.
 *
 * <p>A key whose time has come is gone for everybody who looks it up, and the look-up removes it; a cycle in the
 * background finds the others. Both say so to the {@link ExpiryListener}, so that the journal has the removal before
 * anything that depends on it. So it is with a field of a hash: looking up the key removes the fields whose time has come.
 *
 * <p>Used by the holder of the engine's lock.
 */
public final class Keyspace {
    private static final byte[] NO_KEY = {};

    private final Databases databases;
    private final Entry entry;
    private final ValueViews views;
    private RecordTable table;
    private FieldExpiry fieldExpiry;

    Keyspace(Databases databases) {
        this.databases = databases;
        this.entry = new Entry(databases);
        this.views = new ValueViews(databases);
        this.table = databases.newKeyTable();
        this.fieldExpiry = new FieldExpiry(databases.newTable(), table);
    }

    /** Its number, as SELECT knows it. */
    public int index() {
        return databases.indexOf(this);
    }

    /** Looks up a key, to change what it holds or to see whether it is there. */
    public Entry entry(byte[] key, int offset, int length) {
        return entry(key, offset, length, entry);
    }

    /**
     * {@link #entry(byte[], int, int)} with an entry of the caller's, for commands that read several keys at once. As soon
     * as one key is changed, the other entries are to be looked up again.
     */
    public Entry entry(byte[] key, int offset, int length, Entry into) {
        return entry(key, offset, length, hash(key, offset, length), into);
    }

    /** {@link #entry(byte[], int, int)} for those who have the key's {@link #hash} already. */
    public Entry entry(byte[] key, int offset, int length, long hash) {
        return entry(key, offset, length, hash, entry);
    }

    private Entry entry(byte[] key, int offset, int length, long hash, Entry into) {
        RecordCursor cursor = into.cursor();
        if (table.find(key, offset, length, hash, cursor)) {
            if (databases.isExpired(cursor.expireAtMs())) {
                removeExpired(cursor, key, offset, length);
            } else if (cursor.type() == RecordTypes.EXPIRING_HASH) {
                removeExpiredFields(cursor, Integer.MAX_VALUE);
            }
        }
        return into;
    }

    /** The hash that decides where a key is, the same in all databases; any thread may ask for it. */
    public long hash(byte[] key, int offset, int length) {
        return table.hash(key, offset, length);
    }

    /** Has the memory at hand in which keys with these hashes are or will be; see {@link TableWarming}. */
    public void warm(long[] hashes, int from, int to) {
        if (TableWarming.isWorthwhile(table)) {
            databases.warming().warm(table, hashes, from, to);
        }
    }

    /** The large collection that the key with this hash probably holds; see {@link TableWarming#valueBehind}. */
    public @Nullable LargeValue valueBehind(long hash) {
        return TableWarming.valueBehind(table, hash);
    }

    /** Looks up a key to read it: counts a hit or a miss, but no use of the key; see {@link #touch}. */
    public Entry peek(byte[] key, int offset, int length) {
        return peek(key, offset, length, entry);
    }

    /** {@link #peek(byte[], int, int)} with an entry of the caller's. */
    public Entry peek(byte[] key, int offset, int length, Entry into) {
        return counted(entry(key, offset, length, into));
    }

    /** {@link #peek(byte[], int, int)} for those who have the key's {@link #hash} already. */
    public Entry peek(byte[] key, int offset, int length, long hash) {
        return counted(entry(key, offset, length, hash));
    }

    private Entry counted(Entry found) {
        databases.countLookup(found.exists());
        return found;
    }

    /** Remembers that the key has been used, if anybody wants to know. */
    public void touch(Entry used) {
        if (used.exists()) {
            databases.touch(used.cursor());
        }
    }

    /** How long ago the key was used, in seconds; only if {@link Databases#isAccessTracked}. The key must be there. */
    public long idleSeconds(Entry of) {
        return databases.idleSeconds(of.cursor());
    }

    /** Says that the key was last used {@code seconds} ago, if anybody wants to know. The key must be there. */
    public void setIdleSeconds(Entry of, long seconds) {
        databases.setIdleSeconds(of.cursor(), seconds);
    }

    /** Number of keys, those included whose time has come but that nobody has looked up yet. */
    public long size() {
        return table.size();
    }

    /** Says how many keys there are going to be, 0 if nobody knows; see {@link RecordTable#expect}. */
    public void expect(long keys) {
        table.expect(keys);
    }

    /** Number of keys that have an expiry. */
    public long expiringCount() {
        return table.expiringCount();
    }

    /** Removes all keys, in constant time. */
    public void clear() {
        if (table.size() > 0) {
            databases.countChanges(table.size());
            table = databases.newKeyTable();
            // Else the entry would hold on to the whole old table until the next look-up, which may never come.
            table.find(NO_KEY, 0, 0, entry.cursor());
            databases.forgetPlaces();
            fieldExpiry = new FieldExpiry(databases.newTable(), table);
        }
    }

    /**
     * Visits keys, but for those whose time has come, from {@code cursor} on until {@code count} have been looked at or a
     * few more: all that lie together are visited together. Whoever begins with 0 and goes on until 0 comes back has seen
     * every key that was there all the time.
     *
     * @param cursor 0 to begin, then what the last call returned; any number is a cursor
     * @param count at least 1
     * @return the cursor for the next call, 0 at the end
     */
    public long scan(long cursor, long count, KeyVisitor visitor) {
        KeyWalk walk = new KeyWalk(databases, visitor);
        long next = cursor;
        long emptyPages = 0;
        do {
            long before = walk.visited();
            next = table.scan(next, walk);
            if (walk.visited() == before) {
                // Counts too, so that a stretch of them ends.
                emptyPages++;
            }
        } while (next != 0 && walk.visited() + emptyPages < count);
        return next;
    }

    /**
     * Shows the visitor a key picked at random; false if there is none. A pick whose time has come is removed and another
     * one made: each such key costs this once, here or in the cycle in the background.
     */
    public boolean random(KeyVisitor visitor) {
        RecordCursor cursor = entry.cursor();
        while (table.random(databases.random(), cursor)) {
            if (cursor.type() == RecordTypes.EXPIRING_HASH) {
                removeExpiredFields(cursor, Integer.MAX_VALUE);
            }
            if (cursor.isFound() && !databases.isExpired(cursor.expireAtMs())) {
                new KeyWalk(databases, visitor).visit(cursor);
                return true;
            } else if (cursor.isFound()) {
                byte[] key = copyOfKey(cursor);
                removeExpired(cursor, key, 0, key.length);
            }
        }
        return false;
    }

    /**
     * Removes keys and fields whose time has come, looking at {@code maxPages} pages of keys at most and at about as many of
     * fields, and goes on there the next time.
     *
     * @return whether there may be more to remove: not the same as whether it removed any, since a page is also looked
     *     at for keys that are gone or were given more time
     */
    public boolean expireSome(int maxPages) {
        expireKeys(maxPages);
        expireFields(maxPages);
        return databases.isExpired(minExpireAtMs());
    }

    private void expireKeys(int maxPages) {
        if (databases.isExpired(table.minExpireAtMs())) {
            int index = index();
            table.expire(
                    databases.nowMs(),
                    maxPages,
                    record -> databases.expired(index, record.keyBytes(), record.keyOffset(), record.keyLength()));
        }
    }

    private void expireFields(int maxPages) {
        if (!databases.isExpired(fieldExpiry.minExpireAtMs())) {
            return;
        }
        Deque<byte[]> due = fieldExpiry.takeDue(databases.nowMs());
        int pagesEach = Math.max(1, maxPages / Math.max(1, due.size()));
        RecordCursor cursor = entry.cursor();
        for (byte[] key : due) {
            boolean found = table.find(key, 0, key.length, cursor);
            if (found && cursor.type() == RecordTypes.EXPIRING_HASH) {
                removeExpiredFields(cursor, pagesEach);
                if (cursor.isFound()) {
                    noteExpiringFields(cursor);
                }
            }
        }
    }

    /** Lower bound of the time at which the next key or field expires. */
    public long minExpireAtMs() {
        return Math.min(table.minExpireAtMs(), fieldExpiry.minExpireAtMs());
    }

    /** The table's figures, for people. */
    public TableStatistics statistics() {
        return table.statistics();
    }

    void trackAccess(boolean on) {
        table.trackAccess(on);
    }

    KeyspaceSnapshot snapshot(int index) {
        return new KeyspaceSnapshot(index, table.snapshot(), fieldExpiry.size() > 0);
    }

    /** Whether the record is one of a key here. */
    boolean holds(RecordCursor record) {
        return record.isIn(table);
    }

    /** Sees to it that the cycle in the background finds the fields of a hash here when their time has come. */
    void noteExpiringFields(RecordCursor hash) {
        if (views.of(hash) instanceof HashValue value) {
            fieldExpiry.note(hash, value.minExpireAtMs());
        }
    }

    private void removeExpiredFields(RecordCursor cursor, int maxPages) {
        if (views.of(cursor) instanceof HashValue hash && databases.isExpired(hash.minExpireAtMs())) {
            int index = index();
            byte[] key = copyOfKey(cursor);
            hash.expireFields(
                    databases.nowMs(),
                    maxPages,
                    field -> databases.fieldExpired(index, key, field.bytes(), field.offset(), field.length()));
        }
    }

    private static byte[] copyOfKey(RecordCursor cursor) {
        int offset = cursor.keyOffset();
        return Arrays.copyOfRange(cursor.keyBytes(), offset, offset + cursor.keyLength());
    }

    private void removeExpired(RecordCursor cursor, byte[] key, int offset, int length) {
        cursor.remove();
        databases.expired(index(), key, offset, length);
    }
}
