package io.cairn.engine.structure;

/**
 * Finds room for a record of a {@link SortedTree}: in the page as it is, in a tidier or larger page, or in half a page.
 *
 * <p>Functions of the single writer on a tree that it hands in. The cursor is where the record goes, and then on it.
 */
final class SortedGrowth {
    /** A page of the largest size is tidied only if that gains this part of it; otherwise it splits. */
    private static final int WORTHWHILE_PART = 16;

    private static final int LEAVES_BESIDE_A_ROOMY_ONE = 16;

    private SortedGrowth() {}

    static void insert(SortedTree sorted, SortedCursor cursor, byte[] key, int offset, int length) {
        TreeLeaf leaf = cursor.path.leaf;
        int bytes = SortedPage.recordBytes(length, sorted.valueBytes) + SortedPage.PLACE_BYTES;
        if (bytes > sorted.comfortableBytes / 4) {
            insertLarge(sorted, cursor, key, offset, length);
            return;
        }
        if (leaf.count != 0 && SortedPage.isLarge(leaf.bytes, leaf.count)) {
            if (!leaveLarge(sorted, cursor, key, offset, length)) {
                byte[] page = SortedPage.format(take(sorted, SortedPage.HEADER_BYTES + bytes));
                SortedPage.insert(page, 0, 0, key, offset, length, sorted.valueBytes);
                linkBeside(sorted, cursor, page);
                return;
            }
            leaf = cursor.path.leaf;
        }
        if (leaf.count != 0 && SortedPage.freeBytes(leaf.bytes, leaf.count) >= bytes) {
            sorted.tree.writableLeaf(cursor.path);
            put(sorted, cursor, key, offset, length);
        } else {
            insertSlowly(sorted, cursor, key, offset, length);
        }
    }

    /** Puts the record into the cursor's page, which is writable and has room. */
    private static void put(SortedTree sorted, SortedCursor cursor, byte[] key, int offset, int length) {
        TreeLeaf leaf = cursor.path.leaf;
        SortedPage.insert(leaf.bytes, leaf.count, cursor.slot(), key, offset, length, sorted.valueBytes);
        sorted.tree.leafChanged(cursor.path, 1);
    }

    private static void insertSlowly(SortedTree sorted, SortedCursor cursor, byte[] key, int offset, int length) {
        TreeLeaf leaf = cursor.path.leaf;
        byte[] page = leaf.bytes;
        int bytes = SortedPage.recordBytes(length, sorted.valueBytes) + SortedPage.PLACE_BYTES;
        int needed = (leaf.count == 0 ? SortedPage.HEADER_BYTES : SortedPage.denseBytes(page, leaf.count)) + bytes;
        if (needed > sorted.comfortableBytes - worthwhileGain(sorted, leaf)) {
            split(sorted, cursor, key, offset, length);
            return;
        }
        int newLength = PagePool.roundUp(needed);
        if (leaf.count != 0 && newLength <= page.length && SortedPage.garbage(page) < page.length / WORTHWHILE_PART) {
            newLength = PagePool.roundUp(page.length + 1);
        }
        rebuild(sorted, cursor.path, newLength);
        put(sorted, cursor, key, offset, length);
    }

    /** What a page would have to gain: none as long as it can become larger, or if its holes are worth while. */
    private static int worthwhileGain(SortedTree sorted, TreeLeaf leaf) {
        int worthwhile = sorted.comfortableBytes / WORTHWHILE_PART;
        return leaf.bytes.length < sorted.comfortableBytes || SortedPage.garbage(leaf.bytes) >= worthwhile
                ? 0
                : worthwhile;
    }

    /** Moves the path's records to another array, without holes. */
    static void rebuild(SortedTree sorted, TreePath path, int bytes) {
        TreeLeaf leaf = path.leaf;
        byte[] page = SortedPage.format(take(sorted, bytes));
        if (leaf.count != 0) {
            SortedPage.copyAll(page, leaf.bytes, leaf.count, sorted.valueBytes);
        }
        if (page.length == leaf.bytes.length) {
            sorted.tree.events.compactions++;
        } else {
            sorted.tree.events.pageRebuilds++;
        }
        sorted.tree.setLeafBytes(path, page, page.length);
    }

    // ---- splitting

    private static void split(SortedTree sorted, SortedCursor cursor, byte[] key, int offset, int length) {
        TreeLeaf leaf = cursor.path.leaf;
        int slot = cursor.slot();
        int bytes = SortedPage.recordBytes(length, sorted.valueBytes) + SortedPage.PLACE_BYTES;
        sorted.tree.events.pageSplits++;
        if (slot == leaf.count && cursor.path.isLast() || slot == 0 && cursor.path.isFirst()) {
            // Others will follow in the same order; beside many leaves one that is not full yet is nothing.
            boolean roomy = sorted.tree.size() > (long) LEAVES_BESIDE_A_ROOMY_ONE * leaf.count;
            byte[] page =
                    SortedPage.format(take(sorted, roomy ? sorted.comfortableBytes : SortedPage.HEADER_BYTES + bytes));
            SortedPage.insert(page, 0, 0, key, offset, length, sorted.valueBytes);
            linkBeside(sorted, cursor, page);
            return;
        }
        int keep = SortedPage.middle(leaf.bytes, leaf.count, sorted.valueBytes);
        boolean toLeft = slot <= keep;
        splitAt(sorted, cursor.path, keep, toLeft ? bytes : 0, toLeft ? 0 : bytes);
        if (!toLeft) {
            cursor.path.nextLeaf();
            cursor.setSlot(slot - keep);
            put(sorted, cursor, key, offset, length);
            return;
        }
        put(sorted, cursor, key, offset, length);
        if (slot == keep) {
            // The separator has been made without this key, which comes directly before it.
            separateFromNext(sorted, cursor.path);
        }
    }

