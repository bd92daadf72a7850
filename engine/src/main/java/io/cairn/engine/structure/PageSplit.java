package io.cairn.engine.structure;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One split of a page in two, with all that lies beside it. The part is writable and tells the halves apart. */
final class PageSplit {
    private final RecordTable table;
    private final Part part;
    private final byte[] page;
    private final long bit;
    private final long lowerPosition;
    private final @Nullable Object @Nullable [] objects;
    private final int @Nullable [] accessStamps;
    /** Whether any record of the page may expire. */
    private final boolean expires;

    PageSplit(RecordTable table, Part part, long position) {
        this.table = table;
        this.part = part;
        int index = part.index(position);
        page = part.pages[index];
        objects = part.objects(index);
        accessStamps = part.accessStamps(index);
        expires = part.dueAtMs(index) != RecordTable.NO_EXPIRY;
        bit = 1L << (RecordTable.POSITION_BITS - 1 - PageFormat.depth(page));
        lowerPosition = position & ~bit;
    }

    void run(int roomBytes) {
        int count = PageFormat.count(page);
        boolean[] upper = new boolean[count];
        int upperRecords = 0;
        int upperBytes = 0;
        for (int slot = 0; slot < count; slot++) {
            upper[slot] = (position(slot) & bit) != 0;
            if (upper[slot]) {
                upperRecords++;
                upperBytes += PageFormat.recordBytes(page, PageFormat.record(page, slot));
            }
        }
        int lowerBytes = PageFormat.liveBytes(page) - upperBytes;
        byte[] lowerPage = half(upper, false, count - upperRecords, lowerBytes + roomBytes);
        byte[] upperPage = half(upper, true, upperRecords, upperBytes + roomBytes);
        // Both pages first: what lies beside a page is set for the run of entries that the page has.
        part.setPage(part.index(lowerPosition), lowerPage);
        part.setPage(part.index(lowerPosition | bit), upperPage);
        settle(part.index(lowerPosition), lowerPage, upper, false);
        settle(part.index(lowerPosition | bit), upperPage, upper, true);
        int depth = PageFormat.depth(page);
        table.addPages(depth, -1);
        table.addPages(depth + 1, 2);
    }

    private long position(int slot) {
        int record = PageFormat.record(page, slot);
        long hash;
        if ((page[record] & PageFormat.EXTERNAL_KEY) != 0) {
            byte[] key = ((ExternalKey) Objects.requireNonNull(Objects.requireNonNull(objects)[slot])).key();
            hash = table.keyHash.hash(key, 0, key.length);
        } else {
            int at = PageFormat.keyLengthAt(page, record);
            int length = PageFormat.length(page, at);
            hash = table.keyHash.hash(page, at + PageFormat.lengthBytes(length), length);
        }
        return hash >>> RecordTable.HASH_BITS_BELOW_POSITION;
    }

    private byte[] half(boolean[] upper, boolean side, int records, int recordBytes) {
        int length = Math.min(PageFormat.lengthFor(records + 1, recordBytes), PageFormat.MAX_PAGE_BYTES);
        byte[] half = table.epoch.pagePool().take(length);
        PageFormat.format(half, table.epoch.stamp(), PageFormat.depth(page) + 1, PageFormat.slotsFor(records + 1));
        PageFormat.appendSome(half, page, upper, side);
        return half;
    }

    /** Sets what lies beside one half. */
    private void settle(int index, byte[] half, boolean[] upper, boolean side) {
        int slots = PageFormat.slots(half);
        Object[] allObjects = objects;
        int[] allStamps = accessStamps;
        Object[] halfObjects = allObjects == null ? null : new Object[slots];
        int[] halfStamps = allStamps == null ? null : new int[slots];
        if (halfObjects == null && halfStamps == null && !expires) {
            part.setObjects(index, null);
            part.setAccessStamps(index, null);
            part.setDueAtMs(index, RecordTable.NO_EXPIRY);
            return;
        }
        long due = RecordTable.NO_EXPIRY;
        int to = 0;
        for (int slot = 0; slot < upper.length; slot++) {
            if (upper[slot] == side) {
                due = Math.min(due, PageFormat.expireAtMs(page, PageFormat.record(page, slot)));
                if (halfObjects != null && allObjects != null && slot < allObjects.length) {
                    halfObjects[to] = allObjects[slot];
                }
                if (halfStamps != null && allStamps != null && slot < allStamps.length) {
                    halfStamps[to] = allStamps[slot];
                }
                to++;
            }
        }
        boolean anyObject = halfObjects != null && Arrays.stream(halfObjects).anyMatch(Objects::nonNull);
        part.setObjects(index, anyObject ? halfObjects : null);
        part.setAccessStamps(index, halfStamps);
        part.setDueAtMs(index, due);
    }
}
