package io.cairn.engine;

import org.jspecify.annotations.Nullable;

/**
 * Where executed changes go. {@link #append} and {@link #position} are called only by the holder of the engine's lock;
 * the others by any thread.
 */
public interface Journal {
    /** A journal that keeps nothing and calls everything durable: append-only off, and tests. */
    Journal NONE = new Journal() {
        @Override
        public long append(byte[] bytes, int offset, int length, int database, long nowMs) {
            return 0;
        }

        @Override
        public long position() {
            return 0;
        }

        @Override
        public long durablePosition() {
            return Long.MAX_VALUE;
        }

        @Override
        public boolean holdsReplies() {
            return false;
        }

        @Override
        public long releasedPosition() {
            return Long.MAX_VALUE;
        }

        @Override
        public @Nullable String refusal() {
            return null;
        }
    };

    /**
     * Appends one batch of complete RESP commands, which survives the death of the process from here on.
     *
     * @param database the database selected where the batch begins
     * @param nowMs the clock when the batch was executed
     * @return the position behind it: a count of bytes that only grows, across files
     */
    long append(byte[] bytes, int offset, int length, int database, long nowMs);

    /** Position behind the last batch. */
    long position();

    /** Everything before this position survives a power failure. */
    long durablePosition();

    /** Whether a reply waits until all changes that it acknowledges or observes are durable. */
    boolean holdsReplies();

    /**
     * What was changed before this position may be acknowledged: what is durable where replies wait for that, else what
     * survives the death of the process, which is all that was appended unless the disk is full.
     */
    long releasedPosition();

    /** Why no write may be accepted (disk full, failed force): cause and remedy for the error reply; null if all is well. */
    @Nullable
    String refusal();
}
