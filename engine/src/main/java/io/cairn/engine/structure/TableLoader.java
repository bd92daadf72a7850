package io.cairn.engine.structure;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Fills empty {@link RecordTable}s with many records, one table after the other: records are collected, put in the order of
 * their hashes, and written page by page, each page once.
 *
 * <p>Records without an object and without a time, that is; from the first other one on, and when there are very many, those
 * that follow are put to the table one by one. A key that is there already is found at once.
 *
 * <p>Cost: a hash, two copies and a share of a sort per record, and an allocation per page. Memory: that of the records once
 * more until they are written, {@link #MOST_BYTES} at most, and some 30 bytes for each; it is kept for the next table. One
 * thread.
 */
public final class TableLoader {
    private static final int MOST_BYTES = 64 << 20;
    private static final int FIRST_BYTES = 16 << 10;
    private static final int FIRST_RECORDS = 256;

    /** So many bits of a hash make room for a record's number; the others are as many as the order needs. */
    private static final int NUMBER_BITS = 20;

    private static final int NUMBER_MASK = (1 << NUMBER_BITS) - 1;

    /** What a page gets at most on average, as for records. */
    private static final int AVERAGE_BYTES = PageFormat.COMFORTABLE_BYTES * 5 / 6;

    /** A record without object and time; its type is 0. */
    private static final int HEADER = 0;

    private final RecordCursor cursor = new RecordCursor();
    private final int mostRecords;
    private final int mostBytes;
    private @Nullable RecordTable filled;
    private byte[] records = new byte[FIRST_BYTES];
    private int end;
    private long[] hashes = new long[FIRST_RECORDS];
    private int[] starts = new int[FIRST_RECORDS];
    private long[] order = new long[FIRST_RECORDS];
    private int count;
    /**
     * Hash table of the records: the first bits of a hash, and below them the record's number and one; 0 for none. Places in the
     * table are chosen by bits behind those.
     */
    private int[] seen = new int[2 * FIRST_RECORDS];
    /** How much of that is used, less one. */
    private int seenMask;

    private boolean collecting;

    @SuppressWarnings("UnusedVariable") // So that the compiler does not leave out what it is the sum of.
    private int warmth;

    /** Creates one for many tables. */
    public TableLoader() {
        this(NUMBER_MASK, MOST_BYTES);
    }

    /** For tests: so many records, and so many bytes of them, are collected at most. */
    TableLoader(int mostRecords, int mostBytes) {
        this.mostRecords = mostRecords;
        this.mostBytes = mostBytes;
    }

    /**
     * Begins to fill a table, which is empty.
     *
     * @param expected how many records there are going to be, 0 if nobody knows; as {@link RecordTable#expect}
     */
    public void begin(RecordTable table, long expected) {
        if (table.size() > 0) {
            throw new IllegalArgumentException("the table is not empty: size=" + table.size());
        }
        filled = table;
        table.expect(expected);
        count = 0;
        end = 0;
        collecting = true;
        int records = (int) Math.max(FIRST_RECORDS, Math.min(expected, mostRecords));
        clearSeen(2 * Integer.highestOneBit(records + records / 2 - 1));
    }

    private void clearSeen(int length) {
        if (seen.length < length) {
            seen = new int[length];
        } else {
            Arrays.fill(seen, 0, length, 0);
        }
        seenMask = length - 1;
    }

    /** The memory that it keeps. */
    public long keptBytes() {
        return records.length
                + Long.BYTES * ((long) hashes.length + order.length)
                + Integer.BYTES * ((long) starts.length + seen.length);
    }

    private RecordTable table() {
        return Objects.requireNonNull(filled, "begin");
    }

    /** Adds a record of type 0 with a value; returns whether there is none with this key. */
    public boolean add(byte[] key, int offset, int length, byte[] value, int valueOffset, int valueLength) {
        long hash = table().hash(key, offset, length);
        if (!collects(length, valueLength)) {
            return !table().find(key, offset, length, hash, cursor) && put(value, valueOffset, valueLength);
        }
        if (!appendKey(key, offset, length, hash, valueLength)) {
            return false;
        }
        System.arraycopy(value, valueOffset, records, end, valueLength);
        end += valueLength;
        return true;
    }

    /** Adds a record of type 0 whose value takes eight bytes, little endian; returns whether there is none with this key. */
    public boolean add(byte[] key, int offset, int length, long value) {
        long hash = table().hash(key, offset, length);
        if (collects(length, Long.BYTES)) {
            if (!appendKey(key, offset, length, hash, Long.BYTES)) {
                return false;
            }
            PageFormat.LONGS.set(records, end, value);
            end += Long.BYTES;
            return true;
        }
        if (table().find(key, offset, length, hash, cursor)) {
            return false;
        }
        cursor.putLong(HEADER, value, RecordTable.NO_EXPIRY);
        return true;
    }

    /** Gives the cursor's record a value. */
    private boolean put(byte[] value, int valueOffset, int valueLength) {
        if (valueLength <= RecordTable.MAX_INLINE_VALUE_BYTES) {
            cursor.put(HEADER, value, valueOffset, valueLength, RecordTable.NO_EXPIRY);
        } else {
            byte[] object = Arrays.copyOfRange(value, valueOffset, valueOffset + valueLength);
            cursor.putObject(HEADER, object, RecordTable.NO_EXPIRY);
        }
        return true;
    }

    /** Writes what was collected, and returns the table. */
    public RecordTable finish() {
        flush();
        RecordTable table = table();
        table.expect(0);
        filled = null;
        // Else it would hold on to the table.
        cursor.forget();
        return table;
    }

    // ---- collecting

    /** Whether a record is collected; if it is the first that is not, writes those before it. */
    private boolean collects(int keyLength, int valueLength) {
        if (!collecting) {
            return false;
        }
        if (keyLength > PageFormat.MAX_INLINE_KEY_BYTES
                || valueLength > RecordTable.MAX_INLINE_VALUE_BYTES
                || count == mostRecords
                || end + PageFormat.recordBytes(HEADER, keyLength, valueLength) > mostBytes) {
            flush();
        }
        return collecting;
    }

    /** Appends a record but for its value's bytes, unless there is one with this key. */
    private boolean appendKey(byte[] key, int offset, int length, long hash, int valueLength) {
        int tag = tag(hash);
        int slot = (int) (hash >>> NUMBER_BITS) & seenMask;
        while (seen[slot] != 0) {
            if ((seen[slot] ^ tag) >>> NUMBER_BITS == 0 && isKey(seen[slot] & NUMBER_MASK, key, offset, length)) {
                return false;
            }
            slot = slot + 1 & seenMask;
        }
        seen[slot] = tag | count + 1;
        int recordBytes = PageFormat.recordBytes(HEADER, length, valueLength);
        reserve(recordBytes);
        hashes[count] = hash;
        starts[count] = end;
        count++;
        if (3 * count > 2 * seenMask) {
            growSeen();
        }
        records[end] = HEADER;
        end = PageFormat.putLength(records, end + 1, length);
        System.arraycopy(key, offset, records, end, length);
        end = PageFormat.putLength(records, end + length, valueLength);
        return true;
    }

    private boolean isKey(int numberAndOne, byte[] key, int offset, int length) {
        int start = starts[numberAndOne - 1];
        int stored = PageFormat.length(records, start + 1);
        int at = start + 1 + PageFormat.lengthBytes(stored);
        return stored == length && Arrays.equals(records, at, at + stored, key, offset, offset + length);
    }

    private void reserve(int recordBytes) {
        if (end + recordBytes > records.length) {
            records = Arrays.copyOf(records, Math.min(2 * records.length, mostBytes));
        }
        if (count == starts.length) {
            hashes = Arrays.copyOf(hashes, 2 * count);
            starts = Arrays.copyOf(starts, 2 * count);
        }
    }

    private void growSeen() {
        clearSeen(2 * (seenMask + 1));
        for (int number = 0; number < count; number++) {
            int slot = (int) (hashes[number] >>> NUMBER_BITS) & seenMask;
            while (seen[slot] != 0) {
                slot = slot + 1 & seenMask;
            }
            seen[slot] = tag(hashes[number]) | number + 1;
        }
    }

    private static int tag(long hash) {
        return (int) (hash >>> Integer.SIZE) & ~NUMBER_MASK;
    }

    // ---- writing

    private void flush() {
        if (!collecting) {
            return;
        }
        collecting = false;
        if (order.length < count) {
            order = new long[hashes.length];
        }
        for (int number = 0; number < count; number++) {
            order[number] = hashes[number] & ~NUMBER_MASK | number;
        }
        Arrays.sort(order, 0, count);
        int depth = depth();
        TableGrowth.splitEmpty(table(), depth);
        int from = 0;
        for (int to = 1; to <= count; to++) {
            if (to == count || (depth > 0 && (order[to] ^ order[from]) >>> Long.SIZE - depth != 0)) {
                writePage(from, to);
                from = to;
            }
        }
    }

    /** How many times the table's only page is split. */
    private int depth() {
        long pages = Math.max(
                (count + TableGrowth.AVERAGE_RECORDS - 1) / TableGrowth.AVERAGE_RECORDS,
                (PageFormat.recordsStart(count) + (long) end + AVERAGE_BYTES - 1) / AVERAGE_BYTES);
        return TableGrowth.depthFor(pages);
    }

    private void writePage(int from, int to) {
        int bytes = 0;
        int sum = 0;
        for (int i = from; i < to; i++) {
            int number = (int) order[i] & NUMBER_MASK;
            bytes += recordEnd(number) - starts[number];
            // All of them at once, so that the processor waits for the memory of many and not for one after the other.
            sum += records[starts[number]];
        }
        warmth += sum;
        long position = hashes[(int) order[from] & NUMBER_MASK] >>> RecordTable.HASH_BITS_BELOW_POSITION;
        int length = PageFormat.lengthFor(to - from, bytes);
        if (to - from > PageFormat.SPLIT_ABOVE_RECORDS || length > PageFormat.COMFORTABLE_BYTES) {
            putOneByOne(from, to);
            return;
        }
        byte[] page = TableGrowth.replaceEmptyPage(table(), position, PageFormat.slotsFor(to - from), length);
        for (int i = from; i < to; i++) {
            int number = (int) order[i] & NUMBER_MASK;
            int start = starts[number];
            int recordBytes = recordEnd(number) - start;
            int at = PageFormat.end(page);
            PageFormat.appendSlot(page, PageFormat.fingerprint(hashes[number]), recordBytes);
            PageFormat.copyRecord(records, start, page, at, recordBytes);
        }
        table().addRecords(to - from);
    }

    private int recordEnd(int number) {
        return number + 1 == count ? end : starts[number + 1];
    }

    /** More than a page holds: the table finds room. */
    private void putOneByOne(int from, int to) {
        for (int i = from; i < to; i++) {
            int number = (int) order[i] & NUMBER_MASK;
            int keyLength = PageFormat.length(records, starts[number] + 1);
            int key = starts[number] + 1 + PageFormat.lengthBytes(keyLength);
            int valueLength = PageFormat.length(records, key + keyLength);
            int value = key + keyLength + PageFormat.lengthBytes(valueLength);
            table().find(records, key, keyLength, hashes[number], cursor);
            cursor.put(HEADER, records, value, valueLength, RecordTable.NO_EXPIRY);
        }
    }
}
