package io.cairn.engine.structure;

import java.util.Arrays;
import java.util.Objects;

/**
 * A long list: a {@link CountedTree} without keys whose leaves are listpacks of about 4 KiB.
 *
 * <pre>
 *   leaf   leaf   leaf  ...  leaf          each a whole Listpack; an element longer than a leaf has one of its own
 *   ^ grows at the head       ^ grows at the tail
 * </pre>
 *
 * <p>The first and the last leaf double their arrays as they fill up, so that pushing is cheap; a leaf that is full is
 * left with no room to speak of. One in the middle that something is inserted into is split when it is full. It is read
 * and changed through a {@link ListCursor}, or read leaf by leaf through a {@link TreePath}.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>I1. Each leaf is a valid listpack of as many entries as the leaf counts, or one that is compressed.
 *   <li>I2. A leaf is not longer than {@code leafBytes}, unless it holds one element only.
 *   <li>I3. {@code entryBytes} is what the entries of all leaves take.
 *   <li>I4. One with a frozen stamp is never changed; {@link #writable} gives a fork then.
 *   <li>I5. Leaves with {@code compressDepth} others before and behind them are compressed if that is worth it, and no
 *       others; none if that is 0. See {@link ListCompression}.
 * </ul>
 *
 * <h2>Cost</h2>
 *
 * <p>By index: a node per level and half a leaf's entries at most. At the ends: the bytes of a leaf moved. Memory beside
 * the elements' own entries: about 80 bytes per leaf, 2 % of a full one.
 *
 * <h2>Threads and ownership</h2>
 *
 * <p>The single writer changes it. A frozen one may be read by any thread until its epoch is closed.
 */
public final class ListTree implements LargeValue {
    /** Measured: reaching an element takes half as long as with 8 KiB, for 1 % more memory. */
    private static final int LEAF_BYTES = 4096;

    final CountedTree tree;
    final int leafBytes;
    /** How many leaves at either end stay uncompressed; 0: all. */
    final int compressDepth;
    /** Bytes of all entries, without the headers and ends of leaves. */
    long entryBytes;

    private final int stamp;

    /**
     * Creates an empty list.
     *
     * @param compressDepth how many leaves at either end stay uncompressed, the list's life long; 0: all
     */
    public ListTree(SnapshotEpoch epoch, int compressDepth) {
        this(new CountedTree(epoch, false), LEAF_BYTES, compressDepth);
    }

    /** For tests: with small leaves and fan-out, so that a small list has a large one's shape. */
    ListTree(CountedTree tree, int leafBytes, int compressDepth) {
        this.tree = tree;
        this.leafBytes = leafBytes;
        this.compressDepth = compressDepth;
        this.stamp = tree.epoch.stamp();
    }

    private ListTree(ListTree other, CountedTree tree) {
        this(tree, other.leafBytes, other.compressDepth);
        entryBytes = other.entryBytes;
    }

    /** Returns a list of the elements of the listpack that begins at {@code start}. */
    public static ListTree of(byte[] bytes, int start, SnapshotEpoch epoch, int compressDepth) {
        ListTree list = new ListTree(epoch, compressDepth);
        list.appendEntries(bytes, start);
        return list;
    }

    /** Adds all entries of a listpack at the end, in leaves of their own. */
    public void appendEntries(byte[] bytes, int start) {
        int from = Listpack.first(start);
        int count = 0;
        int at = from;
        while (!Listpack.isEnd(bytes, at)) {
            int next = Listpack.next(bytes, at);
            if (count > 0 && next - from > leafBytes - Listpack.EMPTY_BYTES) {
                appendLeaf(bytes, from, at, count);
                from = at;
                count = 0;
            }
            count++;
            at = next;
        }
        if (count > 0) {
            appendLeaf(bytes, from, at, count);
        }
        if (compressDepth > 0) {
            new ListCompression().settle(this, tree.size());
        }
    }

    /** Adds a leaf at the end: {@code count} entries that lie from {@code from} to {@code to} in another listpack. */
    private void appendLeaf(byte[] source, int from, int to, int count) {
        Packed pack = Packed.workspace(Listpack.EMPTY_BYTES + to - from);
        Listpack.clear(pack);
        Listpack.appendAll(pack, source, from, to, count);
        appendLeaf(tree.newLeaf(pack.bytes(), pack.length(), count));
    }

    private void appendLeaf(TreeLeaf leaf) {
        TreePath path = new TreePath();
        path.last(tree);
        if (tree.size() == 0) {
            TreeLeaf only = tree.setLeafBytes(path, leaf.bytes, leaf.length);
            only.compressed = leaf.compressed;
            only.incompressible = leaf.incompressible;
            tree.leafChanged(path, leaf.count);
        } else {
            tree.insertLeafAfter(path, leaf, TreeInner.NO_BYTES);
        }
        entryBytes += leaf.length() - Listpack.EMPTY_BYTES;
    }

