package io.cairn.engine.structure;

/**
 * Finds room for records: in the page as it is, in a tidier or larger page, or in half a page.
 *
 * <p>Functions of the single writer on a table that it hands in.
 */
final class TableGrowth {
    /** The top array may be this much longer than there are parts, so that a few deep pages do not make it huge. */
    private static final int TOP_ENTRIES_PER_PART = 8;

    private static final int TOP_ENTRIES_ALWAYS_ALLOWED = 64;

    /** A page splits for at most 64 times the records that there are: an empty page takes what two records do. */
    private static final int MOST_LEVELS_AHEAD = 5;

    /** What a page gets on average where that is known beforehand: few have more than it can hold then, and are split. */
    static final int AVERAGE_RECORDS = PageFormat.SPLIT_ABOVE_RECORDS * 5 / 6;

    /** A page is made for at most so many times its records. */
    private static final int MOST_RECORDS_AHEAD = 16;

    private TableGrowth() {}

    /**
     * Gives the cursor's record room of {@code bytes}: at the same place, if it fits, else at another, the old room being
     * given up. If it was not found it gets a slot as well. Nothing is written to the room. The cursor knows its key by
     * {@code searched}, and gets the page and slot.
     *
     * @return the record's offset in the cursor's page
     */
    static int allocate(RecordTable table, RecordCursor cursor, int bytes) {
        byte[] page = table.writablePage(cursor.position());
        cursor.settlePage(page);
        int end = PageFormat.end(page);
        if (!cursor.isFound()) {
            if (PageFormat.count(page) < PageFormat.slots(page) && end + bytes <= page.length) {
                cursor.settleSlot(PageFormat.appendSlot(page, PageFormat.fingerprint(cursor.hash()), bytes));
                return end;
            }
            return allocateSlowly(table, cursor, bytes, 0);
        }
        int record = PageFormat.record(page, cursor.slot());
        int oldBytes = PageFormat.recordBytes(page, record);
        if (bytes <= oldBytes) {
            PageFormat.release(page, record + bytes, oldBytes - bytes);
            return record;
        }
        if (record + oldBytes == end && record + bytes <= page.length) {
            PageFormat.extendLast(page, bytes - oldBytes);
            return record;
        }
        if (end + bytes <= page.length) {
            PageFormat.release(page, record, oldBytes);
            return PageFormat.append(page, cursor.slot(), bytes);
        }
        return allocateSlowly(table, cursor, bytes, oldBytes);
    }

    private static int allocateSlowly(RecordTable table, RecordCursor cursor, int bytes, int oldBytes) {
        byte[] page = cursor.page();
        int records = PageFormat.count(page) + (cursor.isFound() ? 0 : 1);
        int recordBytes = PageFormat.liveBytes(page) - oldBytes + bytes;
        int length = PageFormat.lengthFor(records, recordBytes);
        boolean crowded = records > PageFormat.SPLIT_ABOVE_RECORDS
                || length > PageFormat.COMFORTABLE_BYTES && records > PageFormat.GROW_UP_TO_RECORDS;
        if (crowded && canSplit(table, cursor.position(), page)) {
            splitPage(table, cursor.position(), bytes);
            splitAhead(table, cursor.position());
            cursor.relocate();
            return allocate(table, cursor, bytes);
        }
        if (length > PageFormat.MAX_PAGE_BYTES) {
            throw new IllegalStateException("more records share the beginning of a hash than a page can hold: records="
                    + records + " depth=" + PageFormat.depth(page));
        }
        int expected = expectedRecords(table, PageFormat.depth(page), records);
        int slots = PageFormat.slotsFor(records);
        int roomyLength;
        if (expected > records && length < PageFormat.COMFORTABLE_BYTES) {
            slots = PageFormat.slotsFor(expected);
            int dense = PageFormat.recordsStart(slots) + recordBytes;
            int roomy = PageFormat.recordsStart(slots) + recordBytes * expected / records;
            roomyLength = Math.max(dense, Math.min(roomy, PageFormat.COMFORTABLE_BYTES));
        } else {
            // Where records come and go, or grow, a page that fits exactly would be rebuilt at every change.
            int slack = PageFormat.garbage(page) > 0 ? length >>> 3 : 0;
            roomyLength = Math.min(length + slack, PageFormat.MAX_PAGE_BYTES);
        }
        int skippedSlot = cursor.isFound() ? cursor.slot() : -1;
        byte[] fresh = rebuildPage(table, cursor.position(), skippedSlot, slots, roomyLength);
        cursor.settlePage(fresh);
        if (cursor.isFound()) {
            return PageFormat.append(fresh, skippedSlot, bytes);
        }
        int record = PageFormat.end(fresh);
        cursor.settleSlot(PageFormat.appendSlot(fresh, PageFormat.fingerprint(cursor.hash()), bytes));
        return record;
    }

