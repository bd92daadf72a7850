package io.cairn.engine.value;

import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.RecordWalk;
import io.cairn.engine.structure.TableLoader;
import org.jspecify.annotations.Nullable;

/**
 * Adds many elements to a large set, hash without times, or sorted set, at which nobody looks until {@link #finish}; to one
 * after the other.
 *
 * <p>Memory: what a {@link TableLoader} keeps. Used by who uses the values.
 */
public final class LargeLoader {
    private static final byte[] NO_BYTES = {};

    private final TableLoader loader = new TableLoader();
    private @Nullable LargeTable table;
    private @Nullable LargeSortedSet sortedSet;

    /** Creates one for many values. */
    public LargeLoader() {}

    /** The memory that it keeps. */
    public long keptBytes() {
        return loader.keptBytes();
    }

    void begin(LargeTable large, long expected) {
        table = large;
        sortedSet = null;
        begin(large.table(), expected);
    }

    void begin(LargeSortedSet large, long expected) {
        table = null;
        sortedSet = large;
        begin(large.scores(), expected);
    }

    private void begin(RecordTable present, long expected) {
        loader.begin(present.empty(), expected);
        for (RecordWalk walk = present.walk(); walk.next(); ) {
            addPresent(walk.record());
        }
    }

    /** The records may have been made with a type; all of them have none here. */
    private void addPresent(RecordCursor record) {
        byte[] key = record.keyBytes();
        if (record.isObject()) {
            byte[] value = (byte[]) record.object();
            loader.add(key, record.keyOffset(), record.keyLength(), value, 0, value.length);
        } else {
            loader.add(
                    key,
                    record.keyOffset(),
                    record.keyLength(),
                    record.valueBytes(),
                    record.valueOffset(),
                    record.valueLength());
        }
    }

    /** Adds a member of a set; returns whether it was not there. */
    public boolean element(byte[] bytes, int offset, int length) {
        return loader.add(bytes, offset, length, NO_BYTES, 0, 0);
    }

    /** Adds a field of a hash, which never expires; returns whether it was not there. */
    public boolean field(byte[] name, int offset, int length, byte[] value, int valueOffset, int valueLength) {
        return loader.add(name, offset, length, value, valueOffset, valueLength);
    }

    /** Adds a member of a sorted set; returns whether it was not there. */
    public boolean member(byte[] bytes, int offset, int length, double score) {
        if (!loader.add(bytes, offset, length, Double.doubleToRawLongBits(score))) {
            return false;
        }
        if (sortedSet != null) {
            sortedSet.putOrdered(bytes, offset, length, score);
        }
        return true;
    }

    /** Makes the value have all of them. */
    public void finish() {
        RecordTable loaded = loader.finish();
        if (table != null) {
            table.replaceTable(loaded);
        }
        if (sortedSet != null) {
            sortedSet.replaceScores(loaded);
        }
        table = null;
        sortedSet = null;
    }
}
