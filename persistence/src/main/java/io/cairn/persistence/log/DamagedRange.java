package io.cairn.persistence.log;

/**
 * A part of a log file that a {@link LogSurvey} cannot vouch for.
 *
 * @param kind what is wrong
 * @param from offset of its first byte
 * @param to offset behind its last byte
 * @param what the sentence about it, without the offsets
 * @param ms milliseconds of the clock by the batch in the range, if its line is genuine; otherwise −1
 * @param durable what the batch in the range says was forced, if its line is genuine; otherwise −1
 * @param guess whether what follows was found without any checksum
 */
public record DamagedRange(Kind kind, long from, long to, String what, long ms, long durable, boolean guess) {
    /** Whether it is a batch with a genuine line. */
    public boolean isBatch() {
        return durable >= 0;
    }

    /** Whether its line proves that all files before had been on the disk for good: files are forced in order. */
    public boolean provesEarlierFiles() {
        return durable > LogFormat.HEADER_BYTES;
    }

    /** What is wrong with a range. */
    public enum Kind {
        /** The file's first line. */
        FIRST_LINE,
        /** A batch that is not what was written: its line is genuine, its commands are not. */
        CHECKSUM,
        /** A batch with a genuine line whose checksum takes one from before it that is lost. */
        UNVERIFIABLE,
        /** Bytes that are no batch. */
        NO_BATCH,
        /** Bytes that are no command, in what Redis wrote. */
        NO_COMMAND,
        /** The beginning of a batch, a command or a transaction whose rest is not there. */
        UNFINISHED,
        /** A file that was written by a newer Cairn. */
        TOO_NEW
    }
}
