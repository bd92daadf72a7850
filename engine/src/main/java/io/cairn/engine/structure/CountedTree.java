package io.cairn.engine.structure;

/**
 * A B+ tree that counts what is below each node; what the elements are, only its user knows.
 *
 * <pre>
 *   root  ---->  TreeInner: children, counts, separators  ---->  ...  ---->  TreeLeaf: bytes, count
 *                  up to 64 each                                               of the user's making
 * </pre>
 *
 * <p>An element is found by its index, and in a tree with keys by its key, through a {@link TreePath}. The user keeps
 * the leaves' content, decides when a leaf has become too large or too small, and tells the tree of new and removed
 * leaves. In a tree with keys a separator lies between any two leaves: greater than every key before it and not greater
 * than any behind it. Keys are compared as unsigned bytes, a prefix first.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>I1. All leaves are equally deep. An inner node has 16 to 64 children, the root 2 to 64.
 *   <li>I2. A count is the number of elements below its child. There is a leaf at least; if there are several, none is
 *       empty.
 *   <li>I3. A chunk whose stamp is frozen is never written. If a chunk is not frozen, neither is its parent.
 *   <li>I4. A leaf and its array are linked at one place of one tree, or at several only where all of them are frozen.
 * </ul>
 *
 * <h2>Cost</h2>
 *
 * <p>Finding: a node per level, three levels for a hundred thousand leaves; no allocation. By index the counts of a node
 * are added up, by key its prefixes are searched. Changing a leaf for the first time after a snapshot copies the leaf and
 * the nodes that lead to it.
 *
 * <h2>Threads and ownership</h2>
 *
 * <p>The single writer changes it. A tree that is frozen, because its value went on with a {@link #fork}, may be read by
 * any thread until its epoch is closed.
 *
 * <p>Source: Comer, "The ubiquitous B-tree" (1979); the counts are those of Knuth's order-statistic trees.
 */
public final class CountedTree {
    /** Measured: 32 is as fast but a level higher; at 128 adding up the counts costs more than a level saves. */
    private static final int MAX_CHILDREN = 64;

    final SnapshotEpoch epoch;
    final TreeEvents events;
    final int maxChildren;
    final int minChildren;
    private final boolean keyed;
    private TreeNode root;
    private int height;
    private long size;

    /**
     * Creates a tree of one leaf, which is empty.
     *
     * @param epoch the engine's clock of snapshots
     * @param keyed whether leaves are separated by keys
     */
    public CountedTree(SnapshotEpoch epoch, boolean keyed) {
        this(epoch, keyed, MAX_CHILDREN);
    }

    /** For tests: with a fan-out that gives a small tree the shape of a large one, a multiple of 4. */
    CountedTree(SnapshotEpoch epoch, boolean keyed, int maxChildren) {
        this.epoch = epoch;
        this.keyed = keyed;
        this.maxChildren = maxChildren;
        minChildren = Math.max(2, maxChildren / 4);
        events = new TreeEvents();
        root = newLeaf(TreeInner.NO_BYTES, 0, 0);
    }

    private CountedTree(CountedTree other, SnapshotEpoch epoch) {
        this.epoch = epoch;
        keyed = other.keyed;
        maxChildren = other.maxChildren;
        minChildren = other.minChildren;
        events = other.events;
        root = other.root;
        height = other.height;
        size = other.size;
    }

    /**
     * Returns a tree with the same elements for the writer to go on with, in O(1), when this one belongs to a value that
     * a snapshot may see. This one must not be changed any more.
     */
    public CountedTree fork() {
        return new CountedTree(this, epoch);
    }

    /** As {@link LargeValue#movedTo}, in O(1). */
    CountedTree movedTo(SnapshotEpoch newEpoch) {
        return new CountedTree(this, newEpoch);
    }

    /** Returns the number of elements. */
    public long size() {
        return size;
    }

    /** Returns the bytes of memory that it takes, by {@code samples} of its leaves; 0: by all of them. */
    public long memoryBytes(int samples) {
        return MemorySize.of(this, samples);
    }

    /** Tells whether there is one leaf only. */
    public boolean isSingleLeaf() {
        return height == 0;
    }

    boolean isKeyed() {
        return keyed;
    }

    TreeNode root() {
        return root;
    }

    int height() {
        return height;
    }

    // ---- leaves

    /** Returns a leaf to be inserted; the tree takes the array over. */
    public TreeLeaf newLeaf(byte[] bytes, int length, int count) {
        return new TreeLeaf(epoch.stamp(), bytes, length, count);
    }

    /** Returns the path's leaf for writing, copied first if a snapshot may see it. Offsets in its bytes stay. */
    public TreeLeaf writableLeaf(TreePath path) {
        return epoch.isFrozen(path.leaf.stamp) ? copyLeaf(path) : path.leaf;
    }

