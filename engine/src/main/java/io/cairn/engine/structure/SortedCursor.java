package io.cairn.engine.structure;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place in a {@link SortedTree}: on a record, or at the end.
 *
 * <p>To be used again and again, without allocation. It is good until the tree is changed other than through this cursor;
 * then it has to be sought anew. It holds on to its tree until it is {@linkplain #clear cleared} or sought in another.
 *
 * <p>One thread's at a time; several threads may look into a frozen tree with a cursor each.
 */
public final class SortedCursor {
    final TreePath path = new TreePath();
    private @Nullable SortedTree tree;
    private int slot;
    private byte[] bytes = TreeInner.NO_BYTES;
    private int keyOffset;
    private int keyLength;

    /** Creates a cursor that is nowhere yet. */
    public SortedCursor() {}

    /** Lets go of the tree, so that its memory can be freed. */
    public void clear() {
        path.clear();
        tree = null;
        slot = 0;
        bytes = TreeInner.NO_BYTES;
    }

    // ---- moving

    /**
     * Goes to the first record whose key is not below this one.
     *
     * @return whether the key is there
     */
    public boolean seek(SortedTree in, byte[] key, int offset, int length) {
        boolean found = locate(in, key, offset, length);
        settle();
        return found;
    }

    /** Goes to the record of this rank, or to the end if it is the tree's size. */
    public void seekRank(SortedTree in, long rank) {
        tree = in;
        path.seekIndex(in.tree, rank);
        slot = (int) (rank - path.before());
        settle();
    }

    /** Goes to the next record; returns false if that is the end. */
    public boolean next() {
        if (isAtEnd()) {
            return false;
        }
        slot++;
        settle();
        return !isAtEnd();
    }

    /** Goes to the previous record; stays and returns false if there is none. */
    public boolean previous() {
        if (slot == 0) {
            if (!path.previousLeaf()) {
                return false;
            }
            slot = path.leaf.count;
        }
        slot--;
        settle();
        return true;
    }

    /** Tells whether the cursor is behind the last record. */
    public boolean isAtEnd() {
        return slot == path.leaf.count;
    }

    // ---- reading

    /** Returns the number of records before the cursor. */
    public long rank() {
        return path.before() + slot;
    }

    /** Returns the array in which the record lies, for reading. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns where the key begins in {@link #bytes}. */
    public int keyOffset() {
        return keyOffset;
    }

    /** Returns the length of the key. */
    public int keyLength() {
        return keyLength;
    }

    /** Returns where the value begins in {@link #bytes}. */
    public int valueOffset() {
        return keyOffset + keyLength;
    }

    // ---- changing

    /** Returns {@link #bytes} for writing the value, at {@link #valueOffset}. */
    public byte[] writableValue() {
        checkOnRecord();
        bytes = tree().tree.writableLeaf(path).bytes;
        return bytes;
    }

    /** Removes the record and goes to the next one. */
    public void remove() {
        checkOnRecord();
        SortedShrinkage.remove(tree(), this, 1);
    }

    private void checkOnRecord() {
        if (isAtEnd()) {
            throw new IllegalStateException("not on a record: rank=" + rank());
        }
    }

    // ---- for those who change pages

    /** Goes to the leaf and slot where the key is or would be inserted; to be followed by {@link #settle}. */
    boolean locate(SortedTree in, byte[] key, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, key.length);
        long prefix = TreeInner.prefix(key, offset, length);
        tree = in;
        path.seekKey(in.tree, prefix, key, offset, length);
        TreeLeaf leaf = path.leaf;
        slot = SortedPage.lowerBound(leaf.bytes, leaf.count, prefix, key, offset, length);
        boolean found = slot < leaf.count && SortedPage.equalsAt(leaf.bytes, slot, key, offset, length);
        if (found) {
            settle();
        }
        return found;
    }

    /**
     * Goes before the first record or behind the last one, if the key belongs there and the cursor is in that leaf; nothing of
     * what the cursor knows need be true any more.
     */
    boolean locateAtEnd(SortedTree in, byte[] key, int offset, int length) {
        TreeLeaf leaf = path.leaf;
        boolean last = path.isLast();
        if (tree != in || leaf.count == 0 || !(last || path.isFirst()) || !path.isIn(in.tree)) {
            return false;
        }
        if (last && SortedPage.compare(leaf.bytes, leaf.count - 1, key, offset, length) < 0) {
            slot = leaf.count;
            path.setBefore(in.tree.size() - leaf.count);
            return true;
        }
        if (path.isFirst() && SortedPage.compare(leaf.bytes, 0, key, offset, length) > 0) {
            slot = 0;
            path.setBefore(0);
            return true;
        }
        return false;
    }

    int slot() {
        return slot;
    }

    void setSlot(int newSlot) {
        slot = newSlot;
    }

    /** Decodes the record; from behind a leaf's last one goes on to the next leaf first. */
    void settle() {
        TreeLeaf leaf = path.leaf;
        if (slot == leaf.count) {
            if (!path.nextLeaf()) {
                bytes = TreeInner.NO_BYTES;
                return;
            }
            slot = 0;
            leaf = path.leaf;
        }
        bytes = leaf.bytes;
        int record = SortedPage.record(bytes, slot);
        keyOffset = SortedPage.keyOffset(bytes, record);
        keyLength = SortedPage.keyLength(bytes, record);
    }

    private SortedTree tree() {
        return Objects.requireNonNull(tree, "not in a tree");
    }
}
