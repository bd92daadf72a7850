package io.cairn.engine.structure;

import static java.lang.invoke.MethodHandles.byteArrayViewVarHandle;
import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.invoke.VarHandle;

/** Numbers in byte arrays so that comparing the bytes is comparing the numbers as unsigned ones: big-endian. */
public final class NumberFormat {
    private static final VarHandle INTS = byteArrayViewVarHandle(int[].class, BIG_ENDIAN);
    private static final VarHandle LONGS = byteArrayViewVarHandle(long[].class, BIG_ENDIAN);

    private NumberFormat() {}

    static int intAt(byte[] bytes, int at) {
        return (int) INTS.get(bytes, at);
    }

    static void putInt(byte[] bytes, int at, int value) {
        INTS.set(bytes, at, value);
    }

    /** Reads 64 bits. */
    public static long longAt(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    /** Writes 64 bits. */
    public static void putLong(byte[] bytes, int at, long value) {
        LONGS.set(bytes, at, value);
    }
}
