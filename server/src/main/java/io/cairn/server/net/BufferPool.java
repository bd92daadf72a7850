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

    /** 4 MiB: as many connections as one turn of a busy loop serves. */
    private static final int MAX_POOLED = 256;

    private final byte[][] pooled = new byte[MAX_POOLED][];
    private int count;

    byte[] take() {
        return count == 0 ? new byte[BUFFER_BYTES] : pooled[--count];
    }

    /** Takes an array back. One that has grown for a big request or reply is left to the collector. */
    void give(byte[] buffer) {
        if (buffer.length == BUFFER_BYTES && count < MAX_POOLED) {
            pooled[count++] = buffer;
        }
    }
}
