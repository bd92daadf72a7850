package io.cairn.persistence.log;

import java.io.IOException;

/**
 * How to tell what Redis appended to a file of ours from the rubble of our own batches.
 *
 * <p>After a power failure a page of commands can survive behind pages of padding that lost theirs, and those commands hold
 * what clients chose to send. So a section must begin as Redis always begins after a start, in capitals that Cairn never
 * writes, must be commands to the end of the file, and must not end in prepared space, which a file that Cairn was writing
 * always does.
 */
final class ForeignSection {
    private static final String SELECT = "*2\r\n$6\r\nSELECT\r\n";
    private static final String TRANSACTION = "*1\r\n$5\r\nMULTI\r\n" + SELECT;
    private static final int START_MAX_BYTES = 128;

    private ForeignSection() {}

    /** True if Redis can have begun to append at {@code offset}. */
    static boolean startsAt(FileWindow window, long offset) throws IOException {
        int available = window.load(offset, START_MAX_BYTES);
        byte[] bytes = window.bytes();
        int from = window.index(offset);
        int timestamp = PlainScanner.timestampLength(bytes, from, available);
        return PlainScanner.startsWith(bytes, from + timestamp, available - timestamp, SELECT)
                || PlainScanner.startsWith(bytes, from + timestamp, available - timestamp, TRANSACTION);
    }

    /** True if the file ends in an unfinished command whose last bytes are prepared space or a hole. */
    static boolean endsInPadding(FileWindow window, PlainScanner.Outcome outcome) throws IOException {
        if (outcome != PlainScanner.Outcome.TRUNCATED) {
            return false;
        }
        long last = window.fileLength() - 2;
        window.load(last, 2);
        byte first = window.bytes()[window.index(last)];
        byte second = window.bytes()[window.index(last) + 1];
        boolean padding = first == LogFormat.PADDING_FIRST && second == LogFormat.PADDING_SECOND;
        return padding || second == 0;
    }
}
