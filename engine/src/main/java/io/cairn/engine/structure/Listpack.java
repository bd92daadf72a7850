package io.cairn.engine.structure;

import static java.lang.invoke.MethodHandles.byteArrayViewVarHandle;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Redis' listpack: strings and whole numbers one after another in one array, to be walked from either end. Small lists,
 * hashes, sets and sorted sets are kept so, and saved as they are. On disk, do not change.
 *
 * <pre>
 *   listpack := total bytes u32, count u16 (65535: count them), entry*, ff            little endian
 *   entry    := encoding data, length of these two, to be read from behind
 *
 *   0vvvvvvv           0 ... 127                    11110001 i16    11110010 i24
 *   110vvvvv v8        -4096 ... 4095               11110011 i32    11110100 i64
 *   10llllll           string of up to 63 bytes
 *   1110llll l8        string of up to 4095 bytes   11110000 u32    string of up to 4 GiB
 *
 *   length   := groups of 7 bits, the highest first, all but the first with the top bit set
 * </pre>
 *
 * <p>An entry is named by the offset at which it begins, {@code at}; the end by that of its byte {@code ff}. A text that
 * is the canonical one of a {@code long} is always stored as a number, so that comparing is one compare.
 *
 * <p>Reading works on any array; the functions that change a listpack work on a {@link Packed} that holds nothing else.
 * Offsets behind the place of a change are other ones afterwards. Nothing here checks what it reads: bytes that come from
 * elsewhere go through {@link #isValid} first.
 *
 * <p>Cost: reaching entry n is O(n), everything else O(1) plus the bytes moved. No allocation but for growth.
 */
public final class Listpack {
    /** Length of an empty one. */
    public static final int EMPTY_BYTES = 7;

    private static final int COUNT_AT = 4;
    static final int HEADER_BYTES = 6;
    private static final int UNKNOWN_COUNT = 0xffff;
    private static final int END = 0xff;

    private static final int INT13 = 0xc0;
    private static final int STRING12 = 0xe0;
    private static final int STRING32 = 0xf0;
    private static final int INT16 = 0xf1;
    private static final int INT24 = 0xf2;
    private static final int INT32 = 0xf3;
    private static final int INT64 = 0xf4;

    private static final VarHandle LONGS = byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);
    private static final VarHandle INTS = byteArrayViewVarHandle(int[].class, LITTLE_ENDIAN);
    private static final VarHandle SHORTS = byteArrayViewVarHandle(short[].class, LITTLE_ENDIAN);

    private Listpack() {}

    // ---- walking

    /** The first entry of the listpack that begins at {@code start}, or its end. */
    public static int first(int start) {
        return start + HEADER_BYTES;
    }

    /** The last entry, or -1 if there is none. */
    public static int last(byte[] bytes, int start) {
        int end = end(bytes, start);
        return end == first(start) ? -1 : previous(bytes, end);
    }

    /** The end, behind the last entry. */
    public static int end(byte[] bytes, int start) {
        return start + totalBytes(bytes, start) - 1;
    }

    /** Whether {@code at} is the end. */
    public static boolean isEnd(byte[] bytes, int at) {
        return bytes[at] == (byte) END;
    }

    /** The entry behind that at {@code at}, or the end. */
    public static int next(byte[] bytes, int at) {
        int first = bytes[at] & 0xff;
        if (first < INT13) {
            // A number of one byte or a short string, as most are, with a length of one byte behind it.
            return at + 2 + (first < 0x80 ? 0 : first & 0x3f);
        }
        int length = entryBytes(bytes, at);
        return at + length + backLengthBytes(length);
    }

    /** The entry before {@code at}, which is not the first. */
    public static int previous(byte[] bytes, int at) {
        int from = at - 1;
        int length = bytes[from] & 0x7f;
        for (int shift = 7; bytes[from] < 0; shift += 7) {
            from--;
            length |= (bytes[from] & 0x7f) << shift;
        }
        return from - length;
    }

    /** Entry {@code index}, counted from 0 or, negative, from the end with -1; -1 if there is none. */
    public static int seek(byte[] bytes, int start, long index) {
        int count = count(bytes, start);
        long forward = index < 0 ? index + count : index;
        if (forward < 0 || forward >= count) {
            return -1;
        }
        if (forward <= count / 2) {
            int at = first(start);
            for (long i = 0; i < forward; i++) {
                at = next(bytes, at);
            }
            return at;
        }
        int at = end(bytes, start);
        for (long i = count; i > forward; i--) {
            at = previous(bytes, at);
        }
        return at;
    }

    /** Length in bytes of all of it. */
    public static int totalBytes(byte[] bytes, int start) {
        return (int) INTS.get(bytes, start);
    }

    /** Number of entries. */
    public static int count(byte[] bytes, int start) {
        int count = (short) SHORTS.get(bytes, start + COUNT_AT) & 0xffff;
        return count == UNKNOWN_COUNT ? countUp(bytes, first(start)) : count;
    }

    private static int countUp(byte[] bytes, int first) {
        int count = 0;
        for (int at = first; !isEnd(bytes, at); at = next(bytes, at)) {
            count++;
        }
        return count;
    }

    // ---- reading

    /** Points {@code element} at the entry. */
    public static void read(byte[] bytes, int at, Element element) {
        if (isInteger(bytes, at)) {
            element.pointInteger(integer(bytes, at));
        } else {
            int head = headBytes(bytes, at);
            element.point(bytes, at + head, entryBytes(bytes, at) - head);
        }
    }

    /** The length of a string of up to 63 bytes, which begins behind {@code at} and has one byte behind it; -1 for other entries. */
    public static int shortLength(byte[] bytes, int at) {
        int first = bytes[at] & 0xff;
        return first >= 0x80 && first < INT13 ? first & 0x3f : -1;
    }

    /** Whether the entry is a whole number. */
    public static boolean isInteger(byte[] bytes, int at) {
        int first = bytes[at] & 0xff;
        return first < 0x80 || (first & 0xe0) == INT13 || first > STRING32;
    }

    /** The number that an entry is. */
    public static long integer(byte[] bytes, int at) {
        int first = bytes[at] & 0xff;
        if (first < 0x80) {
            return first;
        }
        if ((first & 0xe0) == INT13) {
            int low = bytes[at + 1] & 0xff;
            return ((long) first << 8 | low) << 51 >> 51;
        }
        return switch (first) {
            case INT16 -> (short) SHORTS.get(bytes, at + 1);
            case INT24 -> (int) INTS.get(bytes, at) >> 8;
            case INT32 -> (int) INTS.get(bytes, at + 1);
            default -> (long) LONGS.get(bytes, at + 1);
        };
    }

    /**
     * Finds the text among every {@code step}-th entry from the first on.
     *
     * @return the entry, or -1
     */
    public static int find(byte[] bytes, int start, int step, byte[] text, int offset, int length) {
        return findFrom(bytes, first(start), step, text, offset, length);
    }

    /** {@link #find} from an entry on. */
    public static int findFrom(byte[] bytes, int from, int step, byte[] text, int offset, int length) {
        boolean numeric = Numbers.isLong(text, offset, length);
        long number = numeric ? Numbers.toLong(text, offset, length) : 0;
        int at = from;
        while (!isEnd(bytes, at)) {
            boolean equal = numeric
                    ? isInteger(bytes, at) && integer(bytes, at) == number
                    : isText(bytes, at, text, offset, length);
            if (equal) {
                return at;
            }
            for (int i = 0; i < step; i++) {
                at = next(bytes, at);
            }
        }
        return -1;
    }

    /** Whether the entry has the text. */
    public static boolean equal(byte[] bytes, int at, byte[] text, int offset, int length) {
        return isInteger(bytes, at)
                ? Numbers.isLong(text, offset, length) && integer(bytes, at) == Numbers.toLong(text, offset, length)
                : isText(bytes, at, text, offset, length);
    }

    private static boolean isText(byte[] bytes, int at, byte[] text, int offset, int length) {
        int head = headBytes(bytes, at);
        if (isInteger(bytes, at) || entryBytes(bytes, at) - head != length) {
            return false;
        }
        return isEqual(bytes, at + head, text, offset, length);
    }

    /** Compares the ends first: names that are alike, such as numbered ones, differ there. */
    private static boolean isEqual(byte[] bytes, int from, byte[] text, int offset, int length) {
        int before = length - Long.BYTES;
        if (before >= 0) {
            return (long) LONGS.get(bytes, from + before) == (long) LONGS.get(text, offset + before)
                    && Arrays.equals(bytes, from, from + before, text, offset, offset + before);
        }
        for (int i = 0; i < length; i++) {
            if (bytes[from + i] != text[offset + i]) {
                return false;
            }
        }
        return true;
    }

    /** Bytes of encoding and data, without the length behind them. */
    static int entryBytes(byte[] bytes, int at) {
        int first = bytes[at] & 0xff;
        if (first < 0x80) {
            return 1;
        }
        if (first < INT13) {
            return 1 + (first & 0x3f);
        }
        if (first < STRING12) {
            return 2;
        }
        if (first < STRING32) {
            return 2 + ((first & 0x0f) << 8 | bytes[at + 1] & 0xff);
        }
        return switch (first) {
            case STRING32 -> 5 + (int) INTS.get(bytes, at + 1);
            case INT16 -> 3;
            case INT24 -> 4;
            case INT32 -> 5;
            default -> 9;
        };
    }

    /** Bytes before a string's own. */
    static int headBytes(byte[] bytes, int at) {
        int first = bytes[at] & 0xff;
        return first < INT13 ? 1 : first < STRING32 ? 2 : 5;
    }

    private static int backLengthBytes(int length) {
        return length < 1 << 7 ? 1 : length < 1 << 14 ? 2 : length < 1 << 21 ? 3 : length < 1 << 28 ? 4 : 5;
    }

    // ---- changing

    /** Makes it an empty listpack. */
    public static void clear(Packed pack) {
        byte[] bytes = pack.splice(0, pack.length(), EMPTY_BYTES);
        INTS.set(bytes, 0, EMPTY_BYTES);
        SHORTS.set(bytes, COUNT_AT, (short) 0);
        bytes[HEADER_BYTES] = (byte) END;
    }

    /** How many bytes an entry with this text takes. */
    public static int bytesFor(byte[] text, int offset, int length) {
        int entry = Numbers.isLong(text, offset, length)
                ? integerBytes(Numbers.toLong(text, offset, length))
                : stringHeadBytes(length) + length;
        return entry + backLengthBytes(entry);
    }

    /** Adds an entry at the end. The text must not lie in {@code pack}, here and below. */
    public static void append(Packed pack, byte[] text, int offset, int length) {
        insert(pack, end(pack.bytes(), 0), text, offset, length);
    }

    /** Adds a number at the end. */
    public static void append(Packed pack, long number) {
        insert(pack, end(pack.bytes(), 0), number);
    }

    /**
     * Inserts an entry before that at {@code at}, or at the end.
     *
     * @return the offset behind it, where the entry is that was at {@code at}
     */
    public static int insert(Packed pack, int at, byte[] text, int offset, int length) {
        return put(pack, at, 0, text, offset, length);
    }

    /** {@link #insert} of a number. */
    public static int insert(Packed pack, int at, long number) {
        return put(pack, at, 0, number);
    }

    /** Gives the entry another text; returns the offset behind it. */
    public static int replace(Packed pack, int at, byte[] text, int offset, int length) {
        return put(pack, at, next(pack.bytes(), at) - at, text, offset, length);
    }

    /** Makes the entry another number; returns the offset behind it. */
    public static int replace(Packed pack, int at, long number) {
        return put(pack, at, next(pack.bytes(), at) - at, number);
    }

    /** Removes {@code count} entries from {@code at} on; all of them must be there. */
    public static void remove(Packed pack, int at, int count) {
        int to = at;
        for (int i = 0; i < count; i++) {
            to = next(pack.bytes(), to);
        }
        byte[] bytes = pack.splice(at, to - at, 0);
        noteSizes(bytes, pack.length(), -count);
    }

    /** Adds at the end the entries that lie from {@code from} to {@code to} in another listpack, {@code count} of them. */
    public static void appendAll(Packed pack, byte[] source, int from, int to, int count) {
        int at = end(pack.bytes(), 0);
        byte[] bytes = pack.splice(at, 0, to - from);
        System.arraycopy(source, from, bytes, at, to - from);
        noteSizes(bytes, pack.length(), count);
    }

    /**
     * Removes entries with this text, {@code limit} of them at most: the first ones or, {@code backwards}, the last.
     *
     * @return how many it removed
     */
    public static int removeEqual(Packed pack, byte[] text, int offset, int length, long limit, boolean backwards) {
        int removed = 0;
        int at = backwards ? last(pack.bytes(), 0) : first(0);
        while (removed < limit && at >= first(0) && !isEnd(pack.bytes(), at)) {
            boolean equal = equal(pack.bytes(), at, text, offset, length);
            if (equal) {
                remove(pack, at, 1);
                removed++;
            }
            if (backwards) {
                at = at == first(0) ? -1 : previous(pack.bytes(), at);
            } else if (!equal) {
                at = next(pack.bytes(), at);
            }
        }
        return removed;
    }

    private static int put(Packed pack, int at, int replaced, byte[] text, int offset, int length) {
        if (Numbers.isLong(text, offset, length)) {
            return put(pack, at, replaced, Numbers.toLong(text, offset, length));
        }
        int entry = stringHeadBytes(length) + length;
        byte[] bytes = pack.splice(at, replaced, entry + backLengthBytes(entry));
        write(bytes, at, text, offset, length);
        return finish(pack, at, entry, replaced == 0 ? 1 : 0);
    }

    private static int put(Packed pack, int at, int replaced, long number) {
        int entry = integerBytes(number);
        byte[] bytes = pack.splice(at, replaced, entry + 1);
        write(bytes, at, number);
        return finish(pack, at, entry, replaced == 0 ? 1 : 0);
    }

    /** Writes an entry's encoding and data, of a text that is no number; returns the offset behind them. */
    static int write(byte[] bytes, int at, byte[] text, int offset, int length) {
        int head = stringHeadBytes(length);
        if (head == 1) {
            bytes[at] = (byte) (0x80 | length);
        } else if (head == 2) {
            bytes[at] = (byte) (STRING12 | length >>> 8);
            bytes[at + 1] = (byte) length;
        } else {
            bytes[at] = (byte) STRING32;
            INTS.set(bytes, at + 1, length);
        }
        System.arraycopy(text, offset, bytes, at + head, length);
        return at + head + length;
    }

    /** Writes the encoding and data of a number; returns the offset behind them. */
    static int write(byte[] bytes, int at, long number) {
        int length = integerBytes(number);
        switch (length) {
            case 1 -> bytes[at] = (byte) number;
            case 2 -> {
                bytes[at] = (byte) (INT13 | number >>> 8 & 0x1f);
                bytes[at + 1] = (byte) number;
            }
            case 3 -> {
                bytes[at] = (byte) INT16;
                SHORTS.set(bytes, at + 1, (short) number);
            }
            case 4 -> INTS.set(bytes, at, (int) number << 8 | INT24);
            case 5 -> {
                bytes[at] = (byte) INT32;
                INTS.set(bytes, at + 1, (int) number);
            }
            default -> {
                bytes[at] = (byte) INT64;
                LONGS.set(bytes, at + 1, number);
            }
        }
        return at + length;
    }

    /** Writes the length behind an entry that lies from {@code from} to {@code to}; returns the offset behind it. */
    static int writeBackLength(byte[] bytes, int from, int to) {
        int length = to - from;
        int groups = backLengthBytes(length);
        int at = to;
        for (int i = groups - 1; i >= 0; i--) {
            bytes[at++] = (byte) (length >>> 7 * i & 0x7f | (i == groups - 1 ? 0 : 0x80));
        }
        return at;
    }

    /** Writes the header and the end of a listpack of {@code length} bytes, which lies at the beginning of the array. */
    static void writeFrame(byte[] bytes, int length, int count) {
        INTS.set(bytes, 0, length);
        SHORTS.set(bytes, COUNT_AT, (short) Math.min(count, UNKNOWN_COUNT));
        bytes[length - 1] = (byte) END;
    }

    /** Writes the length behind an entry, and the header; returns the offset behind the entry. */
    private static int finish(Packed pack, int at, int entryBytes, int added) {
        byte[] bytes = pack.bytes();
        int to = writeBackLength(bytes, at, at + entryBytes);
        noteSizes(bytes, pack.length(), added);
        return to;
    }

    private static void noteSizes(byte[] bytes, int totalBytes, int added) {
        INTS.set(bytes, 0, totalBytes);
        int count = (short) SHORTS.get(bytes, COUNT_AT) & 0xffff;
        if (count != UNKNOWN_COUNT) {
            SHORTS.set(bytes, COUNT_AT, (short) Math.min(count + added, UNKNOWN_COUNT));
        } else if (added < 0) {
            // It may have become a number that fits.
            SHORTS.set(bytes, COUNT_AT, (short) Math.min(countUp(bytes, HEADER_BYTES), UNKNOWN_COUNT));
        }
    }

    private static int stringHeadBytes(int length) {
        return length < 1 << 6 ? 1 : length < 1 << 12 ? 2 : 5;
    }

    private static int integerBytes(long number) {
        if (number >= 0 && number < 1 << 7) {
            return 1;
        }
        if (number >= -(1 << 12) && number < 1 << 12) {
            return 2;
        }
        if (number == (short) number) {
            return 3;
        }
        if (number >= -(1 << 23) && number < 1 << 23) {
            return 4;
        }
        return number == (int) number ? 5 : 9;
    }

    // ---- checking

    /**
     * Whether the slice is one whole listpack: every length, every count and the end are right, and no entry reaches
     * beyond it. Redis' own listpacks are; whether a number's text stands as a string is not looked at.
     */
    public static boolean isValid(byte[] bytes, int start, int length) {
        if (length < EMPTY_BYTES || totalBytes(bytes, start) != length || bytes[start + length - 1] != (byte) END) {
            return false;
        }
        int end = start + length - 1;
        int count = 0;
        int at = first(start);
        while (at < end) {
            int entry = checkedEntryBytes(bytes, at, end);
            int behind = entry < 0 ? end + 1 : at + entry + backLengthBytes(entry);
            if (behind > end || !isBackLength(bytes, at + entry, entry)) {
                return false;
            }
            at = behind;
            count++;
        }
        int declared = (short) SHORTS.get(bytes, start + COUNT_AT) & 0xffff;
        return at == end && (declared == count || declared == UNKNOWN_COUNT);
    }

    private static boolean isBackLength(byte[] bytes, int at, int length) {
        int groups = backLengthBytes(length);
        for (int i = 0; i < groups; i++) {
            int expected = length >>> 7 * (groups - 1 - i) & 0x7f | (i == 0 ? 0 : 0x80);
            if ((bytes[at + i] & 0xff) != expected) {
                return false;
            }
        }
        return true;
    }

    /** {@link #entryBytes} of an entry that may be anything; -1 if it is none or does not end before {@code end}. */
    private static int checkedEntryBytes(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xff;
        int head = first < INT13 ? 1 : first < STRING32 ? 2 : first == STRING32 ? 5 : 1;
        if (first > INT64 || at + head > end) {
            return -1;
        }
        long entry = first == STRING32 ? 5 + ((int) INTS.get(bytes, at + 1) & 0xffff_ffffL) : entryBytes(bytes, at);
        return entry > end - at ? -1 : (int) entry;
    }
}
