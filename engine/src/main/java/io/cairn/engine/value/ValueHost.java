package io.cairn.engine.value;

import io.cairn.engine.structure.LargeValue;
import io.cairn.engine.structure.Packed;
import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.SnapshotEpoch;

/** What values need of the data set that they are in. Used by the single writer. */
public interface ValueHost {
    /** Tells what a snapshot may see. */
    SnapshotEpoch epoch();

    /** Up to which size values are compact. */
    EncodingLimits limits();

    /** An empty table for the elements of a large value. */
    RecordTable newTable();

    /** The hash of an element in such a table; it may be known already. */
    default long hash(RecordTable table, byte[] bytes, int offset, int length) {
        return table.hash(bytes, offset, length);
    }

    /** The one place in which a compact value is edited on its way out of its page and back. */
    Packed workspace();

    /**
     * Whether a value may put off what only reading it needs, until it is read or {@linkplain LargeValue#catchUp told} to catch
     * up. It hardly ever may.
     */
    default boolean putsOff(LargeValue value) {
        return false;
    }

    /** The moment at which the data is looked at, in milliseconds of the wall clock. */
    long nowMs();

    /** 64 random bits. */
    long random();

    /**
     * Is told of every change.
     *
     * @param record of the value; gone, if the change took the last element
     * @param count how many changes it is, as Redis counts them; 0 for one that is counted at another record too
     */
    void changed(RecordCursor record, long count);
}
