package io.cairn.engine.structure;

/**
 * A value, or a part of one, that is an object of its own beside the pages.
 *
 * <p>It carries the stamp of its epoch, as every chunk does: what a snapshot may see is copied or forked before it is
 * changed.
 */
public interface LargeValue {
    /** The same once more, sharing nothing that can change. */
    LargeValue copy(SnapshotEpoch epoch);
}