    /** How many records a page is going to have by what is expected of the table; as many as it has if nothing is. */
    private static int expectedRecords(RecordTable table, int depth, int records) {
        long average = table.expectedSize() >>> depth;
        // Half of the pages get fewer than the average, and would keep the rest of their room for nothing.
        long share = Math.max(records, average - (average >>> 3));
        return (int) Math.min(Math.min(share, PageFormat.SPLIT_ABOVE_RECORDS), (long) records * MOST_RECORDS_AHEAD);
    }

    /**
     * Moves a page's records to an array of another length, without holes; slots keep their numbers.
     *
     * @param skippedSlot the slot whose record is left out, or -1
     */
    static byte[] rebuildPage(RecordTable table, long position, int skippedSlot, int slots, int length) {
        Part part = table.writablePart(position);
        int index = part.index(position);
        byte[] page = part.pages[index];
        assert !table.isFrozen(page);
        byte[] fresh = table.epoch.pagePool().take(length);
        PageFormat.format(fresh, table.epoch.stamp(), PageFormat.depth(page), slots);
        PageFormat.appendAll(fresh, page, skippedSlot);
        part.setPage(index, fresh);
        table.recycle(page);
        table.events.pageRebuilds++;
        return fresh;
    }

    /** Tells whether the page may become two; if not, it grows without the usual limits. */
    private static boolean canSplit(RecordTable table, long position, byte[] page) {
        int depth = PageFormat.depth(page);
        Part part = table.part(position);
        if (depth >= RecordTable.POSITION_BITS) {
            return false;
        }
        return depth < part.resolvedDepth()
                || part.bits() < table.partBits
                || part.depth < table.topDepth()
                || 2L * table.topLength()
                        <= (long) TOP_ENTRIES_PER_PART * table.partCount() + TOP_ENTRIES_ALWAYS_ALLOWED;
    }

    /** Splits the page at {@code position}, leaving room for {@code bytes} more in both halves. */
    private static void splitPage(RecordTable table, long position, int bytes) {
        byte[] page = table.part(position).page(position);
        Part part = partWithRoom(table, position, PageFormat.depth(page));
        new PageSplit(table, part, position).run(bytes);
        table.recycle(page);
        table.events.pageSplits++;
    }

    /** Splits both halves of a page that has just been split further, as far as is expected to be necessary in the end. */
    private static void splitAhead(RecordTable table, long position) {
        if (table.expectedSize() <= table.size()) {
            return;
        }
        int depth = PageFormat.depth(table.part(position).page(position));
        int levels = Math.min(MOST_LEVELS_AHEAD, depthFor(table.expectedSize() / AVERAGE_RECORDS) - depth);
        if (levels > 0) {
            long buddy = position ^ 1L << (RecordTable.POSITION_BITS - depth);
            splitAhead(table, position, levels);
            splitAhead(table, buddy, levels);
        }
    }

    /** How many times one page is split to become at least so many. */
    static int depthFor(long pages) {
        return pages <= 1 ? 0 : Long.SIZE - Long.numberOfLeadingZeros(pages - 1);
    }

    private static void splitAhead(RecordTable table, long position, int levels) {
        byte[] page = table.part(position).page(position);
        if (levels > 0 && canSplit(table, position, page)) {
            splitPage(table, position, 0);
            long half = 1L << (RecordTable.POSITION_BITS - 1 - PageFormat.depth(page));
            splitAhead(table, position, levels - 1);
            splitAhead(table, position ^ half, levels - 1);
        }
    }

    /** Splits the only page of an empty table so many times, and what comes of it. */
    static void splitEmpty(RecordTable table, int levels) {
        splitAhead(table, 0, levels);
    }

    /** Gives a page without records another array; returns it. */
    static byte[] replaceEmptyPage(RecordTable table, long position, int slots, int length) {
        return rebuildPage(table, position, -1, slots, length);
    }

    /** Makes the directory tell positions apart by one bit more than {@code depth}. */
    private static Part partWithRoom(RecordTable table, long position, int depth) {
        Part part = table.writablePart(position);
        while (part.resolvedDepth() <= depth) {
            if (part.bits() < table.partBits) {
                table.linkPart(part.doubled(table.epoch.stamp()), position);
            } else {
                splitPart(table, part, position);
            }
            part = table.part(position);
        }
        return part;
    }

    private static void splitPart(RecordTable table, Part part, long position) {
        if (part.depth == table.topDepth()) {
            table.doubleTop();
        }
        long bit = 1L << (RecordTable.POSITION_BITS - 1 - part.depth);
        table.linkPart(part.half(table.epoch.stamp(), 0).shortened(table.epoch.stamp()), position & ~bit);
        table.linkPart(part.half(table.epoch.stamp(), 1).shortened(table.epoch.stamp()), position | bit);
        table.addParts(1);
        table.events.partSplits++;
    }
}
