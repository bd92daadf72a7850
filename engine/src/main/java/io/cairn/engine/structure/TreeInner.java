package io.cairn.engine.structure;

import java.util.Arrays;

/**
 * An inner node of a {@link CountedTree}: children, how many elements are below each, and what separates them.
 *
 * <pre>
 *   children     |  0  |  1  |  2  | ...          all keys below child i - 1  &lt;  separator i  &lt;=  all keys below child i
 *   counts       |  n0 |  n1 |  n2 | ...
 *   prefixes     |     |  p1 |  p2 | ...          the first 8 bytes of the separator, so that it is seldom read itself
 *   separators   |     |  s1 |  s2 | ...
 * </pre>
 *
 * <p>Child 0 has no separator here: the lower bound of its keys is that of the node, which the parent has. A tree without
 * keys has neither prefixes nor separators.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>I1. The arrays have the same length, at least {@code size} (those for keys are empty in a tree without keys).
 *   <li>I2. {@code prefixes[i] == prefix(separators[i])} for 0 &lt; i &lt; size; separators ascend.
 * </ul>
 *
 * <p>Source: Bayer and Unterauer, "Prefix B-trees" (1977), for separators shorter than keys.
 */
final class TreeInner extends TreeNode {
    static final byte[] NO_BYTES = new byte[0];

    /** Two children at least, but a tree of two leaves should not pay for more than it needs. */
    private static final int SMALLEST_CAPACITY = 4;

    /** The square root of the largest number of children, as it should be for counting in two rounds. */
    private static final int STRIDE = 8;

    private static final long[] NO_PREFIXES = new long[0];
    private static final byte[][] NO_SEPARATORS = new byte[0][];

    int size;
    TreeNode[] children;
    long[] counts;
    long[] prefixes;
    byte[][] separators;

    TreeInner(int stamp, int capacity, boolean keyed) {
        super(stamp);
        int length = Math.max(SMALLEST_CAPACITY, capacity);
        children = new TreeNode[length];
        counts = new long[length];
        prefixes = keyed ? new long[length] : NO_PREFIXES;
        separators = keyed ? new byte[length][] : NO_SEPARATORS;
    }

    private TreeInner(TreeInner other, int stamp) {
        super(stamp);
        size = other.size;
        children = other.children.clone();
        counts = other.counts.clone();
        prefixes = other.isKeyed() ? other.prefixes.clone() : NO_PREFIXES;
        separators = other.isKeyed() ? other.separators.clone() : NO_SEPARATORS;
    }

    TreeInner copy(int newStamp) {
        return new TreeInner(this, newStamp);
    }

    boolean isKeyed() {
        return prefixes.length != 0;
    }

    // ---- searching

    /** Returns the first 8 bytes as a number, zeros behind a shorter key, that orders as the bytes do. */
    static long prefix(byte[] bytes, int offset, int length) {
        if (length >= Long.BYTES) {
            return SortedPage.longAt(bytes, offset) ^ Long.MIN_VALUE;
        }
        long prefix = 0;
        for (int i = 0; i < length; i++) {
            prefix |= (bytes[offset + i] & 0xffL) << (56 - 8 * i);
        }
        return prefix ^ Long.MIN_VALUE;
    }

    /**
     * Returns the child below which the key is, or would be.
     *
     * <p>Prefixes are not halved but counted, first every eighth and then those between: that is twice as many, but none of
     * them waits for another one, and there is no branch to be guessed.
     */
    int childFor(long prefix, byte[] key, int offset, int length) {
        int found = childFor(prefix);
        int next = found + 1;
        return next < size && prefixes[next] == prefix ? childFrom(next, prefix, key, offset, length) : found;
    }

    /** The first child below which a key with this prefix may be. */
    int childFor(long prefix) {
        long[] all = prefixes;
        int end = size;
        int below = 0;
        for (int i = STRIDE; i < end; i += STRIDE) {
            below += all[i] < prefix ? STRIDE : 0;
        }
        int strideEnd = Math.min(end, below + STRIDE);
        int found = below;
        for (int i = below + 1; i < strideEnd; i++) {
            found += all[i] < prefix ? 1 : 0;
        }
        return found;
    }

