package io.cairn.engine.structure;

/**
 * Removes records of a {@link SortedTree}, and keeps its pages from becoming small or full of holes.
 *
 * <p>Functions of the single writer on a tree that it hands in. The cursor is on the first record to be removed, and then
 * on the one behind.
 */
final class SortedShrinkage {
    private SortedShrinkage() {}

    static void removeRange(SortedTree sorted, SortedCursor cursor, long from, long count) {
        cursor.seekRank(sorted, from);
        long rest = count;
        while (rest > 0) {
            int here = (int) Math.min(rest, cursor.path.leaf.count - cursor.slot());
            remove(sorted, cursor, here);
            rest -= here;
        }
    }

    /** Removes some records, all of them in the cursor's leaf. */
    static void remove(SortedTree sorted, SortedCursor cursor, int removed) {
        TreePath path = cursor.path;
        if (removed == path.leaf.count) {
            long rank = cursor.rank();
            sorted.tree.removeLeaf(path);
            returnTo(rank, sorted, cursor);
            return;
        }
        TreeLeaf leaf = sorted.tree.writableLeaf(path);
        SortedPage.remove(leaf.bytes, leaf.count, cursor.slot(), removed, sorted.valueBytes);
        sorted.tree.leafChanged(path, -removed);
        if (isTooSmall(sorted, leaf)) {
            long rank = cursor.rank();
            if (join(sorted, path)) {
                returnTo(rank, sorted, cursor);
                return;
            }
        }
        tidy(sorted, path);
        cursor.settle();
    }

    /** Puts the cursor on the record of a rank, which is in the path's leaf or not far. */
    private static void returnTo(long rank, SortedTree sorted, SortedCursor cursor) {
        TreePath path = cursor.path;
        if (path.before() > rank || rank - path.before() > path.leaf.count) {
            path.seekIndex(sorted.tree, rank);
        }
        cursor.setSlot((int) (rank - path.before()));
        cursor.settle();
    }

    private static boolean isTooSmall(SortedTree sorted, TreeLeaf leaf) {
        return SortedPage.denseBytes(leaf.bytes, leaf.count) < sorted.comfortableBytes / 4;
    }

    private static void tidy(SortedTree sorted, TreePath path) {
        TreeLeaf leaf = path.leaf;
        int dense = SortedPage.denseBytes(leaf.bytes, leaf.count);
        int length = leaf.bytes.length;
        boolean holes = SortedPage.garbage(leaf.bytes) > length / 4;
        if (holes || dense < length / 2 && PagePool.roundUp(dense) < length) {
            SortedGrowth.rebuild(sorted, path, dense);
        }
    }

    /** Joins the path's leaf with a neighbour; the path may be elsewhere then. */
    private static boolean join(SortedTree sorted, TreePath path) {
        if (joinWithNext(sorted, path)) {
            return true;
        }
        if (path.previousLeaf()) {
            if (joinWithNext(sorted, path)) {
                return true;
            }
            path.nextLeaf();
        }
        return false;
    }

    private static boolean joinWithNext(SortedTree sorted, TreePath path) {
        TreeLeaf left = path.leaf;
        if (SortedGrowth.isLarge(left) || !path.nextLeaf()) {
            return false;
        }
        TreeLeaf right = path.leaf;
        path.previousLeaf();
        if (SortedGrowth.isLarge(right)) {
            return false;
        }
        int bytes = SortedPage.denseBytes(left.bytes, left.count)
                + SortedPage.denseBytes(right.bytes, right.count)
                - SortedPage.HEADER_BYTES;
        // Room for what comes next: a page that is full would split again at once.
        if (bytes > sorted.comfortableBytes / 4 * 3) {
            return false;
        }
        byte[] page = SortedPage.format(SortedGrowth.take(sorted, bytes));
        SortedPage.append(page, 0, left.bytes, 0, left.count, sorted.valueBytes);
        SortedPage.append(page, left.count, right.bytes, 0, right.count, sorted.valueBytes);
        sorted.tree.setLeafBytes(path, page, page.length);
        sorted.tree.leafChanged(path, right.count);
        path.nextLeaf();
        sorted.tree.removeLeaf(path);
        sorted.tree.events.pageJoins++;
        return true;
    }
}