    /** Moves the records behind the first {@code keep} to a leaf of their own; the path stays with the first. */
    private static void splitAt(SortedTree sorted, TreePath path, int keep, int leftSlack, int rightSlack) {
        int valueBytes = sorted.valueBytes;
        TreeLeaf leaf = path.leaf;
        byte[] page = leaf.bytes;
        int moved = leaf.count - keep;
        byte[] right = SortedPage.format(
                take(sorted, SortedPage.HEADER_BYTES + SortedPage.bytesOf(page, keep, moved, valueBytes) + rightSlack));
        SortedPage.append(right, 0, page, keep, moved, valueBytes);
        byte[] left = SortedPage.format(
                take(sorted, SortedPage.HEADER_BYTES + SortedPage.bytesOf(page, 0, keep, valueBytes) + leftSlack));
        SortedPage.append(left, 0, page, 0, keep, valueBytes);
        byte[] separator = SortedPage.separator(left, keep - 1, right, 0);
        sorted.tree.setLeafBytes(path, left, left.length);
        sorted.tree.leafChanged(path, -moved);
        sorted.tree.insertLeafAfter(path, sorted.tree.newLeaf(right, right.length, moved), separator);
    }

    // ---- large records, and small ones beside them

    private static void insertLarge(SortedTree sorted, SortedCursor cursor, byte[] key, int offset, int length) {
        TreePath path = cursor.path;
        byte[] page = SortedPage.large(key, offset, length, sorted.valueBytes);
        sorted.tree.events.largeRecords++;
        int slot = cursor.slot();
        boolean amid = slot != 0 && slot != path.leaf.count;
        if (amid) {
            splitAt(sorted, path, slot, 0, 0);
        }
        linkBeside(sorted, cursor, page);
        if (amid) {
            separateFromNext(sorted, path);
        }
    }

    /** Links a page of one record in before or behind the cursor's leaf, in place of it if that is empty. */
    private static void linkBeside(SortedTree sorted, SortedCursor cursor, byte[] page) {
        TreePath path = cursor.path;
        TreeLeaf leaf = path.leaf;
        if (leaf.count == 0) {
            sorted.tree.setLeafBytes(path, page, page.length);
            sorted.tree.leafChanged(path, 1);
            return;
        }
        TreeLeaf single = sorted.tree.newLeaf(page, page.length, 1);
        if (cursor.slot() == 0) {
            sorted.tree.insertLeafBefore(path, single, SortedPage.separator(page, 0, leaf.bytes, 0));
            path.previousLeaf();
        } else {
            byte[] separator = SortedPage.separator(leaf.bytes, leaf.count - 1, page, 0);
            sorted.tree.insertLeafAfter(path, single, separator);
            path.nextLeaf();
        }
        cursor.setSlot(0);
    }

    /**
     * Goes from a large record's leaf to the neighbour that a small record can go to, and makes the separator fit.
     *
     * @return false if the neighbour is large too, or there is none
     */
    private static boolean leaveLarge(SortedTree sorted, SortedCursor cursor, byte[] key, int offset, int length) {
        TreePath path = cursor.path;
        if (cursor.slot() != 0) {
            if (!path.nextLeaf()) {
                return false;
            }
            if (isLarge(path.leaf)) {
                path.previousLeaf();
                return false;
            }
            byte[] separator = new byte[length];
            System.arraycopy(key, offset, separator, 0, length);
            sorted.tree.replaceSeparator(path, separator);
            cursor.setSlot(0);
            return true;
        }
        if (!path.previousLeaf()) {
            return false;
        }
        boolean large = isLarge(path.leaf);
        path.nextLeaf();
        if (large) {
            return false;
        }
        byte[] single = SortedPage.large(key, offset, length, sorted.valueBytes);
        sorted.tree.replaceSeparator(path, SortedPage.separator(single, 0, path.leaf.bytes, 0));
        path.previousLeaf();
        cursor.setSlot(path.leaf.count);
        return true;
    }

    static boolean isLarge(TreeLeaf leaf) {
        return leaf.count == 1 && SortedPage.isLarge(leaf.bytes, 1);
    }

    /** Makes the separator to the next leaf from the keys that are there. The path stays. */
    private static void separateFromNext(SortedTree sorted, TreePath path) {
        TreeLeaf leaf = path.leaf;
        if (path.nextLeaf()) {
            sorted.tree.replaceSeparator(path, SortedPage.separator(leaf.bytes, leaf.count - 1, path.leaf.bytes, 0));
            path.previousLeaf();
        }
    }

    static byte[] take(SortedTree sorted, int bytes) {
        return sorted.tree.epoch.pagePool().take(bytes);
    }
}
