package io.cairn.engine;

import org.jspecify.annotations.Nullable;

/** Where executed changes go. Called only by the holder of the engine's lock. */
public interface Journal {
    /**
     * Appends one batch of complete RESP commands; returns the position after it: a count of bytes that only grows,
     * across files. The bytes are in the page cache when this returns.
     */
    long append(byte[] bytes, int offset, int length, int database, long nowMs);

    /** Position after the last batch. */
    long position();

    /** Everything before this position survives a power failure. Any thread. */
    long durablePosition();

    /**
     * Why no write may be accepted (full disk, failed force), as a cause with a remedy for the error reply; null when
     * all is well. Any thread.
     */
    @Nullable
    String refusal();
}
