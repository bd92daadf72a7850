package io.cairn.engine.structure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the inner leaves of a {@link ListTree} compressed: those with at least {@code compressDepth} leaves before and
 * behind them, as Redis' {@code list-compress-depth} has it.
 *
 * <pre>
 *   plain ... plain   LZ4   LZ4   as it is   LZ4   plain ... plain
 *     compressDepth         too small or not worth it        compressDepth
 * </pre>
 *
 * <p>A change leaves plain leaves where it was: at one place, and where the outer leaves end if their number has changed.
 * From there on {@link #settle} goes in both directions, until it meets a leaf that is as it should be.
 *
 * <p>Cost: {@code compressDepth} leaves from either end looked at, and the leaves changed compressed or decompressed. Used
 * by the single writer; what a snapshot may see is replaced, not written.
 */
final class ListCompression {
    /** Redis' limit; less does not become shorter. */
    private static final int MIN_BYTES = 48;

    /** A reader needs a scratch as long as the longest leaf it meets. Longer ones hold one element. */
    private static final int MAX_BYTES = 1 << 20;

    /** Less than this part saved is not worth decompressing it for each look. (Redis is content with 8 bytes.) */
    private static final int MIN_SAVED_PART = 8;

    private final TreePath path = new TreePath();

    /** Decompresses a compressed leaf into the first bytes of {@code target}. */
    static void decompress(TreeLeaf leaf, byte[] target) {
        Lz4.decompress(leaf.bytes, target, leaf.length);
    }

    /** Makes the path's leaf as plain as one never looked at; offsets in its listpack stay. */
    static void open(ListTree list, TreePath path) {
        TreeLeaf leaf = path.leaf();
        if (leaf.compressed) {
            byte[] plain = list.takeArray(leaf.length);
            decompress(leaf, plain);
            list.tree.setLeafBytes(path, plain, leaf.length);
            list.tree.events.leafDecompressions++;
        } else if (leaf.incompressible) {
            list.tree.writableLeaf(path).incompressible = false;
        }
    }

    /** Decompresses what has come near the ends, and compresses what lies deep and is not: about these and about a place. */
    void settle(ListTree list, long place) {
        if (list.size() > 0) {
            long from = openFirst(list);
            long to = openLast(list);
            if (from < to) {
                settleAbout(list, from, from, to);
                settleAbout(list, to - 1, from, to);
                settleAbout(list, Math.max(from, Math.min(place, to - 1)), from, to);
            }
        }
        path.clear();
    }

    /** Decompresses the first leaves; returns the index of the first element behind them. */
    private long openFirst(ListTree list) {
        path.first(list.tree);
        for (int i = 0; i < list.compressDepth; i++) {
            open(list, path);
            if (!path.nextLeaf()) {
                return list.size();
            }
        }
        return path.before();
    }

    /** Decompresses the last leaves; returns the index of the first element in them. */
    private long openLast(ListTree list) {
        path.last(list.tree);
        for (int i = 0; i < list.compressDepth; i++) {
            open(list, path);
            if (!path.previousLeaf()) {
                return 0;
            }
        }
        return path.before() + path.leaf().count();
    }

    /** Goes from this element's leaf in both directions, between the outer leaves, until it meets one that is as it should be. */
    private void settleAbout(ListTree list, long index, long from, long to) {
        path.seekIndex(list.tree, index);
        settleLeaf(list);
        boolean changed = true;
        while (changed && path.nextLeaf()) {
            changed = path.before() < to && settleLeaf(list);
        }
        path.seekIndex(list.tree, index);
        changed = true;
        while (changed && path.previousLeaf()) {
            changed = path.before() >= from && settleLeaf(list);
        }
    }

    /** Compresses the path's leaf, or remembers that this is not worth it; false if it was so before. */
    private boolean settleLeaf(ListTree list) {
        TreeLeaf leaf = path.leaf();
        if (leaf.compressed || leaf.incompressible) {
            return false;
        }
        byte[] compressed = compressed(leaf, list.tree.epoch.pagePool());
        if (compressed != null) {
            list.tree.setLeafCompressed(path, compressed);
            list.tree.events.leafCompressions++;
        } else {
            list.tree.writableLeaf(path).incompressible = true;
            list.tree.events.leavesNotCompressed++;
        }
        return true;
    }

    /** Returns the leaf's content compressed, or null if that is not worth it. */
    private static byte @Nullable [] compressed(TreeLeaf leaf, PagePool pool) {
        if (leaf.length < MIN_BYTES || leaf.length > MAX_BYTES) {
            return null;
        }
        byte[] target = pool.take(Lz4.maxCompressedLength(leaf.length));
        int length = Lz4.compress(leaf.bytes, leaf.length, target);
        boolean worth = length <= leaf.length - leaf.length / MIN_SAVED_PART;
        byte[] compressed = worth ? Arrays.copyOf(target, length) : null;
        pool.recycle(target);
        return compressed;
    }

    /** Checks, for tests, that the outer leaves are not compressed and the others are, where that is worth it. */
    static void check(ListTree list) {
        List<TreeLeaf> leaves = new ArrayList<>();
        TreePath path = new TreePath();
        path.first(list.tree);
        do {
            leaves.add(path.leaf());
        } while (path.nextLeaf());
        for (int i = 0; i < leaves.size(); i++) {
            TreeLeaf leaf = leaves.get(i);
            boolean deep = list.compressDepth > 0 && Math.min(i, leaves.size() - 1 - i) >= list.compressDepth;
            TreeCheck.require(
                    (leaf.compressed ? 1 : 0) + (leaf.incompressible ? 1 : 0) == (deep ? 1 : 0), "depth of a leaf");
            boolean worth = leaf.incompressible && compressed(leaf, list.tree.epoch.pagePool()) != null;
            TreeCheck.require(!worth, "leaf that is not compressed");
        }
    }
}
