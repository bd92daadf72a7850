package io.cairn.engine.structure;

import java.util.Arrays;

/**
 * Brings the memory of a {@link SortedTree} into the processor's cache before keys are looked up in it or added: for many at
 * once, step by step, as {@link TableWarming} does it.
 *
 * <p>Used by the single writer. Allocates nothing.
 */
public final class TreeWarming {
    /** As many reads as a processor may wait for, and what its first cache has room for. */
    private static final int AT_ONCE = 32;

    private final TreeLeaf[] leaves = new TreeLeaf[AT_ONCE];
    private final int[] lows = new int[AT_ONCE];

    @SuppressWarnings("UnusedVariable") // What is read must have a use, or it would not be read.
    private int warmth;

    /** Reads what looking up keys that begin with these {@linkplain TreeInner#prefix prefixes} will read. */
    public void warm(SortedTree tree, long[] prefixes, int from, int to) {
        for (int start = from; start < to; start += AT_ONCE) {
            warmAtOnce(tree.tree, prefixes, start, Math.min(to - start, AT_ONCE));
        }
    }

    private void warmAtOnce(CountedTree tree, long[] prefixes, int from, int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            leaves[i] = leaf(tree, prefixes[from + i]);
        }
        for (int i = 0; i < count; i++) {
            sum += SortedPage.warmPlaces(leaves[i].bytes, leaves[i].count);
            lows[i] = 0;
        }
        for (int stride = SortedPage.LONGEST_STRIDE; stride > 0; stride /= SortedPage.SHORTER_STRIDE) {
            for (int i = 0; i < count; i++) {
                TreeLeaf leaf = leaves[i];
                lows[i] = SortedPage.narrow(leaf.bytes, leaf.count, lows[i], stride, prefixes[from + i]);
            }
        }
        warmth = sum;
        // Not to keep the memory of a tree that is gone.
        Arrays.fill(leaves, 0, count, null);
    }

    /** The first leaf in which keys with this prefix may be. */
    static TreeLeaf leaf(CountedTree tree, long prefix) {
        TreeNode node = tree.root();
        for (int level = tree.height(); level > 0; level--) {
            TreeInner inner = (TreeInner) node;
            node = inner.children[inner.childFor(prefix)];
        }
        return (TreeLeaf) node;
    }
}
