package io.cairn.engine.structure;

import java.util.Objects;

/**
 * An ordered set of keys, each with a value of a fixed number of bytes: a {@link CountedTree} of slotted pages.
 *
 * <p>Keys are byte strings, compared as unsigned bytes, a prefix first. {@link SortedPage} has the bytes of a leaf; a
 * leaf splits when it would exceed 4 KiB and joins a neighbour when a quarter is left. A record of more than 1 KiB has a
 * leaf of its own, of whatever size it needs, so that leaves of several records can always be split evenly. Whoever
 * appends at either end leaves full leaves behind.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>I1. Those of the {@link CountedTree}, whose elements are the records in order.
 *   <li>I2. A page of several records has none that is large, and takes at most {@link #COMFORTABLE_BYTES}.
 * </ul>
 *
 * <h2>Cost</h2>
 *
 * <p>Seeking, by key or by rank: O(log n), no allocation. Adding and removing: that and the moving of a page's places;
 * allocates when a leaf splits and seldom otherwise, because arrays go through the {@link PagePool}. Removing a range of
 * k records: O(k + log n). A page is rebuilt only when that gains a sixteenth of it at least, so rebuilding is O(1) per
 * change.
 *
 * <h2>Threads and ownership</h2>
 *
 * <p>The single writer changes it, through a {@link SortedCursor} of its own. A tree that is frozen, because its value
 * went on with a {@link #fork}, may be read by any thread, with a cursor per thread, until its epoch is closed. Keys that
 * are handed in must not lie in the tree itself.
 */
public final class SortedTree {
    /** A page is split rather than made larger: it bounds what copy-on-write copies for one change. */
    private static final int COMFORTABLE_BYTES = 4096;

    final CountedTree tree;
    final int valueBytes;
    final int comfortableBytes;

    /**
     * Creates an empty tree.
     *
     * @param epoch the engine's clock of snapshots
     * @param valueBytes the length of each value
     */
    public SortedTree(SnapshotEpoch epoch, int valueBytes) {
        this(new CountedTree(epoch, true), valueBytes, COMFORTABLE_BYTES);
    }

    /** For tests: with small leaves and fan-out, so that a small tree has a large one's shape. */
    SortedTree(CountedTree tree, int valueBytes, int comfortableBytes) {
        Objects.checkIndex(valueBytes, comfortableBytes / 4);
        this.tree = tree;
        this.valueBytes = valueBytes;
        this.comfortableBytes = comfortableBytes;
    }

    private SortedTree(SortedTree other, CountedTree tree) {
        this.tree = tree;
        valueBytes = other.valueBytes;
        comfortableBytes = other.comfortableBytes;
    }

    /**
     * Returns a tree with the same records for the writer to go on with, in O(1), when this one belongs to a value that
     * a snapshot may see. This one must not be changed any more.
     */
    public SortedTree fork() {
        return new SortedTree(this, tree.fork());
    }

    /** As {@link LargeValue#movedTo}, in O(1). */
    public SortedTree movedTo(SnapshotEpoch epoch) {
        return new SortedTree(this, tree.movedTo(epoch));
    }

    /** Returns the number of records. */
    public long size() {
        return tree.size();
    }

    /** Returns the bytes of memory that it takes, by {@code samples} of its leaves; 0: by all of them. */
    public long memoryBytes(int samples) {
        return tree.memoryBytes(samples);
    }

    /** Returns the length of each value. */
    public int valueBytes() {
        return valueBytes;
    }

    /** Returns the number of keys below this one. */
    public long rank(byte[] key, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, key.length);
        long prefix = TreeInner.prefix(key, offset, length);
        long rank = 0;
        long below = tree.size();
        TreeNode node = tree.root();
        for (int level = tree.height(); level > 0; level--) {
            TreeInner inner = (TreeInner) node;
            int index = inner.childFor(prefix, key, offset, length);
            rank += inner.countBefore(index, below);
            below = inner.counts[index];
            node = inner.children[index];
        }
        TreeLeaf leaf = (TreeLeaf) node;
        return rank + SortedPage.lowerBound(leaf.bytes, leaf.count, prefix, key, offset, length);
    }

    /**
     * Adds a key, with a value of zeros, unless it is there already. Keys that come in order, or in reverse, are not searched
     * for as long as it is the same cursor that adds them.
     *
     * @param cursor is put on the key's record, for its value to be written
     * @return false if it was there
     */
    public boolean add(byte[] key, int offset, int length, SortedCursor cursor) {
        if (!cursor.locateAtEnd(this, key, offset, length) && cursor.locate(this, key, offset, length)) {
            return false;
        }
        SortedGrowth.insert(this, cursor, key, offset, length);
        cursor.settle();
        return true;
    }

    /**
     * Removes a key.
     *
     * @param cursor is put on the next record
     * @return false if it was not there
     */
    public boolean remove(byte[] key, int offset, int length, SortedCursor cursor) {
        if (!cursor.locate(this, key, offset, length)) {
            cursor.settle();
            return false;
        }
        cursor.settle();
        cursor.remove();
        return true;
    }

    /**
     * Removes the records of ranks {@code from} to {@code from + count - 1}.
     *
     * @param cursor is put on the next record
     */
    public void removeRange(long from, long count, SortedCursor cursor) {
        Objects.checkFromIndexSize(from, count, size());
        SortedShrinkage.removeRange(this, cursor, from, count);
    }

    void checkInvariants() {
        SortedTreeCheck.check(this);
    }
}
