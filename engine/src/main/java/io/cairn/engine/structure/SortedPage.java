package io.cairn.engine.structure;

import static java.lang.invoke.MethodHandles.byteArrayViewVarHandle;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The bytes of a leaf of a {@link SortedTree}, and the functions that need nothing but those bytes and their count.
 *
 * <pre>
 *   0      2         4            4 + 2 * count                length - used                              length
 *   | used | garbage | places ... |           free             | records in any order, holes ...               |
 *     2      2         2 each
 *
 *   record:  | key length 1, 2 or 5 | key | value |
 * </pre>
 *
 * <p>The places are in the order of the keys. A place is the distance of a record from the page's end, so that a page
 * moves to an array of another size as it is; 0 says that the record is the page's only one and lies directly behind its
 * place, as long as it may be. A key length below 128 takes one byte; below 0x7f00 two bytes, high part first, with the
 * top bit set; a longer one 0xff and four bytes. All other numbers are little endian.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>I1. Keys ascend strictly in the order of their places.
 *   <li>I2. Sizes of the records + garbage = used; {@code 4 + 2 * count + used <= length}.
 *   <li>I3. A page with place 0 has one record, used and garbage are 0, and the length is that of what it holds.
 * </ul>
 */
final class SortedPage {
    static final int HEADER_BYTES = 4;
    static final int PLACE_BYTES = 2;

    private static final int USED_AT = 0;
    private static final int GARBAGE_AT = USED_AT + 2;
    private static final int PLACES_AT = HEADER_BYTES;
    private static final int LARGE_RECORD_AT = PLACES_AT + PLACE_BYTES;

    /** What a processor fetches at once. */
    private static final int LINE_BYTES = 64;

    static final int LONGEST_STRIDE = 16;
    static final int SHORTER_STRIDE = 4;

    private static final int TWO_BYTE_LENGTH = 0x80;
    private static final int FIVE_BYTE_LENGTH = 0xff;
    private static final int MAX_TWO_BYTE_LENGTH = 0x7eff;

    private static final VarHandle BIG_LONGS = byteArrayViewVarHandle(long[].class, BIG_ENDIAN);
    private static final VarHandle SHORTS = byteArrayViewVarHandle(short[].class, LITTLE_ENDIAN);
    private static final VarHandle INTS = byteArrayViewVarHandle(int[].class, LITTLE_ENDIAN);

    private SortedPage() {}

    static long longAt(byte[] bytes, int at) {
        return (long) BIG_LONGS.get(bytes, at);
    }

    // ---- header

    static int used(byte[] page) {
        return unsignedShort(page, USED_AT);
    }

    static int garbage(byte[] page) {
        return unsignedShort(page, GARBAGE_AT);
    }

    static int freeBytes(byte[] page, int count) {
        return page.length - PLACES_AT - PLACE_BYTES * count - used(page);
    }

    /** The length of a page with the same records, without holes or free space. */
    static int denseBytes(byte[] page, int count) {
        return isLarge(page, count) ? page.length : PLACES_AT + PLACE_BYTES * count + used(page) - garbage(page);
    }

    /** Tells whether the page holds one large record, and nothing else. */
    static boolean isLarge(byte[] page, int count) {
        return count == 1 && unsignedShort(page, PLACES_AT) == 0;
    }

    /** Makes an empty page of whatever the array held. */
    static byte[] format(byte[] page) {
        INTS.set(page, USED_AT, 0);
        return page;
    }

    // ---- records

    static int record(byte[] page, int slot) {
        int place = unsignedShort(page, PLACES_AT + PLACE_BYTES * slot);
        return place == 0 ? LARGE_RECORD_AT : page.length - place;
    }

    static int keyOffset(byte[] page, int record) {
        byte first = page[record];
        return record + (first >= 0 ? 1 : longLengthBytes(first));
    }

    static int keyLength(byte[] page, int record) {
        byte first = page[record];
        return first >= 0 ? first : longLength(page, record);
    }

    private static int longLengthBytes(byte first) {
        return first == (byte) FIVE_BYTE_LENGTH ? 5 : 2;
    }

    private static int longLength(byte[] page, int record) {
        byte first = page[record];
        return first == (byte) FIVE_BYTE_LENGTH
                ? (int) INTS.get(page, record + 1)
                : (first & (TWO_BYTE_LENGTH - 1)) << 8 | page[record + 1] & 0xff;
    }

    private static int lengthBytes(int keyLength) {
        return keyLength < TWO_BYTE_LENGTH ? 1 : keyLength <= MAX_TWO_BYTE_LENGTH ? 2 : 5;
    }