    /** {@link #childFor} if the prefixes of the separators before this one are lower, and that of this one is the same. */
    private int childFrom(int first, long prefix, byte[] key, int offset, int length) {
        int low = first;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            long p = prefixes[middle];
            boolean atMost = p == prefix ? isAtMost(separators[middle], key, offset, length) : p < prefix;
            if (atMost) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    private static boolean isAtMost(byte[] separator, byte[] key, int offset, int length) {
        return Arrays.compareUnsigned(separator, 0, separator.length, key, offset, offset + length) <= 0;
    }

    /** Returns the number of elements below the children before this one. */
    long countBefore(int index) {
        long sum = 0;
        for (int i = 0; i < index; i++) {
            sum += counts[i];
        }
        return sum;
    }

    /** {@link #countBefore(int)} for those who know the number of elements below all children: counts from the nearer end. */
    long countBefore(int index, long total) {
        if (index <= size / 2) {
            return countBefore(index);
        }
        long rest = total;
        for (int i = index; i < size; i++) {
            rest -= counts[i];
        }
        return rest;
    }

    // ---- changes

    void setSeparator(int index, byte[] separator) {
        if (isKeyed()) {
            separators[index] = separator;
            prefixes[index] = prefix(separator, 0, separator.length);
        }
    }

    byte[] separator(int index) {
        return isKeyed() ? separators[index] : NO_BYTES;
    }

    /** Puts a child at {@code index}, which is not 0 unless the node is empty. */
    void insert(int index, TreeNode child, long count, byte[] separator) {
        open(index, 1);
        children[index] = child;
        counts[index] = count;
        setSeparator(index, separator);
    }

    void remove(int index) {
        close(index, 1);
    }

    /** Moves the children from {@code keep} on to a sibling. */
    TreeInner splitOff(int keep, int newStamp) {
        TreeInner right = new TreeInner(newStamp, size - keep + 1, isKeyed());
        right.copyFrom(this, keep, 0, size - keep);
        right.size = size - keep;
        close(keep, size - keep);
        return right;
    }

    /** Moves the first children of the right sibling to this node's end; {@code between} separates the two nodes. */
    void takeFirstOf(TreeInner right, int moved, byte[] between) {
        int at = size;
        appendFirstOf(right, moved, between);
        right.close(0, moved);
        assert size == at + moved;
    }

    /** As {@link #takeFirstOf}, but the sibling stays as it is. */
    void appendFirstOf(TreeInner right, int moved, byte[] between) {
        int at = size;
        open(at, moved);
        copyFrom(right, 0, at, moved);
        setSeparator(at, between);
    }

    /** Moves the last children of the left sibling to this node's begin; {@code between} separates the two nodes. */
    void takeLastOf(TreeInner left, int moved, byte[] between) {
        open(0, moved);
        setSeparator(moved, between);
        copyFrom(left, left.size - moved, 0, moved);
        left.close(left.size - moved, moved);
    }

    private void copyFrom(TreeInner other, int from, int to, int length) {
        System.arraycopy(other.children, from, children, to, length);
        System.arraycopy(other.counts, from, counts, to, length);
        if (isKeyed()) {
            System.arraycopy(other.prefixes, from, prefixes, to, length);
            System.arraycopy(other.separators, from, separators, to, length);
        }
    }

    /** Makes room for children at {@code index}. */
    private void open(int index, int added) {
        if (size + added > children.length) {
            enlarge(size + added);
        }
        copyFrom(this, index, index + added, size - index);
        size += added;
    }

    private void close(int index, int removed) {
        copyFrom(this, index + removed, index, size - index - removed);
        size -= removed;
        Arrays.fill(children, size, size + removed, null);
        if (isKeyed()) {
            Arrays.fill(separators, size, size + removed, null);
        }
    }

    private void enlarge(int needed) {
        int length = Math.max(needed, children.length + (children.length >> 1));
        children = Arrays.copyOf(children, length);
        counts = Arrays.copyOf(counts, length);
        if (isKeyed()) {
            prefixes = Arrays.copyOf(prefixes, length);
            separators = Arrays.copyOf(separators, length);
        }
    }
}
