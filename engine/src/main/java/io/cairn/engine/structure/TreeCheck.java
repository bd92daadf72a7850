package io.cairn.engine.structure;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks all invariants of a {@link CountedTree} by walking all of it; tests call it after every step. */
final class TreeCheck {
    /** What the tree's user knows of its leaves. */
    interface LeafCheck {
        /**
         * Checks a leaf.
         *
         * @param low no key is below this; null in a tree without keys
         * @param high all keys are below this; null if nothing is
         */
        void check(TreeLeaf leaf, byte @Nullable [] low, byte @Nullable [] high);
    }

    private final CountedTree tree;
    private final LeafCheck leafCheck;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private TreeCheck(CountedTree tree, LeafCheck leafCheck) {
        this.tree = tree;
        this.leafCheck = leafCheck;
    }

    static void check(CountedTree tree) {
        check(tree, (leaf, low, high) -> {});
    }

    static void check(CountedTree tree, LeafCheck leafCheck) {
        byte[] low = tree.isKeyed() ? TreeInner.NO_BYTES : null;
        long count = new TreeCheck(tree, leafCheck).checkNode(tree.root(), 0, low, null);
        require(count == tree.size(), "size");
    }

    /** Returns the number of elements below the node. */
    private long checkNode(TreeNode node, int level, byte @Nullable [] low, byte @Nullable [] high) {
        require(node.stamp <= tree.epoch.stamp(), "stamp");
        require(seen.add(node), "node at two places");
        if (level == tree.height()) {
            require(node instanceof TreeLeaf, "inner node at the leaves' level");
            TreeLeaf leaf = (TreeLeaf) node;
            checkLeaf(leaf);
            leafCheck.check(leaf, low, high);
            return leaf.count;
        }
        require(node instanceof TreeInner, "leaf at a level of inner nodes");
        TreeInner inner = (TreeInner) node;
        checkShape(inner, level == 0);
        long sum = 0;
        for (int i = 0; i < inner.size; i++) {
            byte[] childLow = i == 0 || !tree.isKeyed() ? low : inner.separators[i];
            byte[] childHigh = i == inner.size - 1 || !tree.isKeyed() ? high : inner.separators[i + 1];
            require(!tree.isKeyed() || isBelow(childLow, childHigh), "separators ascend");
            TreeNode child = inner.children[i];
            require(
                    tree.epoch.isFrozen(child.stamp) || !tree.epoch.isFrozen(inner.stamp),
                    "frozen parent of a writable chunk");
            long count = checkNode(child, level + 1, childLow, childHigh);
            require(count == inner.counts[i], "count");
            sum += count;
        }
        return sum;
    }

    private void checkLeaf(TreeLeaf leaf) {
        require(leaf.length >= 0 && (leaf.compressed || leaf.length <= leaf.bytes.length), "leaf length");
        require(leaf.count > 0 || leaf.count == 0 && tree.height() == 0, "empty leaf");
        require(leaf.bytes.length == 0 || seen.add(leaf.bytes), "array at two places");
        require(!tree.epoch.pagePool().holds(leaf.bytes), "array in use and in the pool");
    }

    private void checkShape(TreeInner inner, boolean isRoot) {
        require(inner.size >= (isRoot ? 2 : tree.minChildren) && inner.size <= tree.maxChildren, "fan-out");
        int length = inner.children.length;
        int keyedLength = tree.isKeyed() ? length : 0;
        require(inner.size <= length && inner.counts.length == length, "array lengths");
        require(inner.prefixes.length == keyedLength && inner.separators.length == keyedLength, "key array lengths");
        for (int i = inner.size; i < length; i++) {
            require(inner.children[i] == null, "child behind the last");
            require(!tree.isKeyed() || inner.separators[i] == null, "separator behind the last");
        }
        for (int i = 1; i < inner.size && tree.isKeyed(); i++) {
            byte[] separator = inner.separators[i];
            require(inner.prefixes[i] == TreeInner.prefix(separator, 0, separator.length), "prefix");
        }
    }

    private static boolean isBelow(byte @Nullable [] low, byte @Nullable [] high) {
        return high == null || low != null && Arrays.compareUnsigned(low, high) < 0;
    }

    static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError("invariant broken: " + what);
        }
    }
}
