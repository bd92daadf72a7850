package io.cairn.engine.structure;

import static java.lang.invoke.MethodHandles.byteArrayViewVarHandle;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.VarHandle;

/** A few bytes as one number, wherever in an array they lie. */
public final class Words {
    private static final VarHandle LONGS = byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

    private Words() {}

    /**
     * Up to seven bytes, the first one lowest, and zeros above them. Bytes around them are read with them, where there are any: one
     * read instead of one for each.
     *
     * @param length from 0 to 7
     */
    public static long part(byte[] bytes, int offset, int length) {
        if (offset <= bytes.length - Long.BYTES) {
            return (long) LONGS.get(bytes, offset) & (1L << 8 * length) - 1;
        }
        if (offset >= Long.BYTES && length > 0) {
            return (long) LONGS.get(bytes, offset + length - Long.BYTES) >>> Long.SIZE - 8 * length;
        }
        long word = 0;
        for (int i = length - 1; i >= 0; i--) {
            word = word << 8 | bytes[offset + i] & 0xff;
        }
        return word;
    }

    /** Eight bytes, the first one lowest. */
    public static long whole(byte[] bytes, int offset) {
        return (long) LONGS.get(bytes, offset);
    }
}
