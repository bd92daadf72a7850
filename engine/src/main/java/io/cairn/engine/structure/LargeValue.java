package io.cairn.engine.structure;

import org.jspecify.annotations.Nullable;

/**
 * A value, or a part of one, that is an object of its own beside the pages.
 *
 * <p>It carries the stamp of its epoch, as every chunk does: what a snapshot may see is copied or forked before it is
 * changed.
 */
public interface LargeValue {
    /** Where its elements are looked up by name; null if they are not, or not in a table. */
    default @Nullable RecordTable index() {
        return null;
    }

    /** Where its elements stand in order; null if they do not, or not in a tree, or not yet. */
    default @Nullable SortedTree order() {
        return null;
    }

    /** The same once more, sharing nothing that can change. */
    LargeValue copy(SnapshotEpoch epoch);

    /**
     * The same with another clock than the one {@linkplain SnapshotEpoch#apart apart} that it was built with; this must not be
     * used any more.
     */
    default LargeValue movedTo(SnapshotEpoch epoch) {
        return copy(epoch);
    }

    /** Does what was put off, if it was. */
    default void catchUp() {}

    /**
     * Bytes of memory that it takes, shared with snapshots or not.
     *
     * @param samples how many parts of a large one to look at, the others being taken for like them; 0: all of them
     */
    long memoryBytes(int samples);
}
