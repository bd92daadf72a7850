package io.cairn.engine.structure;

import org.jspecify.annotations.Nullable;

/**
 * Gives memory back when records go: compacts pages, merges pages, joins parts, shortens directories.
 *
 * <p>Functions of the single writer on a table that it hands in.
 */
final class TableShrinkage {
    /** Pages merge into one at most half full, so that a few new records do not split it again. */
    static final int MERGE_UP_TO_RECORDS = PageFormat.SPLIT_ABOVE_RECORDS / 2;

    private static final int MERGE_UP_TO_BYTES = PageFormat.COMFORTABLE_BYTES / 2;

    private TableShrinkage() {}

    /** Removes a record of a writable page from its slot, with all that lies beside it. */
    static void removeRecord(RecordTable table, long position, byte[] page, int slot) {
        Part part = table.part(position);
        int record = PageFormat.record(page, slot);
        table.addRecords(-1);
        if ((page[record] & PageFormat.HAS_EXPIRY) != 0) {
            table.addExpiring(-1);
        }
        PageFormat.release(page, record, PageFormat.recordBytes(page, record));
        int last = PageFormat.removeSlot(page, slot);
        part.moveSlot(part.index(position), last, slot);
    }

    /** Rebuilds a writable page if much of it is wasted; returns the page then in its place. */
    static byte[] compactIfWasteful(RecordTable table, long position, byte[] page) {
        int free = page.length - PageFormat.end(page);
        int garbage = PageFormat.garbage(page);
        if (4 * garbage <= page.length && 2 * (free + garbage) <= page.length) {
            return page;
        }
        int count = PageFormat.count(page);
        int slots = PageFormat.slotsFor(count);
        int length = PageFormat.lengthFor(count, PageFormat.liveBytes(page));
        if (garbage == 0 && PagePool.roundUp(length) == page.length) {
            return page;
        }
        table.events.compactions++;
        return TableGrowth.rebuildPage(table, position, -1, slots, length);
    }

    /** Merges the page at {@code position} with its buddy, and so on upwards, as far as they are empty enough. */
    static void shrink(RecordTable table, long position) {
        boolean changed;
        do {
            changed = mergePage(table, position) || joinPart(table, position);
        } while (changed);
    }

    private static boolean mergePage(RecordTable table, long position) {
        Part part = table.part(position);
        byte[] page = part.page(position);
        int depth = PageFormat.depth(page);
        if (depth == part.depth) {
            return false;
        }
        long bit = 1L << (RecordTable.POSITION_BITS - depth);
        byte[] buddy = part.page(position ^ bit);
        int records = PageFormat.count(page) + PageFormat.count(buddy);
        int recordBytes = PageFormat.liveBytes(page) + PageFormat.liveBytes(buddy);
        if (PageFormat.depth(buddy) != depth
                || records > MERGE_UP_TO_RECORDS
                || PageFormat.lengthFor(records, recordBytes) > MERGE_UP_TO_BYTES) {
            return false;
        }
        merge(table, position & ~bit, position | bit, records, recordBytes);
        table.linkPart(table.part(position).shortened(table.epoch.stamp()), position);
        return true;
    }

    private static void merge(RecordTable table, long lower, long upper, int records, int recordBytes) {
        Part part = table.writablePart(lower);
        int lowerIndex = part.index(lower);
        int upperIndex = part.index(upper);
        byte[] lowerPage = part.pages[lowerIndex];
        byte[] upperPage = part.pages[upperIndex];
        int depth = PageFormat.depth(lowerPage);
        int slots = PageFormat.slotsFor(records);
        byte[] merged = table.epoch.pagePool().take(PageFormat.lengthFor(records, recordBytes));
        PageFormat.format(merged, table.epoch.stamp(), depth - 1, slots);
        PageFormat.appendAll(merged, lowerPage, -1);
        PageFormat.appendAll(merged, upperPage, -1);
        int lowerCount = PageFormat.count(lowerPage);
        Object[] objects = joinObjects(part.objects(lowerIndex), part.objects(upperIndex), lowerCount, slots);
        int[] accessStamps =
                joinStamps(part.accessStamps(lowerIndex), part.accessStamps(upperIndex), lowerCount, slots);
        long due = Math.min(part.dueAtMs(lowerIndex), part.dueAtMs(upperIndex));
        part.setPage(lowerIndex, merged);
        part.setObjects(lowerIndex, objects);
        part.setAccessStamps(lowerIndex, accessStamps);
        part.setDueAtMs(lowerIndex, due);
        table.recycle(lowerPage);
        table.recycle(upperPage);
        table.addPages(depth, -2);
        table.addPages(depth - 1, 1);
        table.events.pageMerges++;
    }

    private static @Nullable Object @Nullable [] joinObjects(
            @Nullable Object @Nullable [] lower, @Nullable Object @Nullable [] upper, int lowerCount, int slots) {
        if (lower == null && upper == null) {
            return null;
        }
        @Nullable Object[] joined = new Object[slots];
        if (lower != null) {
            System.arraycopy(lower, 0, joined, 0, Math.min(lower.length, lowerCount));
        }
        if (upper != null) {
            System.arraycopy(upper, 0, joined, lowerCount, Math.min(upper.length, slots - lowerCount));
        }
        return joined;
    }

    private static int @Nullable [] joinStamps(
            int @Nullable [] lower, int @Nullable [] upper, int lowerCount, int slots) {
        if (lower == null && upper == null) {
            return null;
        }
        int[] joined = new int[slots];
        if (lower != null) {
            System.arraycopy(lower, 0, joined, 0, Math.min(lower.length, lowerCount));
        }
        if (upper != null) {
            System.arraycopy(upper, 0, joined, lowerCount, Math.min(upper.length, slots - lowerCount));
        }
        return joined;
    }

    /** Joins the part at {@code position} with its buddy if both directories have become short. */
    private static boolean joinPart(RecordTable table, long position) {
        Part part = table.part(position);
        if (part.depth == 0) {
            return false;
        }
        long bit = 1L << (RecordTable.POSITION_BITS - part.depth);
        Part lower = table.part(position & ~bit);
        Part upper = table.part(position | bit);
        int bits = Math.max(lower.bits(), upper.bits());
        // Half of what would split again, unless there are two pages left altogether.
        if (lower.depth != upper.depth || bits > 0 && bits + 1 >= table.partBits) {
            return false;
        }
        table.linkPart(Part.joined(table.epoch.stamp(), lower, upper), position);
        table.addParts(-1);
        table.halveTop();
        table.events.partMerges++;
        return true;
    }
}
