package io.cairn.engine.value;

import io.cairn.engine.structure.LargeValue;
import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.RecordVisitor;
import io.cairn.engine.structure.RecordWalk;
import io.cairn.engine.structure.SnapshotEpoch;
import java.util.Arrays;

/**
 * The elements of a large set or hash: a table with a record for each.
 *
 * <p>A set's records have no value. A hash's have the field's value, and expire when the field does; a value too long for a
 * page is a {@code byte[]} beside it, which nobody changes.
 *
 * <p>Invariant: one with a frozen stamp is never written; {@link #writable} gives a fork then, in constant time, which shares
 * pages until they are changed. Used by the single writer, but for {@link #table}, of which a frozen one may be read by any
 * thread.
 */
final class LargeTable implements LargeValue {
    private static final byte[] NO_BYTES = {};

    private RecordTable table;
    private final int stamp;
    /** Here and not with the views, which would keep a table that has been removed alive. */
    private final RecordCursor place = new RecordCursor();

    LargeTable(RecordTable table, SnapshotEpoch epoch) {
        this(table, epoch.stamp());
    }

    private LargeTable(RecordTable table, int stamp) {
        this.table = table;
        this.stamp = stamp;
    }

    RecordTable table() {
        return table;
    }

    @Override
    public RecordTable index() {
        return table;
    }

    /** For who has filled another one with what is in this and more. */
    void replaceTable(RecordTable loaded) {
        table = loaded;
    }

    /** This, or a fork if a snapshot may see this. */
    LargeTable writable(SnapshotEpoch epoch) {
        return epoch.isFrozen(stamp) ? new LargeTable(table.fork(), epoch) : this;
    }

    @Override
    public LargeTable movedTo(SnapshotEpoch epoch) {
        return new LargeTable(table.movedTo(epoch), stamp);
    }

    /** Puts {@link #place} on the element's record, or where it would go; returns whether there is one. */
    boolean find(ValueHost host, byte[] bytes, int offset, int length) {
        return table.find(bytes, offset, length, host.hash(table, bytes, offset, length), place);
    }

    /** The place that {@link #find} or {@link #random} has found. */
    RecordCursor place() {
        return place;
    }

    /** Puts {@link #place} on a record picked at random; the table must not be empty. */
    void random(long random) {
        table.random(random, place);
    }

    /** Adds a set's member where {@link #find} has found none. */
    void addHere() {
        place.put(0, NO_BYTES, 0, 0, RecordTable.NO_EXPIRY);
    }

    /** Sets value and expiry of the field that {@link #find} has looked for. */
    void putHere(byte[] value, int offset, int length, long expireAtMs) {
        if (length <= RecordTable.MAX_INLINE_VALUE_BYTES) {
            place.put(0, value, offset, length, expireAtMs);
        } else {
            place.putObject(0, Arrays.copyOfRange(value, offset, offset + length), expireAtMs);
        }
    }

    /**
     * Visits at least {@code count} records from {@code cursor} on, if there are so many; all that lie together are visited
     * together.
     *
     * @return the cursor for the next call, 0 at the end
     */
    long scan(long cursor, long count, RecordVisitor visitor) {
        Counting counting = new Counting(visitor);
        long next = cursor;
        do {
            long before = counting.visited;
            next = table.scan(next, counting);
            // A page without records counts too, so that a stretch of them ends.
            counting.visited += counting.visited == before ? 1 : 0;
        } while (next != 0 && counting.visited < count);
        return next;
    }

    @Override
    public long memoryBytes(int samples) {
        return table.memoryBytes(samples);
    }

    @Override
    public LargeTable copy(SnapshotEpoch epoch) {
        RecordTable copy = table.empty();
        RecordCursor to = new RecordCursor();
        for (RecordWalk walk = table.walk(); walk.next(); ) {
            RecordCursor from = walk.record();
            long expireAtMs = from.expireAtMs();
            copy.find(from.keyBytes(), from.keyOffset(), from.keyLength(), to);
            if (from.isObject()) {
                to.putObject(from.type(), from.object(), expireAtMs);
            } else {
                to.put(from.type(), from.valueBytes(), from.valueOffset(), from.valueLength(), expireAtMs);
            }
        }
        return new LargeTable(copy, epoch);
    }

    private static final class Counting implements RecordVisitor {
        private final RecordVisitor visitor;
        private long visited;

        Counting(RecordVisitor visitor) {
            this.visitor = visitor;
        }

        @Override
        public void visit(RecordCursor record) {
            visited++;
            visitor.visit(record);
        }
    }
}
