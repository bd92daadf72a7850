package io.cairn.engine.structure;

import static java.lang.invoke.MethodHandles.byteArrayViewVarHandle;
import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.invoke.VarHandle;
import java.util.Objects;

/** Runs of bits in arrays, worked on eight bytes at a time. Bit 0 is the highest of the first byte. */
public final class Bits {
    private static final VarHandle LONGS = byteArrayViewVarHandle(long[].class, BIG_ENDIAN);

    private Bits() {}

    /** How many bits of the slice are set. */
    public static long count(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        long count = 0;
        int at = offset;
        int end = offset + length;
        for (int last = end - Long.BYTES; at <= last; at += Long.BYTES) {
            count += Long.bitCount((long) LONGS.get(bytes, at));
        }
        for (; at < end; at++) {
            count += Integer.bitCount(bytes[at] & 0xff);
        }
        return count;
    }

    /** How many bytes at the beginning of the slice are all {@code value}, which is 0 or -1. */
    public static int prefix(byte[] bytes, int offset, int length, byte value) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int at = offset;
        int end = offset + length;
        for (int last = end - Long.BYTES; at <= last && (long) LONGS.get(bytes, at) == value; ) {
            at += Long.BYTES;
        }
        while (at < end && bytes[at] == value) {
            at++;
        }
        return at - offset;
    }

    /** Sets the bits of {@code target}, from 0 on, to those that are set in both. */
    public static void and(byte[] target, byte[] other, int offset, int length) {
        int at = 0;
        for (int last = length - Long.BYTES; at <= last; at += Long.BYTES) {
            LONGS.set(target, at, (long) LONGS.get(target, at) & (long) LONGS.get(other, offset + at));
        }
        for (; at < length; at++) {
            target[at] &= other[offset + at];
        }
    }

    /** Sets the bits of {@code target}, from 0 on, to those that are set in either. */
    public static void or(byte[] target, byte[] other, int offset, int length) {
        int at = 0;
        for (int last = length - Long.BYTES; at <= last; at += Long.BYTES) {
            LONGS.set(target, at, (long) LONGS.get(target, at) | (long) LONGS.get(other, offset + at));
        }
        for (; at < length; at++) {
            target[at] |= other[offset + at];
        }
    }

    /** Sets the bits of {@code target}, from 0 on, to those that are set in one of both. */
    public static void xor(byte[] target, byte[] other, int offset, int length) {
        int at = 0;
        for (int last = length - Long.BYTES; at <= last; at += Long.BYTES) {
            LONGS.set(target, at, (long) LONGS.get(target, at) ^ (long) LONGS.get(other, offset + at));
        }
        for (; at < length; at++) {
            target[at] ^= other[offset + at];
        }
    }

    /** Turns the first {@code length} bytes of {@code target} over. */
    public static void not(byte[] target, int length) {
        for (int at = 0; at < length; at++) {
            target[at] = (byte) ~target[at];
        }
    }
}