    private TreeLeaf copyLeaf(TreePath path) {
        TreeLeaf leaf = path.leaf;
        byte[] copy = takeArray(leaf.bytes.length);
        System.arraycopy(leaf.bytes, 0, copy, 0, leaf.length);
        events.leafCopies++;
        return linkLeaf(path, newLeaf(copy, leaf.length, leaf.count));
    }

    /** Gives the path's leaf another array, with the same number of elements; the old one's content is not used again. */
    public TreeLeaf setLeafBytes(TreePath path, byte[] bytes, int length) {
        TreeLeaf leaf = path.leaf;
        if (epoch.isFrozen(leaf.stamp)) {
            return linkLeaf(path, newLeaf(bytes, length, leaf.count));
        }
        if (leaf.bytes != bytes) {
            recycle(leaf);
        }
        leaf.bytes = bytes;
        leaf.length = length;
        leaf.compressed = false;
        leaf.incompressible = false;
        return leaf;
    }

    /** Gives the path's leaf its content compressed, the whole array; what it stands for stays as long as it was. */
    void setLeafCompressed(TreePath path, byte[] compressed) {
        setLeafBytes(path, compressed, path.leaf.length).compressed = true;
    }

    /** Puts another leaf at the path's place; the counts above are the caller's task. */
    private TreeLeaf linkLeaf(TreePath path, TreeLeaf leaf) {
        makePathWritable(path);
        if (height == 0) {
            root = leaf;
        } else {
            path.nodes[height - 1].children[path.indexes[height - 1]] = leaf;
        }
        path.leaf = leaf;
        return leaf;
    }

    /** Says that the path's leaf, a writable one, has so many elements more (or less, if negative). */
    public void leafChanged(TreePath path, int countDelta) {
        path.leaf.count += countDelta;
        addAbove(path, height, countDelta);
    }

    /** Adds to the counts of the first so many nodes of the path. */
    private void addAbove(TreePath path, int levels, long countDelta) {
        for (int level = 0; level < levels; level++) {
            path.nodes[level].counts[path.indexes[level]] += countDelta;
        }
        size += countDelta;
    }

    /** An array of exactly this length, a used one if the length is one of the pool's. */
    private byte[] takeArray(int length) {
        return PagePool.roundUp(length) == length ? epoch.pagePool().take(length) : new byte[length];
    }

    /** Hands the array of a leaf that lets go of it to whoever needs one next. */
    private void recycle(TreeLeaf leaf) {
        if (!epoch.isFrozen(leaf.stamp) && PagePool.roundUp(leaf.bytes.length) == leaf.bytes.length) {
            epoch.pagePool().recycle(leaf.bytes);
        }
    }

    // ---- inserting

    /**
     * Puts a leaf behind the path's, on which the path stays.
     *
     * @param separator is kept; lies between the keys of the two leaves; any in a tree without keys
     */
    public void insertLeafAfter(TreePath path, TreeLeaf leaf, byte[] separator) {
        makePathWritable(path);
        events.leafInsertions++;
        if (height == 0) {
            growRoot(path);
        }
        addAbove(path, height - 1, leaf.count);
        insertChildAfter(path, height - 1, leaf, leaf.count, separator);
    }

    /** Puts a leaf before the path's, on which the path stays; otherwise as {@link #insertLeafAfter}. */
    public void insertLeafBefore(TreePath path, TreeLeaf leaf, byte[] separator) {
        TreeLeaf old = path.leaf;
        linkLeaf(path, leaf);
        addAbove(path, height, leaf.count - old.count);
        insertLeafAfter(path, old, separator);
        path.nextLeaf();
    }

    private void insertChildAfter(TreePath path, int level, TreeNode child, long count, byte[] separator) {
        TreeInner node = path.nodes[level];
        int index = path.indexes[level] + 1;
        if (node.size < maxChildren) {
            node.insert(index, child, count, separator);
            return;
        }
        // At the end the node keeps most of its children: whoever appends goes on to do so.
        int keep = index == node.size ? maxChildren / 4 * 3 : maxChildren / 2;
        byte[] middle = node.separator(keep);
        TreeInner right = node.splitOff(keep, epoch.stamp());
        events.innerSplits++;
        if (index <= keep) {
            node.insert(index, child, count, separator);
        } else {
            right.insert(index - keep, child, count, separator);
        }
        linkSibling(path, level, right, middle, keep);
    }

    /** Links in what was split off the path's node; the path goes on with the half that has its child. */
    private void linkSibling(TreePath path, int level, TreeInner right, byte[] separator, int keep) {
        int nodeLevel = level;
        if (level == 0) {
            growRoot(path);
            nodeLevel = 1;
        }
        int parentLevel = nodeLevel - 1;
        long moved = right.countBefore(right.size);
        path.nodes[parentLevel].counts[path.indexes[parentLevel]] -= moved;
        int heightBefore = height;
        insertChildAfter(path, parentLevel, right, moved, separator);
        nodeLevel += height - heightBefore;
        if (path.indexes[nodeLevel] >= keep) {
            path.nodes[nodeLevel] = right;
            path.indexes[nodeLevel] -= keep;
            path.indexes[nodeLevel - 1]++;
        }
    }