    /** The size of a record with a key of this length. */
    static int recordBytes(int keyLength, int valueBytes) {
        return Math.addExact(lengthBytes(keyLength) + valueBytes, keyLength);
    }

    private static int recordBytesAt(byte[] page, int record, int valueBytes) {
        return keyOffset(page, record) - record + keyLength(page, record) + valueBytes;
    }

    /** Encodes a length; returns the offset behind it. */
    private static int putLength(byte[] page, int at, int length) {
        if (length < TWO_BYTE_LENGTH) {
            page[at] = (byte) length;
            return at + 1;
        }
        if (length <= MAX_TWO_BYTE_LENGTH) {
            page[at] = (byte) (TWO_BYTE_LENGTH | length >>> 8);
            page[at + 1] = (byte) length;
            return at + 2;
        }
        page[at] = (byte) FIVE_BYTE_LENGTH;
        INTS.set(page, at + 1, length);
        return at + 5;
    }

    // ---- searching

    /**
     * Returns the first slot whose key is not below the key searched; {@code count} if there is none.
     *
     * <p>Slots are not halved but counted, every sixteenth, of those between every fourth, and then the rest: that is twice as
     * many, but those of a round do not wait for one another, each for memory that is far away, and there is no branch to be
     * guessed.
     *
     * @param prefix {@link TreeInner#prefix} of the key: most compares are decided by it
     */
    static int lowerBound(byte[] page, int count, long prefix, byte[] key, int offset, int length) {
        int low = 0;
        for (int stride = LONGEST_STRIDE; stride > 0; stride /= SHORTER_STRIDE) {
            low = narrow(page, count, low, stride, prefix);
        }
        return low < count && prefixAt(page, low) == prefix
                ? lowerBoundFrom(low, page, count, prefix, key, offset, length)
                : low;
    }

    /** One round of {@link #lowerBound}: of the slots from {@code low} on, which the one before has found. */
    static int narrow(byte[] page, int count, int low, int stride, long prefix) {
        int high = stride == LONGEST_STRIDE ? count : Math.min(count, low + stride * SHORTER_STRIDE - 1);
        int below = 0;
        for (int slot = low + stride - 1; slot < high; slot += stride) {
            below += prefixAt(page, slot) < prefix ? stride : 0;
        }
        return low + below;
    }

    /** Reads all places. */
    static int warmPlaces(byte[] page, int count) {
        int sum = 0;
        int end = Math.min(page.length, PLACES_AT + PLACE_BYTES * count);
        for (int at = 0; at < end; at += LINE_BYTES) {
            sum += page[at];
        }
        return sum;
    }

    private static long prefixAt(byte[] page, int slot) {
        int record = record(page, slot);
        byte stored = page[record];
        return stored >= Long.BYTES
                ? longAt(page, record + 1) ^ Long.MIN_VALUE
                : TreeInner.prefix(page, keyOffset(page, record), keyLength(page, record));
    }