    /** Adds a leaf at the end that is the same as one of another list, compressed if that is. */
    private void appendCopy(TreeLeaf leaf) {
        byte[] bytes = Arrays.copyOf(leaf.bytes, leaf.compressed ? leaf.bytes.length : leaf.length);
        TreeLeaf copy = tree.newLeaf(bytes, leaf.length, leaf.count);
        copy.compressed = leaf.compressed;
        copy.incompressible = leaf.incompressible;
        appendLeaf(copy);
    }

    /** An array of at least this length; one for a leaf of the usual size comes from those used before. */
    byte[] takeArray(int length) {
        return length > leafBytes ? new byte[length] : tree.epoch.pagePool().take(length);
    }

    /** Returns this, or a fork of it, in O(1), if a snapshot may see this. */
    public ListTree writable() {
        return tree.epoch.isFrozen(stamp) ? new ListTree(this, tree.fork()) : this;
    }

    @Override
    public ListTree movedTo(SnapshotEpoch epoch) {
        return new ListTree(this, tree.movedTo(epoch));
    }

    @Override
    public long memoryBytes(int samples) {
        return tree.memoryBytes(samples);
    }

    @Override
    public ListTree copy(SnapshotEpoch epoch) {
        ListTree copy = new ListTree(new CountedTree(epoch, false, tree.maxChildren), leafBytes, compressDepth);
        TreePath path = new TreePath();
        path.first(tree);
        do {
            if (path.leaf().count() > 0) {
                copy.appendCopy(path.leaf());
            }
        } while (path.nextLeaf());
        return copy;
    }

    /** Returns a list of {@code count} of the elements, from {@code from} on, which shares nothing with this one. */
    public ListTree part(long from, long count) {
        Objects.checkFromIndexSize(from, count, size());
        ListTree part = new ListTree(new CountedTree(tree.epoch, false, tree.maxChildren), leafBytes, compressDepth);
        ListLeafReader reader = new ListLeafReader();
        TreePath path = new TreePath();
        path.seekIndex(tree, from);
        int skipped = (int) (from - path.before());
        long left = count;
        while (left > 0) {
            TreeLeaf leaf = path.leaf();
            int here = (int) Math.min(left, leaf.count() - skipped);
            if (here == leaf.count()) {
                part.appendCopy(leaf);
            } else {
                part.appendPart(leaf, reader.bytes(leaf), skipped, here);
            }
            left -= here;
            skipped = 0;
            path.nextLeaf();
        }
        if (compressDepth > 0) {
            new ListCompression().settle(part, 0);
        }
        return part;
    }

    /** Adds a leaf at the end: {@code count} entries of another leaf, of which it skips the first. */
    private void appendPart(TreeLeaf leaf, byte[] bytes, int skipped, int count) {
        int end = skipped + count == leaf.count()
                ? Listpack.end(bytes, 0)
                : Listpack.seek(bytes, 0, (long) skipped + count);
        appendLeaf(bytes, Listpack.seek(bytes, 0, skipped), end, count);
    }

    /** Returns the number of elements. */
    public long size() {
        return tree.size();
    }

    /** Returns the leaves, to be read through a {@link TreePath} and a {@link ListLeafReader}. */
    public CountedTree leaves() {
        return tree;
    }

    /** Returns the length that one listpack of all the elements would have. */
    public long packedBytes() {
        return Listpack.EMPTY_BYTES + entryBytes;
    }

    /** Makes {@code target} one listpack of all the elements. */
    public void packInto(Packed target) {
        Listpack.clear(target);
        ListLeafReader reader = new ListLeafReader();
        TreePath path = new TreePath();
        path.first(tree);
        do {
            TreeLeaf leaf = path.leaf();
            if (leaf.count() > 0) {
                byte[] bytes = reader.bytes(leaf);
                Listpack.appendAll(target, bytes, Listpack.first(0), Listpack.end(bytes, 0), leaf.count());
            }
        } while (path.nextLeaf());
    }

    /** Checks the invariants by walking all of it, for tests. */
    public void checkInvariants() {
        long[] bytes = {0};
        ListLeafReader reader = new ListLeafReader();
        TreeCheck.check(tree, (leaf, low, high) -> {
            if (leaf.count() > 0) {
                TreeCheck.require(Listpack.isValid(reader.bytes(leaf), 0, leaf.length()), "listpack");
                TreeCheck.require(Listpack.count(reader.bytes(leaf), 0) == leaf.count(), "count of a listpack");
                TreeCheck.require(leaf.length() <= leafBytes || leaf.count() == 1, "length of a leaf");
                bytes[0] += leaf.length() - Listpack.EMPTY_BYTES;
            }
        });
        TreeCheck.require(bytes[0] == entryBytes, "bytes of entries");
        ListCompression.check(this);
    }
}
