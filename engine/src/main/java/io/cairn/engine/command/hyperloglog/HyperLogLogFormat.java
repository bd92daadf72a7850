package io.cairn.engine.command.hyperloglog;

import io.cairn.engine.structure.Murmur64;
import io.cairn.engine.value.ByteSource;
import io.cairn.engine.value.StringEdit;
import io.cairn.engine.value.StringValue;

/**
 * The bytes of a HyperLogLog: what all of it have in common, dense or sparse.
 *
 * <pre>{@code
 *  0  "HYLL"
 *  4  encoding: 0 dense, 1 sparse
 *  5  three bytes of zeros
 *  8  the number of elements as last estimated, 8 bytes, little endian; not valid if the highest bit is set
 * 16  the registers, of which there are 16384
 * }</pre>
 *
 * <p>On disk and in clients' hands: do not change. An element's lowest 14 bits of hash say which register it is for; the
 * register holds the greatest number of zeros, plus one, with which the other bits ended for any element.
 */
final class HyperLogLogFormat {
    static final int DENSE = 0;
    static final int SPARSE = 1;

    static final int REGISTER_BITS = 14;
    static final int REGISTERS = 1 << REGISTER_BITS;

    /** The greatest number that a hash gives. */
    static final int MOST_ZEROS = Long.SIZE - REGISTER_BITS + 1;

    static final int ENCODING_AT = 4;
    static final int COUNT_AT = 8;
    static final int HEADER_BYTES = COUNT_AT + Long.BYTES;

    private static final int COUNT_VALID_AT = HEADER_BYTES - 1;
    private static final int COUNT_INVALID = 0x80;
    private static final String MAGIC = "HYLL";
    private static final long SEED = 0xadc83b19L;

    private HyperLogLogFormat() {}

    /** Whether a string looks like a HyperLogLog; a sparse one may yet be damaged inside. */
    static boolean isHyperLogLog(StringValue string) {
        if (string.isInteger() || string.length() < HEADER_BYTES) {
            return false;
        }
        for (int i = 0; i < MAGIC.length(); i++) {
            if (string.byteAt(i) != MAGIC.charAt(i)) {
                return false;
            }
        }
        int encoding = string.byteAt(ENCODING_AT);
        return encoding == SPARSE || (encoding == DENSE && string.length() == DenseRegisters.STRING_BYTES);
    }

    static boolean isDense(StringValue string) {
        return string.byteAt(ENCODING_AT) == DENSE;
    }

    /** Writes magic and encoding, with a valid count of 0. */
    static void putHeader(byte[] bytes, int encoding) {
        for (int i = 0; i < HEADER_BYTES; i++) {
            bytes[i] = i < MAGIC.length() ? (byte) MAGIC.charAt(i) : 0;
        }
        bytes[ENCODING_AT] = (byte) encoding;
    }

    static boolean isCountValid(ByteSource bytes) {
        return (bytes.byteAt(COUNT_VALID_AT) & COUNT_INVALID) == 0;
    }

    /** Says that the count does not fit the registers any more. */
    static void invalidateCount(byte[] bytes, int start) {
        bytes[start + COUNT_VALID_AT] |= (byte) COUNT_INVALID;
    }

    static long count(ByteSource bytes) {
        long count = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            count |= (long) bytes.byteAt(COUNT_AT + i) << Byte.SIZE * i;
        }
        return count;
    }

    static void putCount(StringEdit bytes, long count) {
        for (int i = 0; i < Long.BYTES; i++) {
            bytes.setByte(COUNT_AT + i, (int) (count >>> Byte.SIZE * i));
        }
    }

    static long hash(byte[] element, int offset, int length) {
        return Murmur64.hash(element, offset, length, SEED);
    }

    /** Which register the element of a hash is for. */
    static int register(long hash) {
        return (int) hash & REGISTERS - 1;
    }

    /** What that register is to hold at least. */
    static int zeros(long hash) {
        return 1 + Long.numberOfTrailingZeros(hash >>> REGISTER_BITS | 1L << Long.SIZE - REGISTER_BITS);
    }
}
