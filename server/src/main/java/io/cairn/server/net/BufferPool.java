package io.cairn.server.net;

/**
 * Arrays for the bytes of connections that have something in flight, so that an idle connection owns none. Belongs to
 * one event loop; not thread-safe.
 */
final class BufferPool {
    /** Holds what a pipelining client sends in one turn; the same as Redis' reply buffers. */
    static final int BUFFER_BYTES = 16 * 1024;

    /** No array: what a connection has while nothing is in flight. */
    static final byte[] EMPTY = {};

    /** In arrays of all sizes: as many of the least as clients of a busy loop's turn need, or a few large ones. */
    static final int MAX_POOLED_BYTES = 4 * 1024 * 1024;

    /** Each twice that of the one before. */
    private static final int SIZES = 7;

    /** What is larger is not kept. */
    static final int LARGEST_BYTES = BUFFER_BYTES << (SIZES - 1);

    private final byte[][][] pooled = new byte[SIZES][][];
    private final int[] counts = new int[SIZES];
    private int pooledBytes;

    BufferPool() {
        for (int size = 0; size < SIZES; size++) {
            pooled[size] = new byte[MAX_POOLED_BYTES / (BUFFER_BYTES << size)][];
        }
    }

    byte[] take() {
        return take(BUFFER_BYTES);
    }

    /** An array of {@code bytes}, or a larger one. */
    byte[] take(int bytes) {
        int size = sizeFor(bytes);
        if (size >= SIZES) {
            return new byte[bytes];
        }
        return counts[size] == 0 ? new byte[BUFFER_BYTES << size] : takePooled(size);
    }

    /**
     * An array of {@code bytes}, or one twice as large, if one is at hand, else a small one: for who does not know whether he will
     * need so much. Twice as large, for what is a little more than a size at one time is a little less at another.
     */
    byte[] takeIfAtHand(int bytes) {
        int first = sizeFor(bytes);
        for (int size = first; size < SIZES && size <= first + 1; size++) {
            if (counts[size] > 0) {
                return takePooled(size);
            }
        }
        return take();
    }

    private byte[] takePooled(int size) {
        pooledBytes -= BUFFER_BYTES << size;
        return pooled[size][--counts[size]];
    }

    /** Takes an array back; what is larger than all sizes is left to the collector. */
    void give(byte[] buffer) {
        int size = sizeFor(buffer.length);
        if (size < SIZES && buffer.length == BUFFER_BYTES << size && pooledBytes + buffer.length <= MAX_POOLED_BYTES) {
            pooledBytes += buffer.length;
            pooled[size][counts[size]++] = buffer;
        }
    }

    private static int sizeFor(int bytes) {
        return bytes <= BUFFER_BYTES ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros((bytes - 1) / BUFFER_BYTES);
    }
}
