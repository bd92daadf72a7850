package io.cairn.engine.structure;

import static java.lang.invoke.MethodHandles.byteArrayViewVarHandle;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.VarHandle;

/**
 * Redis' intset: different whole numbers in ascending order, all of one width. Small sets of numbers are kept so, and saved
 * as they are. On disk, do not change.
 *
 * <pre>
 *   intset := width u32 (2, 4 or 8), count u32, number*        little endian
 * </pre>
 *
 * <p>The width is that of the number that needs most; it grows when a wider number comes, and never shrinks.
 *
 * <p>Reading works on any array; the functions that change an intset work on a {@link Packed} that holds nothing else.
 * Nothing here checks what it reads: bytes that come from elsewhere go through {@link #isValid} first.
 *
 * <p>Cost: a search is O(log n), a change that plus the bytes moved. No allocation but for growth.
 */
public final class Intset {
    private static final int COUNT_AT = 4;
    private static final int HEADER_BYTES = 8;

    private static final VarHandle LONGS = byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);
    private static final VarHandle INTS = byteArrayViewVarHandle(int[].class, LITTLE_ENDIAN);
    private static final VarHandle SHORTS = byteArrayViewVarHandle(short[].class, LITTLE_ENDIAN);

    private Intset() {}

    // ---- reading

    /** How many numbers the intset that begins at {@code start} holds. */
    public static int count(byte[] bytes, int start) {
        return (int) INTS.get(bytes, start + COUNT_AT);
    }

    /** Number {@code index} in ascending order, from 0 on. */
    public static long get(byte[] bytes, int start, int index) {
        return get(bytes, start, index, width(bytes, start));
    }

    /** The index of a number; if it is not there, {@code -1 - index} of where it would be. */
    public static int search(byte[] bytes, int start, long number) {
        int width = width(bytes, start);
        int low = 0;
        int high = count(bytes, start) - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long found = get(bytes, start, middle, width);
            if (found == number) {
                return middle;
            }
            if (found < number) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1 - low;
    }

    private static int width(byte[] bytes, int start) {
        return (int) INTS.get(bytes, start);
    }

    private static long get(byte[] bytes, int start, int index, int width) {
        int at = start + HEADER_BYTES + index * width;
        return switch (width) {
            case Short.BYTES -> (short) SHORTS.get(bytes, at);
            case Integer.BYTES -> (int) INTS.get(bytes, at);
            default -> (long) LONGS.get(bytes, at);
        };
    }

    // ---- changing

    /** Makes it an empty intset. */
    public static void clear(Packed pack) {
        byte[] bytes = pack.splice(0, pack.length(), HEADER_BYTES);
        INTS.set(bytes, 0, Short.BYTES);
        INTS.set(bytes, COUNT_AT, 0);
    }

    /** Adds a number; returns whether it was not there. */
    public static boolean add(Packed pack, long number) {
        int index = search(pack.bytes(), 0, number);
        if (index >= 0) {
            return false;
        }
        if (widthOf(number) > width(pack.bytes(), 0)) {
            widen(pack, widthOf(number));
        }
        int width = width(pack.bytes(), 0);
        byte[] bytes = pack.splice(HEADER_BYTES + (-1 - index) * width, 0, width);
        set(bytes, -1 - index, width, number);
        INTS.set(bytes, COUNT_AT, count(bytes, 0) + 1);
        return true;
    }

    /** Removes number {@code index} in ascending order. */
    public static void remove(Packed pack, int index) {
        int width = width(pack.bytes(), 0);
        byte[] bytes = pack.splice(HEADER_BYTES + index * width, width, 0);
        INTS.set(bytes, COUNT_AT, count(bytes, 0) - 1);
    }

    /** Gives every number more bytes, from the last one on, so that none is overwritten before it has been read. */
    private static void widen(Packed pack, int newWidth) {
        int width = width(pack.bytes(), 0);
        int count = count(pack.bytes(), 0);
        byte[] bytes = pack.splice(pack.length(), 0, count * (newWidth - width));
        for (int i = count - 1; i >= 0; i--) {
            set(bytes, i, newWidth, get(bytes, 0, i, width));
        }
        INTS.set(bytes, 0, newWidth);
    }

    private static void set(byte[] bytes, int index, int width, long number) {
        int at = HEADER_BYTES + index * width;
        switch (width) {
            case Short.BYTES -> SHORTS.set(bytes, at, (short) number);
            case Integer.BYTES -> INTS.set(bytes, at, (int) number);
            default -> LONGS.set(bytes, at, number);
        }
    }

    private static int widthOf(long number) {
        return number == (short) number ? Short.BYTES : number == (int) number ? Integer.BYTES : Long.BYTES;
    }

    // ---- checking

    /** Whether the slice is one whole intset: a width that exists, as many numbers as it says, each above the last. */
    public static boolean isValid(byte[] bytes, int start, int length) {
        if (length < HEADER_BYTES) {
            return false;
        }
        int width = width(bytes, start);
        long count = count(bytes, start) & 0xffff_ffffL;
        boolean knownWidth = width == Short.BYTES || width == Integer.BYTES || width == Long.BYTES;
        if (!knownWidth || count * width != length - HEADER_BYTES) {
            return false;
        }
        for (int i = 1; i < count; i++) {
            if (get(bytes, start, i, width) <= get(bytes, start, i - 1, width)) {
                return false;
            }
        }
        return true;
    }
}
