package io.cairn.engine.structure;

import org.jspecify.annotations.Nullable;

/**
 * Brings the memory of a {@link RecordTable} into the processor's cache before records are looked up in it: for many at
 * once, so that the processor does not wait for one after the other.
 */
public final class TableWarming {
    /** Half a mebibyte of full pages: less than a processor's second cache. */
    private static final int CACHED_PAGES = 128;

    private TableWarming() {}

    /** Whether it may gain something: a small table stays in the cache by itself as long as it is used. */
    public static boolean isWorthwhile(RecordTable table) {
        return table.pageCount() > CACHED_PAGES;
    }

    /** Reads a little of all pages in which records with these hashes are or will be. */
    public static void warm(RecordTable table, long[] hashes, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            long position = hashes[i] >>> RecordTable.HASH_BITS_BELOW_POSITION;
            Part part = table.part(position);
            sum += PageFormat.warmIndex(part.page(position));
            sum += part.objects(part.index(position)) == null ? 0 : 1;
        }
        for (int i = from; i < to; i++) {
            long position = hashes[i] >>> RecordTable.HASH_BITS_BELOW_POSITION;
            sum += PageFormat.warmRecord(table.part(position).page(position), hashes[i]);
        }
        table.warmth = sum;
    }

    /**
     * The table in which the elements of a large value are looked up by name, that of the record that probably has this hash;
     * null if there seems to be none. A hint of what to warm: only a part of the hash is compared.
     */
    public static @Nullable RecordTable indexBehind(RecordTable table, long hash) {
        long position = hash >>> RecordTable.HASH_BITS_BELOW_POSITION;
        Part part = table.part(position);
        int index = part.index(position);
        byte[] page = part.page(position);
        int slot = PageFormat.nextCandidate(page, hash, 0);
        while (slot >= 0) {
            boolean object = (page[PageFormat.record(page, slot)] & PageFormat.OBJECT_VALUE) != 0;
            if (object && part.object(index, slot) instanceof LargeValue large && large.index() != null) {
                return large.index();
            }
            slot = PageFormat.nextCandidate(page, hash, slot + 1);
        }
        return null;
    }
}
