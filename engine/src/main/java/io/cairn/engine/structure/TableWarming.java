package io.cairn.engine.structure;

import org.jspecify.annotations.Nullable;

/**
 * Brings the memory of a {@link RecordTable} into the processor's cache before records are looked up in it: for many at
 * once, so that the processor does not wait for one after the other.
 *
 * <p>A processor waits for as many reads at once as it finds in the next few hundred instructions. So each step is a loop of its own,
 * with little in it but the reads, and what it has found out is kept for the next one.
 *
 * <p>Used by the single writer. Allocates nothing.
 */
public final class TableWarming {
    /** Half a mebibyte of full pages: less than a processor's second cache. */
    private static final int CACHED_PAGES = 128;

    /** As many reads as a processor may wait for, twice. */
    private static final int AT_ONCE = 64;

    private final int[] places = new int[AT_ONCE];

    @SuppressWarnings("UnusedVariable") // What is read must have a use, or it would not be read.
    private int warmth;

    /** Whether it may gain something: a small table stays in the cache by itself as long as it is used. */
    public static boolean isWorthwhile(RecordTable table) {
        return table.pageCount() > CACHED_PAGES;
    }

    /** Reads a little of all pages in which records with these hashes are or will be. */
    public void warm(RecordTable table, long[] hashes, int from, int to) {
        for (int start = from; start < to; start += AT_ONCE) {
            warmAtOnce(table, hashes, start, Math.min(to, start + AT_ONCE));
        }
    }

    private void warmAtOnce(RecordTable table, long[] hashes, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            long position = hashes[i] >>> RecordTable.HASH_BITS_BELOW_POSITION;
            Part part = table.part(position);
            sum += PageFormat.warmIndex(part.page(position));
            sum += part.objects(part.index(position)) == null ? 0 : 1;
        }
        for (int i = from; i < to; i++) {
            places[i - from] = PageFormat.likelyPlace(page(table, hashes[i]), hashes[i]);
        }
        for (int i = from; i < to; i++) {
            sum += PageFormat.warmPlace(page(table, hashes[i]), places[i - from]);
        }
        warmth = sum;
    }

    private static byte[] page(RecordTable table, long hash) {
        long position = hash >>> RecordTable.HASH_BITS_BELOW_POSITION;
        return table.part(position).page(position);
    }

    /**
     * The large value, with a table in which its elements are looked up by name, of the record that probably has this hash; null
     * if there seems to be none. A hint of what to warm: only a part of the hash is compared.
     */
    public static @Nullable LargeValue valueBehind(RecordTable table, long hash) {
        long position = hash >>> RecordTable.HASH_BITS_BELOW_POSITION;
        Part part = table.part(position);
        int index = part.index(position);
        byte[] page = part.page(position);
        int slot = PageFormat.nextCandidate(page, hash, 0);
        while (slot >= 0) {
            boolean object = (page[PageFormat.record(page, slot)] & PageFormat.OBJECT_VALUE) != 0;
            if (object && part.object(index, slot) instanceof LargeValue large && large.index() != null) {
                return large;
            }
            slot = PageFormat.nextCandidate(page, hash, slot + 1);
        }
        return null;
    }
}
