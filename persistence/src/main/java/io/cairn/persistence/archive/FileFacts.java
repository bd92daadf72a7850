package io.cairn.persistence.archive;

/**
 * What a file of the log says of itself.
 *
 * @param bytes its length
 * @param crc CRC-32C of all of it
 * @param soundBytes up to where it is as it was written; of a base all of it or nothing
 * @param end whether that is all there ever was
 * @param timed whether the time of everything in it is known; it is not where Redis wrote
 * @param firstMs the clock at its first batch, or when the base was made; {@link #UNKNOWN_MS} if there is no such time
 * @param lastMs the latest clock of any batch, or as {@code firstMs}
 * @param salt of a log; of a base, that of the log that goes on where it ends; 0 where it is not known
 * @param follows salt of the log before it, 0 if there is none or it is not known
 */
record FileFacts(
        long bytes,
        int crc,
        long soundBytes,
        End end,
        boolean timed,
        long firstMs,
        long lastMs,
        long salt,
        long follows) {
    static final long UNKNOWN_MS = -1;

    /** What is known of a file's end. */
    enum End {
        /** It is whole. */
        CLOSED,
        /** Something may have been behind it, or still be written. */
        OPEN,
        /** It is damaged. */
        DAMAGED
    }

    boolean isClosed() {
        return end == End.CLOSED;
    }

    /** Whether something in it can be used. */
    boolean isReadable() {
        return end != End.DAMAGED || soundBytes > 0;
    }

    /** Whether it is a log of Cairn in which there are no commands. */
    boolean isEmptyLog() {
        return salt != 0 && timed && !hasTime() && end != End.DAMAGED;
    }

    boolean hasTime() {
        return firstMs != UNKNOWN_MS;
    }

    /** Whether it is the same file as another one, as far as bytes tell. */
    boolean isSameAs(FileFacts other) {
        return bytes == other.bytes && crc == other.crc && salt == other.salt;
    }
}
