package io.cairn.engine.structure;

import java.util.Arrays;
import java.util.Objects;

/**
 * A place in a {@link CountedTree}: a leaf and the way to it from the root.
 *
 * <p>To be used again and again, without allocation. It is good until the tree is changed other than through this path;
 * then it has to be sought anew. It holds on to its tree until it is {@linkplain #clear cleared} or sought in another.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>I1. {@code nodes[0]} is the root and {@code nodes[i].children[indexes[i]]} is {@code nodes[i + 1]}, or the leaf
 *       for the last i.
 *   <li>I2. Nodes from {@code height} on are null, so that no other tree is held on to.
 *   <li>I3. {@code before} is the number of elements in the leaves before this one, or {@link #NOT_COUNTED}: who seeks a key
 *       seldom asks, and counting takes as long as finding the way.
 * </ul>
 *
 * <p>One thread's at a time; several threads may look into a frozen tree with a path each.
 */
public final class TreePath {
    /** Enough for a tree of fan-out 2 and 65,536 leaves, or of the usual one and more leaves than memory holds. */
    static final int MAX_HEIGHT = 16;

    private static final long NOT_COUNTED = -1;

    private static final TreeLeaf NO_LEAF = new TreeLeaf(Integer.MAX_VALUE, TreeInner.NO_BYTES, 0, 0);

    final TreeInner[] nodes = new TreeInner[MAX_HEIGHT];
    final int[] indexes = new int[MAX_HEIGHT];
    int height;
    TreeLeaf leaf = NO_LEAF;
    private long before;

    /** Creates a path that is nowhere yet. */
    public TreePath() {}

    /** Returns the leaf, for reading. */
    public TreeLeaf leaf() {
        return leaf;
    }

    /** Returns the number of elements in the leaves before this one. */
    public long before() {
        if (before == NOT_COUNTED) {
            before = countBefore();
        }
        return before;
    }

    private long countBefore() {
        long sum = 0;
        for (int level = 0; level < height; level++) {
            sum += nodes[level].countBefore(indexes[level]);
        }
        return sum;
    }

    /** For who knows the number of elements before this leaf otherwise. */
    void setBefore(long count) {
        before = count;
    }

    /** Lets go of the tree, so that its memory can be freed. */
    public void clear() {
        setHeight(0);
        leaf = NO_LEAF;
        before = 0;
    }

    /** Goes to the leaf with the element of this index; to the last leaf if it is the tree's size. */
    public void seekIndex(CountedTree tree, long index) {
        Objects.checkIndex(index, tree.size() + 1);
        begin(tree);
        long rest = index;
        TreeNode node = tree.root();
        for (int level = 0; level < height; level++) {
            TreeInner inner = (TreeInner) node;
            long[] counts = inner.counts;
            int last = inner.size - 1;
            int i = 0;
            while (i < last && rest >= counts[i]) {
                rest -= counts[i];
                i++;
            }
            nodes[level] = inner;
            indexes[level] = i;
            node = inner.children[i];
        }
        leaf = (TreeLeaf) node;
        before = index - rest;
    }

    /** Goes to the leaf in which the key is or would be, in a tree with keys. */
    public void seekKey(CountedTree tree, byte[] key, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, key.length);
        seekKey(tree, TreeInner.prefix(key, offset, length), key, offset, length);
    }

    void seekKey(CountedTree tree, long prefix, byte[] key, int offset, int length) {
        begin(tree);
        TreeNode node = tree.root();
        for (int level = 0; level < height; level++) {
            TreeInner inner = (TreeInner) node;
            int i = inner.childFor(prefix, key, offset, length);
            // A store of a reference costs a barrier, and those near the root are nearly always the same.
            if (nodes[level] != inner) {
                nodes[level] = inner;
            }
            indexes[level] = i;
            node = inner.children[i];
        }
        leaf = (TreeLeaf) node;
        before = NOT_COUNTED;
    }

    /** Goes to the first leaf. */
    public void first(CountedTree tree) {
        begin(tree);
        descend(tree.root(), 0, false);
        before = 0;
    }

    /** Goes to the last leaf. */
    public void last(CountedTree tree) {
        begin(tree);
        descend(tree.root(), 0, true);
        before = tree.size() - leaf.count;
    }

    /** Goes to the next leaf, or stays and returns false if there is none. */
    public boolean nextLeaf() {
        int level = height - 1;
        while (level >= 0 && indexes[level] == nodes[level].size - 1) {
            level--;
        }
        if (level < 0) {
            return false;
        }
        if (before != NOT_COUNTED) {
            before += leaf.count;
        }
        indexes[level]++;
        descend(nodes[level].children[indexes[level]], level + 1, false);
        return true;
    }

    /** Goes to the previous leaf, or stays and returns false if there is none. */
    public boolean previousLeaf() {
        int level = separatorLevel();
        if (level < 0) {
            return false;
        }
        indexes[level]--;
        descend(nodes[level].children[indexes[level]], level + 1, true);
        if (before != NOT_COUNTED) {
            before -= leaf.count;
        }
        return true;
    }

    /** Tells whether this is the first leaf. */
    public boolean isFirst() {
        return separatorLevel() < 0;
    }

    /** Tells whether this is the last leaf. */
    public boolean isLast() {
        for (int level = 0; level < height; level++) {
            if (indexes[level] != nodes[level].size - 1) {
                return false;
            }
        }
        return true;
    }

    /** Tells whether the path leads from this tree's root to a leaf of it. */
    boolean isIn(CountedTree tree) {
        if (height != tree.height()) {
            return false;
        }
        TreeNode node = tree.root();
        for (int level = 0; level < height; level++) {
            TreeInner inner = nodes[level];
            if (inner != node || indexes[level] >= inner.size) {
                return false;
            }
            node = inner.children[indexes[level]];
        }
        return node == leaf;
    }

    /** The level of the node that separates this leaf from the previous one; -1 for the first leaf. */
    int separatorLevel() {
        int level = height - 1;
        while (level >= 0 && indexes[level] == 0) {
            level--;
        }
        return level;
    }

    /** Adds a level above the others, as the root's only child so far. */
    void pushRoot(TreeInner root) {
        System.arraycopy(nodes, 0, nodes, 1, height);
        System.arraycopy(indexes, 0, indexes, 1, height);
        nodes[0] = root;
        indexes[0] = 0;
        height++;
    }

    private void begin(CountedTree tree) {
        setHeight(tree.height());
    }

    private void setHeight(int newHeight) {
        if (newHeight < height) {
            Arrays.fill(nodes, newHeight, height, null);
        }
        height = newHeight;
    }

    private void descend(TreeNode from, int fromLevel, boolean toLast) {
        TreeNode node = from;
        for (int level = fromLevel; level < height; level++) {
            TreeInner inner = (TreeInner) node;
            nodes[level] = inner;
            indexes[level] = toLast ? inner.size - 1 : 0;
            node = inner.children[indexes[level]];
        }
        leaf = (TreeLeaf) node;
    }
}
