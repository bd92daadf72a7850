package io.cairn.engine.structure;

import java.util.Objects;

/**
 * MurmurHash64A by Austin Appleby, as Redis' HyperLogLogs use it: which bits an element has is part of their format. Not
 * for tables, for it does not resist who looks for collisions.
 */
public final class Murmur64 {
    private static final long MULTIPLIER = 0xc6a4a7935bd1e995L;
    private static final int SHIFT = 47;

    private Murmur64() {}

    /** The hash of the slice. */
    public static long hash(byte[] bytes, int offset, int length, long seed) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        long hash = seed ^ length * MULTIPLIER;
        int end = offset + (length & -Long.BYTES);
        int at = offset;
        for (; at < end; at += Long.BYTES) {
            long word = Words.whole(bytes, at) * MULTIPLIER;
            hash = (hash ^ (word ^ word >>> SHIFT) * MULTIPLIER) * MULTIPLIER;
        }
        int left = length & Long.BYTES - 1;
        if (left > 0) {
            hash = (hash ^ Words.part(bytes, at, left)) * MULTIPLIER;
        }
        hash = (hash ^ hash >>> SHIFT) * MULTIPLIER;
        return hash ^ hash >>> SHIFT;
    }
}
