package io.cairn.engine.command.bitmap;

import io.cairn.engine.structure.Numbers;
import io.cairn.engine.value.ByteSource;
import io.cairn.engine.value.StringEdit;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The type of a number in a bit field, {@code i1} to {@code i64} or {@code u1} to {@code u63}. Its highest bit comes
 * first.
 *
 * @param signed whether it may be negative
 * @param bits its width
 */
record FieldType(boolean signed, int bits) {
    static final String ERROR =
            "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but" + " i64 is.";

    private static final int MOST_DIGITS = 2;

    /** The type of that name; null if there is none. */
    static @Nullable FieldType read(String name) {
        boolean signed = name.startsWith("i");
        byte[] digits = name.getBytes(StandardCharsets.ISO_8859_1);
        int count = digits.length - 1;
        boolean named = (signed || name.startsWith("u")) && count <= MOST_DIGITS;
        if (!named || !Numbers.isLong(digits, 1, count)) {
            return null;
        }
        int bits = (int) Numbers.toLong(digits, 1, count);
        return bits < 1 || bits > (signed ? Long.SIZE : Long.SIZE - 1) ? null : new FieldType(signed, bits);
    }

    /** The number that begins at a bit. */
    long read(ByteSource bytes, long bit) {
        long value = 0;
        int left = bits;
        long at = bit;
        while (left > 0) {
            int inByte = Byte.SIZE - (int) (at & 7);
            int taken = Math.min(left, inByte);
            int part = bytes.byteAt(at >>> 3) >>> (inByte - taken) & (1 << taken) - 1;
            value = value << taken | part;
            at += taken;
            left -= taken;
        }
        return wrap(value);
    }

    /** Writes the number that begins at a bit. */
    void write(StringEdit bytes, long bit, long value) {
        int left = bits;
        long at = bit;
        while (left > 0) {
            int inByte = Byte.SIZE - (int) (at & 7);
            int taken = Math.min(left, inByte);
            int mask = (1 << taken) - 1 << (inByte - taken);
            int part = (int) (value >>> (left - taken)) << (inByte - taken) & mask;
            int index = (int) (at >>> 3);
            bytes.setByte(index, bytes.byteAt(index) & ~mask | part);
            at += taken;
            left -= taken;
        }
    }

    /** The number that is left when only the lowest bits are kept. */
    long wrap(long value) {
        int lost = Long.SIZE - bits;
        return signed ? value << lost >> lost : value << lost >>> lost;
    }

    /** The greatest number. */
    long most() {
        return signed ? Long.MAX_VALUE >> (Long.SIZE - bits) : -1L >>> (Long.SIZE - bits);
    }

    /** The least number. */
    long least() {
        return signed ? -most() - 1 : 0;
    }

    /**
     * Whether a number is too great. A negative one is, if there is no sign: Redis takes it for a number above 2^63. And so
     * are the least of all for a type with a sign: in Redis the room above them overflows.
     */
    boolean isAbove(long value) {
        boolean strange = signed ? bits < Long.SIZE && most() - value < 0 : value < 0;
        return strange || value > most();
    }

    /** Whether a number is too small. */
    boolean isBelow(long value) {
        return signed && value < least();
    }

    /** How much can be added to a number of this type, negative if it is more than a {@code long} holds. */
    long roomAbove(long value) {
        return most() - value;
    }

    /** How much can be taken from a number of this type as a negative number, positive if more than a {@code long} holds. */
    long roomBelow(long value) {
        return least() - value;
    }
}
