package io.cairn.engine.structure;

import static java.lang.invoke.MethodHandles.byteArrayViewVarHandle;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The bytes of a table's page, and the functions that need nothing but those bytes.
 *
 * <pre>
 *   0      4      5   6       8       10    12        14  16             16 + slots     16 + 3 * slots      end
 *   | stamp| depth| - | count | slots | end | garbage | - | fingerprints | offsets ...  | records, holes ... | free |
 *     4      1          2       2       2     2             1 each         2 each
 *
 *   record:  | type 4 bits, flags 4 bits | expiry 8, if any | key length 1-2 | key | value length 1-2 | value |
 * </pre>
 *
 * All numbers are little endian. {@code depth} is the number of leading bits of a position that all keys of the page
 * share. {@code slots} is a multiple of 8, sized by need. A length below 128 takes one byte; a longer one two, high part
 * first, with the top bit set. A record whose value is an object ends after the key. A record whose key is too long for
 * a page has {@link #EXTERNAL_KEY_LENGTH} as its key length and no key bytes.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>I1. Slots 0 ... count - 1 are in use, without gaps.
 *   <li>I2. A fingerprint in use is never 0, one not in use always: probing needs no look at the count.
 *   <li>I3. Sizes of the records in use + garbage = end - start of the records.
 * </ul>
 */
final class PageFormat {
    /** A page with more records splits: seven eighths of 64, so that probing reads seven words at most. */
    static final int SPLIT_ABOVE_RECORDS = 56;
    /** A page is split rather than made larger than this: it bounds what copy-on-write copies for one change. */
    static final int COMFORTABLE_BYTES = 4096;
    /** But a page with as few records as this grows on: splitting would leave mostly headers. */
    static final int GROW_UP_TO_RECORDS = 8;
    /** The largest page, which offsets of two bytes can address. Only a page that may not split becomes so large. */
    static final int MAX_PAGE_BYTES = 15 * 4096;
    /** Longer keys lie outside the page. */
    static final int MAX_INLINE_KEY_BYTES = 256;

    static final int MAX_RECORD_BYTES = 1 + 8 + 2 + MAX_INLINE_KEY_BYTES + 2 + RecordTable.MAX_INLINE_VALUE_BYTES;
    static final int EXTERNAL_KEY_LENGTH = 0x7fff;

    static final int TYPE_SHIFT = 4;
    /** The flag's value is the length of what it announces, which saves a branch in decoding. */
    static final int HAS_EXPIRY = Long.BYTES;

    static final int EXTERNAL_KEY = 2;
    static final int OBJECT_VALUE = 1;
    static final int FLAGS = HAS_EXPIRY | EXTERNAL_KEY | OBJECT_VALUE;

    static final VarHandle LONGS = byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);
    private static final VarHandle INTS = byteArrayViewVarHandle(int[].class, LITTLE_ENDIAN);
    private static final VarHandle SHORTS = byteArrayViewVarHandle(short[].class, LITTLE_ENDIAN);

    private static final int STAMP_AT = 0;
    private static final int DEPTH_AT = STAMP_AT + 4;
    private static final int COUNT_AT = DEPTH_AT + 2;
    private static final int SLOTS_AT = COUNT_AT + 2;
    private static final int END_AT = SLOTS_AT + 2;
    private static final int GARBAGE_AT = END_AT + 2;
    private static final int FINGERPRINTS_AT = GARBAGE_AT + 4;
    private static final int SLOT_BYTES = 3;
    private static final int LONG_LENGTH = 0x80;

    private static final int CACHE_LINE_BYTES = 64;
    private static final int SHORT_RECORD_BYTES = 48;
    private static final int COPIED_BY_WORD = 64;

    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long LOW_SHORTS = 0x0001000100010001L;
    private static final long LOW_SEVEN_BITS = 0x7f7f7f7f7f7f7f7fL;

    private PageFormat() {}

    // ---- header

    static int stamp(byte[] page) {
        return (int) INTS.get(page, STAMP_AT);
    }

    static void setStamp(byte[] page, int stamp) {
        INTS.set(page, STAMP_AT, stamp);
    }

    static int depth(byte[] page) {
        return page[DEPTH_AT];
    }

    static int count(byte[] page) {
        return unsignedShort(page, COUNT_AT);
    }

    static int slots(byte[] page) {
        return unsignedShort(page, SLOTS_AT);
    }

    static int end(byte[] page) {
        return unsignedShort(page, END_AT);
    }

    static int garbage(byte[] page) {
        return unsignedShort(page, GARBAGE_AT);
    }

    static int recordsStart(int slots) {
        return FINGERPRINTS_AT + SLOT_BYTES * slots;
    }

    /** The bytes that the records in use take. */
    static int liveBytes(byte[] page) {
        return end(page) - recordsStart(slots(page)) - garbage(page);
    }

    /** The length of a page without holes or free space. */
    static int lengthFor(int records, int recordBytes) {
        return recordsStart(slotsFor(records)) + recordBytes;
    }

    static int slotsFor(int records) {
        return Math.max(8, (records + 7) & -8);
    }

    static void format(byte[] page, int stamp, int depth, int slots) {
        INTS.set(page, STAMP_AT, stamp);
        LONGS.set(page, DEPTH_AT, 0L);
        page[DEPTH_AT] = (byte) depth;
        setShort(page, SLOTS_AT, slots);
        setShort(page, END_AT, recordsStart(slots));
        setShort(page, GARBAGE_AT, 0);
        Arrays.fill(page, FINGERPRINTS_AT, FINGERPRINTS_AT + slots, (byte) 0);
    }

    // ---- probing

    /** Returns the slot of the key, whose length must not exceed {@link #MAX_INLINE_KEY_BYTES}, or -1. */
    static int findSlot(byte[] page, long hash, byte[] key, int offset, int length) {
        int slots = slots(page);
        long pattern = fingerprint(hash) * LOW_BITS;
        for (int base = 0; base < slots; base += Long.BYTES) {
            long matches = zeroBytes((long) LONGS.get(page, FINGERPRINTS_AT + base) ^ pattern);
            while (matches != 0) {
                int slot = base + (Long.numberOfTrailingZeros(matches) >>> 3);
                if (keyEquals(page, record(page, slot, slots), key, offset, length)) {
                    return slot;
                }
                matches &= matches - 1;
            }
        }
        return -1;
    }

    /** Reads the header, the fingerprints and the offsets of a page, a byte in each line of the processor's cache. */
    static int warmIndex(byte[] page) {
        int last = page.length - 1;
        return page[0] + page[Math.min(CACHE_LINE_BYTES, last)] + page[Math.min(2 * CACHE_LINE_BYTES, last)];
    }

    /** Where the record is that probably has a hash, or where it would be added. */
    static int likelyPlace(byte[] page, long hash) {
        int slots = slots(page);
        long pattern = fingerprint(hash) * LOW_BITS;
        for (int base = 0; base < slots; base += Long.BYTES) {
            long matches = zeroBytes((long) LONGS.get(page, FINGERPRINTS_AT + base) ^ pattern);
            if (matches != 0) {
                return record(page, base + (Long.numberOfTrailingZeros(matches) >>> 3), slots);
            }
        }
        return end(page);
    }

    /** Reads a byte of a short record, and one more if it lies in two lines of the processor's cache. */
    static int warmPlace(byte[] page, int place) {
        int last = page.length - 1;
        return page[Math.min(place, last)] + page[Math.min(place + SHORT_RECORD_BYTES, last)];
    }

    /** Returns the next slot from {@code from} on with the hash's fingerprint, or -1. */
    static int nextCandidate(byte[] page, long hash, int from) {
        byte fingerprint = (byte) fingerprint(hash);
        int count = count(page);
        for (int slot = from; slot < count; slot++) {
            if (page[FINGERPRINTS_AT + slot] == fingerprint) {
                return slot;
            }
        }
        return -1;
    }

    /** The low byte of the hash, 0 being shown as 1 (I2). */
    static long fingerprint(long hash) {
        long low = hash & 0xff;
        return low + ((low - 1) >>> 63);
    }

    /** Returns 0x80 in exactly those bytes that are 0 in {@code word}. */
    private static long zeroBytes(long word) {
        return ~(((word & LOW_SEVEN_BITS) + LOW_SEVEN_BITS) | word | LOW_SEVEN_BITS);
    }

    private static boolean keyEquals(byte[] page, int record, byte[] key, int offset, int length) {
        int at = keyLengthAt(page, record);
        int stored = page[at];
        at++;
        if (stored < 0) {
            stored = longLength(page, at);
            at++;
        }
        return stored == length && equal(page, at, key, offset, length);
    }

    /** Compares eight bytes at a time, the last eight once more: half the time of the library's for short keys. */
    private static boolean equal(byte[] a, int aOffset, byte[] b, int bOffset, int length) {
        int last = length - Long.BYTES;
        if (last < 0) {
            for (int i = 0; i < length; i++) {
                if (a[aOffset + i] != b[bOffset + i]) {
                    return false;
                }
            }
            return true;
        }
        for (int i = 0; i < last; i += Long.BYTES) {
            if ((long) LONGS.get(a, aOffset + i) != (long) LONGS.get(b, bOffset + i)) {
                return false;
            }
        }
        return (long) LONGS.get(a, aOffset + last) == (long) LONGS.get(b, bOffset + last);
    }

    // ---- records

    static int record(byte[] page, int slot) {
        return record(page, slot, slots(page));
    }

    private static int record(byte[] page, int slot, int slots) {
        return unsignedShort(page, FINGERPRINTS_AT + slots + 2 * slot);
    }

    static long fingerprintAt(byte[] page, int slot) {
        return page[FINGERPRINTS_AT + slot] & 0xffL;
    }

    static int keyLengthAt(byte[] page, int record) {
        return record + 1 + (page[record] & HAS_EXPIRY);
    }

    /** Decodes the length at {@code at}. */
    static int length(byte[] page, int at) {
        int first = page[at];
        return first >= 0 ? first : longLength(page, at + 1);
    }

    private static int longLength(byte[] page, int at) {
        return (page[at - 1] & (LONG_LENGTH - 1)) << 8 | page[at] & 0xff;
    }

    static int lengthBytes(int length) {
        return length < LONG_LENGTH ? 1 : 2;
    }

    /** Encodes {@code length} at {@code at}; returns the offset behind it. */
    static int putLength(byte[] page, int at, int length) {
        if (length < LONG_LENGTH) {
            page[at] = (byte) length;
            return at + 1;
        }
        page[at] = (byte) (LONG_LENGTH | length >>> 8);
        page[at + 1] = (byte) length;
        return at + 2;
    }

    static long expireAtMs(byte[] page, int record) {
        return (page[record] & HAS_EXPIRY) == 0 ? RecordTable.NO_EXPIRY : (long) LONGS.get(page, record + 1);
    }

    /** The offset behind the key, where the value's length or the record's end is. */
    static int keyEnd(byte[] page, int record) {
        int at = keyLengthAt(page, record);
        int length = length(page, at);
        return at + lengthBytes(length) + (length == EXTERNAL_KEY_LENGTH ? 0 : length);
    }

    static int recordBytes(byte[] page, int record) {
        int at = keyEnd(page, record);
        if ((page[record] & OBJECT_VALUE) == 0) {
            int length = length(page, at);
            at += lengthBytes(length) + length;
        }
        return at - record;
    }

    /** The size of a record; {@code valueLength} is ignored if the value is an object. */
    static int recordBytes(int header, int keyLength, int valueLength) {
        int key = (header & EXTERNAL_KEY) != 0 ? 2 : lengthBytes(keyLength) + keyLength;
        int value = (header & OBJECT_VALUE) != 0 ? 0 : lengthBytes(valueLength) + valueLength;
        return 1 + (header & HAS_EXPIRY) + key + value;
    }

    // ---- changes

    /** Takes room for a record of an existing slot, behind the others; the caller knows that there is enough. */
    static int append(byte[] page, int slot, int bytes) {
        int record = end(page);
        setRecord(page, slot, record);
        setShort(page, END_AT, record + bytes);
        return record;
    }

    /** Takes a slot for a key with this fingerprint, and room for its record. */
    static int appendSlot(byte[] page, long fingerprint, int bytes) {
        int slot = count(page);
        setShort(page, COUNT_AT, slot + 1);
        page[FINGERPRINTS_AT + slot] = (byte) fingerprint;
        append(page, slot, bytes);
        return slot;
    }

    /** Gives up {@code bytes} at {@code from}: free space if they are the last ones, else a hole. */
    static void release(byte[] page, int from, int bytes) {
        if (from + bytes == end(page)) {
            setShort(page, END_AT, from);
        } else {
            setShort(page, GARBAGE_AT, garbage(page) + bytes);
        }
    }

    /** Makes the last record longer, in place. */
    static void extendLast(byte[] page, int bytes) {
        setShort(page, END_AT, end(page) + bytes);
    }

    /** Frees a slot by moving the last one into it; returns the number of the slot that moved. */
    static int removeSlot(byte[] page, int slot) {
        int last = count(page) - 1;
        page[FINGERPRINTS_AT + slot] = page[FINGERPRINTS_AT + last];
        page[FINGERPRINTS_AT + last] = 0;
        setRecord(page, slot, record(page, last));
        setShort(page, COUNT_AT, last);
        if (last == 0) {
            setShort(page, END_AT, recordsStart(slots(page)));
            setShort(page, GARBAGE_AT, 0);
        }
        return last;
    }

    /**
     * Copies all records of {@code from} to the end of {@code to}, in order of their slots and without holes. The record
     * of {@code skippedSlot} (or none, if that is -1) keeps its slot only: the caller gives it new room.
     */
    static void appendAll(byte[] to, byte[] from, int skippedSlot) {
        int count = count(from);
        if (garbage(from) == 0 && skippedSlot < 0 && count(to) == 0) {
            appendDense(to, from, count);
            return;
        }
        for (int slot = 0; slot < count; slot++) {
            if (slot == skippedSlot) {
                appendSlot(to, fingerprintAt(from, slot), 0);
            } else {
                appendCopy(to, from, slot);
            }
        }
    }

    /** Copies those records of {@code from} to the empty page {@code to} that a split takes to this side. */
    static void appendSome(byte[] to, byte[] from, boolean[] sides, boolean side) {
        int fromSlots = slots(from);
        int places = FINGERPRINTS_AT + slots(to);
        int count = 0;
        int end = end(to);
        for (int slot = 0; slot < sides.length; slot++) {
            if (sides[slot] == side) {
                int record = record(from, slot, fromSlots);
                int bytes = recordBytes(from, record);
                to[FINGERPRINTS_AT + count] = from[FINGERPRINTS_AT + slot];
                setShort(to, places + 2 * count, end);
                copyRecord(from, record, to, end, bytes);
                end += bytes;
                count++;
            }
        }
        setShort(to, COUNT_AT, count);
        setShort(to, END_AT, end);
    }

    /** Copies short records eight bytes at a time, the last eight once more: half the time of the library's. */
    static void copyRecord(byte[] from, int record, byte[] to, int at, int bytes) {
        int last = bytes - Long.BYTES;
        if (last < 0 || bytes > COPIED_BY_WORD) {
            System.arraycopy(from, record, to, at, bytes);
            return;
        }
        for (int i = 0; i < last; i += Long.BYTES) {
            LONGS.set(to, at + i, (long) LONGS.get(from, record + i));
        }
        LONGS.set(to, at + last, (long) LONGS.get(from, record + last));
    }

    static void appendCopy(byte[] to, byte[] from, int slot) {
        int record = record(from, slot);
        int bytes = recordBytes(from, record);
        int copy = end(to);
        appendSlot(to, fingerprintAt(from, slot), bytes);
        copyRecord(from, record, to, copy, bytes);
    }

    /** Into an empty page from one without holes: the records keep their order, so their offsets all move alike. */
    private static void appendDense(byte[] to, byte[] from, int count) {
        int fromStart = recordsStart(slots(from));
        int toStart = end(to);
        System.arraycopy(from, fromStart, to, toStart, end(from) - fromStart);
        System.arraycopy(from, FINGERPRINTS_AT, to, FINGERPRINTS_AT, count);
        movePlaces(to, from, count, toStart - fromStart);
        setShort(to, COUNT_AT, count);
        setShort(to, END_AT, toStart + end(from) - fromStart);
    }

    /** Copies the offsets of all records, each changed by {@code distance}; four at a time where they become larger. */
    private static void movePlaces(byte[] to, byte[] from, int count, int distance) {
        int fromSlots = slots(from);
        int fromAt = FINGERPRINTS_AT + fromSlots;
        int toAt = FINGERPRINTS_AT + slots(to);
        if (distance < 0) {
            for (int slot = 0; slot < count; slot++) {
                setRecord(to, slot, record(from, slot, fromSlots) + distance);
            }
            return;
        }
        // Offsets in use fit their two bytes afterwards, so nothing is carried from one to the next; behind them is
        // nothing.
        long four = distance * LOW_SHORTS;
        for (int at = 0; at < 2 * count; at += Long.BYTES) {
            LONGS.set(to, toAt + at, (long) LONGS.get(from, fromAt + at) + four);
        }
    }

    private static void setRecord(byte[] page, int slot, int record) {
        setShort(page, FINGERPRINTS_AT + slots(page) + 2 * slot, record);
    }

    private static int unsignedShort(byte[] page, int at) {
        return (short) SHORTS.get(page, at) & 0xffff;
    }

    private static void setShort(byte[] page, int at, int value) {
        SHORTS.set(page, at, (short) value);
    }
}