    /** {@link #lowerBound} if the prefixes of all slots before this one are lower. */
    private static int lowerBoundFrom(
            int first, byte[] page, int count, long prefix, byte[] key, int offset, int length) {
        if (!isBelow(page, record(page, first), prefix, key, offset, length)) {
            return first;
        }
        int low = first + 1;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (isBelow(page, record(page, middle), prefix, key, offset, length)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static boolean isBelow(byte[] page, int record, long prefix, byte[] key, int offset, int length) {
        int at = keyOffset(page, record);
        int stored = keyLength(page, record);
        if (stored >= Long.BYTES) {
            long p = longAt(page, at) ^ Long.MIN_VALUE;
            if (p != prefix) {
                return p < prefix;
            }
        }
        return Arrays.compareUnsigned(page, at, at + stored, key, offset, offset + length) < 0;
    }

    static boolean equalsAt(byte[] page, int slot, byte[] key, int offset, int length) {
        int record = record(page, slot);
        int at = keyOffset(page, record);
        return keyLength(page, record) == length && Arrays.equals(page, at, at + length, key, offset, offset + length);
    }

    /** Compares the key of a slot with another: below 0 if it is lower. */
    static int compare(byte[] page, int slot, byte[] key, int offset, int length) {
        int record = record(page, slot);
        int at = keyOffset(page, record);
        return Arrays.compareUnsigned(page, at, at + keyLength(page, record), key, offset, offset + length);
    }

    /** Returns the shortest key that is above the key of slot {@code lowSlot} and not above that of {@code highSlot}. */
    static byte[] separator(byte[] low, int lowSlot, byte[] high, int highSlot) {
        int lowRecord = record(low, lowSlot);
        int lowAt = keyOffset(low, lowRecord);
        int highRecord = record(high, highSlot);
        int highAt = keyOffset(high, highRecord);
        int common = Arrays.mismatch(
                low, lowAt, lowAt + keyLength(low, lowRecord), high, highAt, highAt + keyLength(high, highRecord));
        assert common >= 0 && common < keyLength(high, highRecord) : "keys out of order";
        return Arrays.copyOfRange(high, highAt, highAt + common + 1);
    }

    // ---- changes

    /** Inserts a record whose value is all zeros; the caller knows that there is enough free space. */
    static void insert(byte[] page, int count, int slot, byte[] key, int offset, int length, int valueBytes) {
        int used = used(page) + recordBytes(length, valueBytes);
        int at = putLength(page, page.length - used, length);
        System.arraycopy(key, offset, page, at, length);
        Arrays.fill(page, at + length, at + length + valueBytes, (byte) 0);
        int place = PLACES_AT + PLACE_BYTES * slot;
        System.arraycopy(page, place, page, place + PLACE_BYTES, PLACE_BYTES * (count - slot));
        setShort(page, place, used);
        setShort(page, USED_AT, used);
    }

    /** Returns a page for one large record, whose value is all zeros. */
    static byte[] large(byte[] key, int offset, int length, int valueBytes) {
        byte[] page = new byte[Math.addExact(LARGE_RECORD_AT, recordBytes(length, valueBytes))];
        System.arraycopy(key, offset, page, putLength(page, LARGE_RECORD_AT, length), length);
        return page;
    }

    /** Removes the records of some neighbouring slots, not all there are. */
    static void remove(byte[] page, int count, int slot, int removed, int valueBytes) {
        for (int i = slot; i < slot + removed; i++) {
            release(page, record(page, i), valueBytes);
        }
        int place = PLACES_AT + PLACE_BYTES * slot;
        int behind = PLACE_BYTES * removed;
        System.arraycopy(page, place + behind, page, place, PLACE_BYTES * (count - slot - removed));
    }

    /** Gives up a record: free space if it is the one put last, else a hole. */
    private static void release(byte[] page, int record, int valueBytes) {
        int bytes = recordBytesAt(page, record, valueBytes);
        if (record == page.length - used(page)) {
            setShort(page, USED_AT, used(page) - bytes);
        } else {
            setShort(page, GARBAGE_AT, garbage(page) + bytes);
        }
    }

    /** Copies some neighbouring records behind those that the other page has, without holes. */
    static void append(byte[] to, int toCount, byte[] from, int slot, int copied, int valueBytes) {
        int used = used(to);
        int place = PLACES_AT + PLACE_BYTES * toCount;
        for (int i = slot; i < slot + copied; i++) {
            int record = record(from, i);
            int bytes = recordBytesAt(from, record, valueBytes);
            used += bytes;
            System.arraycopy(from, record, to, to.length - used, bytes);
            setShort(to, place, used);
            place += PLACE_BYTES;
        }
        setShort(to, USED_AT, used);
    }

    /** Copies all records to an empty page, without holes. */
    static void copyAll(byte[] to, byte[] from, int count, int valueBytes) {
        if (garbage(from) == 0) {
            int used = used(from);
            System.arraycopy(from, 0, to, 0, PLACES_AT + PLACE_BYTES * count);
            System.arraycopy(from, from.length - used, to, to.length - used, used);
        } else {
            append(to, 0, from, 0, count, valueBytes);
        }
    }

    /** Returns how many records, from the first on, make up about half of the bytes; at least 1, and not all. */
    static int middle(byte[] page, int count, int valueBytes) {
        int half = (used(page) - garbage(page) + PLACE_BYTES * count) / 2;
        int slot = 0;
        int bytes = 0;
        while (bytes < half) {
            bytes += recordBytesAt(page, record(page, slot), valueBytes) + PLACE_BYTES;
            slot++;
        }
        return Math.min(Math.max(slot, 1), count - 1);
    }

    /** The bytes that some neighbouring records take, their places included. */
    static int bytesOf(byte[] page, int slot, int records, int valueBytes) {
        int bytes = 0;
        for (int i = slot; i < slot + records; i++) {
            bytes += recordBytesAt(page, record(page, i), valueBytes) + PLACE_BYTES;
        }
        return bytes;
    }

    private static int unsignedShort(byte[] page, int at) {
        return (short) SHORTS.get(page, at) & 0xffff;
    }

    private static void setShort(byte[] page, int at, int value) {
        SHORTS.set(page, at, (short) value);
    }
}
