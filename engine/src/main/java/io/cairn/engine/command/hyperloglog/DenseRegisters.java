package io.cairn.engine.command.hyperloglog;

import static io.cairn.engine.command.hyperloglog.HyperLogLogFormat.HEADER_BYTES;
import static io.cairn.engine.command.hyperloglog.HyperLogLogFormat.REGISTERS;

import io.cairn.engine.structure.Packed;

/**
 * The registers of a dense HyperLogLog: 6 bits each, from the lowest bit of the first byte on. Methods take the array and
 * where in it the HyperLogLog begins.
 */
final class DenseRegisters {
    private static final int BITS = 6;
    private static final int MASK = (1 << BITS) - 1;

    /** The length of every dense HyperLogLog. */
    static final int STRING_BYTES = HEADER_BYTES + REGISTERS * BITS / Byte.SIZE;

    private DenseRegisters() {}

    static int get(byte[] bytes, int start, int register) {
        int bit = register * BITS;
        int at = start + HEADER_BYTES + (bit >>> 3);
        int shift = bit & 7;
        int value = (bytes[at] & 0xff) >>> shift;
        if (shift > Byte.SIZE - BITS) {
            value |= (bytes[at + 1] & 0xff) << Byte.SIZE - shift;
        }
        return value & MASK;
    }

    private static void set(byte[] bytes, int start, int register, int value) {
        int bit = register * BITS;
        int at = start + HEADER_BYTES + (bit >>> 3);
        int shift = bit & 7;
        bytes[at] = (byte) (bytes[at] & ~(MASK << shift) | value << shift);
        if (shift > Byte.SIZE - BITS) {
            int spilt = Byte.SIZE - shift;
            bytes[at + 1] = (byte) (bytes[at + 1] & ~(MASK >>> spilt) | value >>> spilt);
        }
    }

    /** Sees to it that a register holds at least {@code value}; returns whether it held less. */
    static boolean raise(byte[] bytes, int start, int register, int value) {
        boolean less = get(bytes, start, register) < value;
        if (less) {
            set(bytes, start, register, value);
        }
        return less;
    }

    /** Counts for each number how many registers hold it. */
    static void addTo(int[] histogram, byte[] bytes, int start) {
        int end = start + STRING_BYTES;
        // Four registers in three bytes.
        for (int at = start + HEADER_BYTES; at < end; at += 3) {
            int four = bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16;
            histogram[four & MASK]++;
            histogram[four >>> BITS & MASK]++;
            histogram[four >>> 2 * BITS & MASK]++;
            histogram[four >>> 3 * BITS]++;
        }
    }

    /** Raises each of {@code registers}, a byte each, to what is here. */
    static void mergeInto(byte[] registers, byte[] bytes, int start) {
        for (int i = 0; i < REGISTERS; i++) {
            registers[i] = (byte) Math.max(registers[i], get(bytes, start, i));
        }
    }

    /** Makes a HyperLogLog dense that has the given registers; its header stays, but for the encoding. */
    static void replace(Packed sparse, byte[] registers) {
        sparse.splice(HEADER_BYTES, sparse.length() - HEADER_BYTES, STRING_BYTES - HEADER_BYTES);
        byte[] bytes = sparse.bytes();
        bytes[HyperLogLogFormat.ENCODING_AT] = HyperLogLogFormat.DENSE;
        for (int i = 0; i < REGISTERS; i++) {
            set(bytes, 0, i, registers[i]);
        }
    }
}
