package io.cairn.engine.structure;

import static io.cairn.engine.structure.TreeCheck.require;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Checks all invariants of a {@link SortedTree} by walking all of it; tests call it after every step. */
final class SortedTreeCheck {
    private final SortedTree sorted;

    private SortedTreeCheck(SortedTree sorted) {
        this.sorted = sorted;
    }

    static void check(SortedTree sorted) {
        TreeCheck.check(sorted.tree, new SortedTreeCheck(sorted)::checkLeaf);
    }

    private void checkLeaf(TreeLeaf leaf, byte @Nullable [] low, byte @Nullable [] high) {
        byte[] page = leaf.bytes;
        require(leaf.length == page.length, "page length");
        if (leaf.count == 0) {
            return;
        }
        int used = SortedPage.used(page);
        int garbage = SortedPage.garbage(page);
        boolean large = SortedPage.isLarge(page, leaf.count);
        require(large || SortedPage.denseBytes(page, leaf.count) <= sorted.comfortableBytes, "page size");
        require(large || page.length <= sorted.comfortableBytes, "array size");
        require(!large || used == 0 && garbage == 0, "used and garbage of a large record's page");
        require(SortedPage.freeBytes(page, leaf.count) >= 0, "free bytes");
        boolean[] taken = new boolean[page.length];
        int live = 0;
        byte[] previous = null;
        for (int slot = 0; slot < leaf.count; slot++) {
            int record = SortedPage.record(page, slot);
            int keyOffset = SortedPage.keyOffset(page, record);
            int keyLength = SortedPage.keyLength(page, record);
            int end = keyOffset + keyLength + sorted.valueBytes;
            int bytes = end - record;
            require(bytes == SortedPage.recordBytes(keyLength, sorted.valueBytes), "length of the key's length");
            require(large == isLarge(bytes), "large record among others, or small one alone");
            require(large ? end == page.length : record >= page.length - used && end <= page.length, "record bounds");
            for (int i = record; i < end; i++) {
                require(!taken[i], "records overlap");
                taken[i] = true;
            }
            live += bytes;
            byte[] key = Arrays.copyOfRange(page, keyOffset, keyOffset + keyLength);
            require(previous == null || Arrays.compareUnsigned(previous, key) < 0, "keys ascend");
            require(low != null && Arrays.compareUnsigned(low, key) <= 0, "key not below its leaf's separator");
            require(high == null || Arrays.compareUnsigned(key, high) < 0, "key below the next separator");
            previous = key;
        }
        require(large || live + garbage == used, "used bytes");
    }

    private boolean isLarge(int recordBytes) {
        return recordBytes + SortedPage.PLACE_BYTES > sorted.comfortableBytes / 4;
    }
}
