package io.cairn.engine.structure;

import java.util.TreeSet;

/**
 * The clock of copy-on-write: tells which chunks of memory an open snapshot may see.
 *
 * <p>Every chunk (page, part, tree node, value) carries the {@linkplain #stamp stamp} of the epoch in which it was created
 * or last copied. Opening a snapshot begins an epoch, so everything stamped before is frozen: whoever wants to write to a
 * frozen chunk copies it, stamps the copy and links it in. With no snapshot open nothing is frozen and the test is one
 * compare with 0.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>I1. {@code frozenBelow} is the epoch of the newest open snapshot, or 0 when none is open.
 *   <li>I2. A chunk reachable from an open snapshot has a stamp below {@code frozenBelow}.
 *   <li>I3. If a chunk is not frozen, the chunks that lead to it are not frozen either: they were writable when it was
 *       linked in, and a snapshot opened later freezes them all.
 * </ul>
 *
 * <h2>Threads and ownership</h2>
 *
 * <p>All methods are called by the single writer. One instance serves a whole engine, and with it the page arrays that
 * its tables lend one another. Another thread builds values with an instance {@link #apart}.
 */
public final class SnapshotEpoch {
    private final TreeSet<Integer> open = new TreeSet<>();
    private final PagePool pagePool = new PagePool();
    private int epoch = 1;
    private int frozenBelow;

    /**
     * Returns a clock for a thread that builds values beside the single writer: it stands still at this moment and knows no
     * snapshots, so that the values have what is older than any snapshot that could see them. They must be
     * {@linkplain LargeValue#movedTo moved} here before the writer uses them.
     */
    public SnapshotEpoch apart() {
        SnapshotEpoch apart = new SnapshotEpoch();
        apart.epoch = epoch;
        return apart;
    }

    /** Returns the stamp for a chunk that is created or copied at this moment. */
    public int stamp() {
        return epoch;
    }

    /** Tells whether an open snapshot may see a chunk with this stamp. */
    public boolean isFrozen(int stamp) {
        return stamp < frozenBelow;
    }

    /**
     * Begins a snapshot; the caller takes the roots at once, before anything is changed.
     *
     * @return the snapshot's id, for {@link #close}
     */
    public int open() {
        epoch = Math.incrementExact(epoch);
        frozenBelow = epoch;
        open.add(epoch);
        return epoch;
    }

    /** Ends a snapshot: nobody reads it any more, so what only it held may be written to and used again. */
    public void close(int id) {
        if (!open.remove(id)) {
            throw new IllegalArgumentException("no such open snapshot: id=" + id);
        }
        frozenBelow = open.isEmpty() ? 0 : open.last();
    }

    PagePool pagePool() {
        return pagePool;
    }
}
