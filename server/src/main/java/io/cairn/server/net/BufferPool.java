package io.cairn.server.net;

/**
 * Arrays for the bytes of connections that have something in flight, so that an idle connection owns none. What was not needed
 * for a while is given up by {@link #trim}. Belongs to one event loop; not thread-safe.
 */
final class BufferPool {
    /** Holds what a pipelining client sends in one turn; the same as Redis' reply buffers. */
    static final int BUFFER_BYTES = 16 * 1024;

    /** No array: what a connection has while nothing is in flight. */
    static final byte[] EMPTY = {};

    /** In arrays of all sizes: what fifty clients have in flight who ask for a hundred values of 4 KiB at once. */
    static final int MAX_POOLED_BYTES = 32 * 1024 * 1024;

    /** Each twice that of the one before. */
    private static final int SIZES = 7;

    /** What is larger is not kept. */
    static final int LARGEST_BYTES = BUFFER_BYTES << (SIZES - 1);

    private final byte[][][] pooled = new byte[SIZES][][];
    private final int[] counts = new int[SIZES];

    /** How many of each size there have been all the time since the last {@link #trim}. */
    private final int[] unused = new int[SIZES];

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
     * An array of {@code bytes} if one is at hand, else of the next size, else a small one: for who does not know whether he
     * will need so much. Replies whose lengths are on both sides of a size take turns with the larger arrays.
     */
    byte[] takeIfAtHand(int bytes) {
        int size = sizeFor(bytes);
        if (size < SIZES && counts[size] > 0) {
            return takePooled(size);
        }
        return size + 1 < SIZES && counts[size + 1] > 0 ? takePooled(size + 1) : take();
    }

    private byte[] takePooled(int size) {
        pooledBytes -= BUFFER_BYTES << size;
        int last = --counts[size];
        unused[size] = Math.min(unused[size], last);
        byte[] taken = pooled[size][last];
        pooled[size][last] = EMPTY;
        return taken;
    }

    /** An array of {@code length} bytes, or a larger one, with the first {@code used} bytes of {@code small}, which it takes back. */
    byte[] enlarge(byte[] small, int used, int length) {
        byte[] large = take(length);
        System.arraycopy(small, 0, large, 0, used);
        give(small);
        return large;
    }

    /** Takes an array back; what is larger than all sizes is left to the collector. */
    void give(byte[] buffer) {
        int size = sizeFor(buffer.length);
        if (size < SIZES && buffer.length == BUFFER_BYTES << size && pooledBytes + buffer.length <= MAX_POOLED_BYTES) {
            pooledBytes += buffer.length;
            pooled[size][counts[size]++] = buffer;
        }
    }

    /** Gives up what nobody has needed since the last call. */
    void trim() {
        for (int size = 0; size < SIZES; size++) {
            for (int i = 0; i < unused[size]; i++) {
                counts[size]--;
                pooled[size][counts[size]] = EMPTY;
                pooledBytes -= BUFFER_BYTES << size;
            }
            unused[size] = counts[size];
        }
    }

    private static int sizeFor(int bytes) {
        return bytes <= BUFFER_BYTES ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros((bytes - 1) / BUFFER_BYTES);
    }
}