    private void growRoot(TreePath path) {
        TreeInner newRoot = new TreeInner(epoch.stamp(), 2, keyed);
        newRoot.insert(0, root, size, TreeInner.NO_BYTES);
        root = newRoot;
        height++;
        path.pushRoot(newRoot);
        events.rootGrowths++;
    }

    /** Sets the separator between the path's leaf and the one before it. */
    public void replaceSeparator(TreePath path, byte[] separator) {
        int level = path.separatorLevel();
        if (level < 0) {
            throw new IllegalStateException("the first leaf has no separator");
        }
        makePathWritable(path);
        path.nodes[level].setSeparator(path.indexes[level], separator);
    }

    // ---- removing

    /**
     * Removes the path's leaf; the only one becomes empty instead. The leaf's array is not the caller's any more.
     *
     * <p>The path is on the next leaf then, or on the last one if there is no next. The keys between the removed leaf's
     * separators belong to the previous leaf then, so its keys may have been moved there before.
     */
    public void removeLeaf(TreePath path) {
        TreeLeaf leaf = path.leaf;
        long before = path.before();
        events.leafRemovals++;
        if (height == 0) {
            linkLeaf(path, newLeaf(TreeInner.NO_BYTES, 0, 0));
            size = 0;
        } else {
            makePathWritable(path);
            addAbove(path, height, -leaf.count);
            giveKeysToPrevious(path);
            removeChild(path, height - 1);
            path.seekIndex(this, before);
        }
        recycle(leaf);
    }

    /** Lets what would be in the path's leaf be in the previous one from now on; in the next, if it is the first. */
    private void giveKeysToPrevious(TreePath path) {
        int level = path.separatorLevel();
        if (level >= 0 && level < height - 1) {
            path.nodes[level].setSeparator(path.indexes[level], path.nodes[height - 1].separator(1));
        }
    }

    private void removeChild(TreePath path, int level) {
        TreeInner node = path.nodes[level];
        node.remove(path.indexes[level]);
        if (level > 0) {
            if (node.size < minChildren) {
                refill(path, level);
            }
        } else if (node.size == 1) {
            root = node.children[0];
            height--;
            events.rootCollapses++;
        }
    }

    /** Joins a node that has too few children with a neighbour, or takes some of the neighbour's. */
    private void refill(TreePath path, int level) {
        TreeInner parent = path.nodes[level - 1];
        int rightIndex = Math.max(1, path.indexes[level - 1]);
        TreeInner left = writableChild(parent, rightIndex - 1);
        TreeInner right = (TreeInner) parent.children[rightIndex];
        if (left.size + right.size <= maxChildren / 4 * 3) {
            left.appendFirstOf(right, right.size, parent.separator(rightIndex));
            parent.counts[rightIndex - 1] += parent.counts[rightIndex];
            path.indexes[level - 1] = rightIndex;
            events.innerMerges++;
            removeChild(path, level - 1);
        } else {
            balance(parent, rightIndex, left, writableChild(parent, rightIndex));
        }
    }

    /** Moves children from the larger to the smaller one of two neighbours. */
    private void balance(TreeInner parent, int rightIndex, TreeInner left, TreeInner right) {
        int leftSize = (left.size + right.size) / 2;
        byte[] between = parent.separator(rightIndex);
        if (left.size < leftSize) {
            int moved = leftSize - left.size;
            byte[] newBetween = right.separator(moved);
            left.takeFirstOf(right, moved, between);
            parent.setSeparator(rightIndex, newBetween);
        } else {
            byte[] newBetween = left.separator(leftSize);
            right.takeLastOf(left, left.size - leftSize, between);
            parent.setSeparator(rightIndex, newBetween);
        }
        parent.counts[rightIndex - 1] = left.countBefore(left.size);
        parent.counts[rightIndex] = right.countBefore(right.size);
        events.innerBalances++;
    }

    // ---- copy-on-write

    private TreeInner writableChild(TreeInner parent, int index) {
        TreeInner child = (TreeInner) parent.children[index];
        if (epoch.isFrozen(child.stamp)) {
            child = child.copy(epoch.stamp());
            parent.children[index] = child;
            events.innerCopies++;
        }
        return child;
    }

    /** Copies the inner nodes of the path that a snapshot may see. */
    private void makePathWritable(TreePath path) {
        if (height > 0 && epoch.isFrozen(path.nodes[height - 1].stamp)) {
            copyPath(path);
        }
    }

    private void copyPath(TreePath path) {
        TreeInner node = path.nodes[0];
        if (epoch.isFrozen(node.stamp)) {
            node = node.copy(epoch.stamp());
            root = node;
            path.nodes[0] = node;
            events.innerCopies++;
        }
        for (int level = 1; level < height; level++) {
            node = writableChild(node, path.indexes[level - 1]);
            path.nodes[level] = node;
        }
    }

    void checkInvariants() {
        TreeCheck.check(this);
    }
}
