package io.cairn.persistence.log;

import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Finds what a batch is chained to when the line before it cannot be read.
 *
 * <p>The checksum of a batch takes that of the batch before, which stands in the lost line as eight digits. There is exactly
 * one value that makes the batch's own checksum right: if these eight digits are found in the rubble, then the batch is
 * what was written, and only the rest of the line is damaged. A chance agreement has odds of one in four thousand million
 * for each place in the rubble.
 *
 * <p>Cost: one pass over the batch and one over the rubble. Threads: one.
 */
final class RubbleSearch {
    private final FileWindow window;
    private final BatchDecoder decoder;
    private final CRC32C crc;

    RubbleSearch(FileWindow window, BatchDecoder decoder, CRC32C crc) {
        this.window = window;
        this.decoder = decoder;
        this.crc = crc;
    }

    /** What the batch at {@code line}, whose line is genuine, can be chained to, as found from {@code rubble} on: one, or none. */
    int[] chainsOf(long rubble, long line) throws IOException {
        int available = window.load(line, LogFormat.BATCH_HEADER_MAX_BYTES);
        int header = decoder.decode(window.bytes(), window.index(line), available, line);
        if (header == 0 || decoder.fields().length > window.fileLength() - line - header) {
            return new int[0];
        }
        int needed = needed(line, header);
        return isIn(rubble, line, needed) ? new int[] {needed} : new int[0];
    }

    /** The only value of the checksum before that makes this batch's right. */
    private int needed(long line, int header) throws IOException {
        int length = decoder.fields().length;
        decoder.beginCrc(crc, 0, line);
        for (int done = 0; done < length; ) {
            int count = window.load(line + header + done, Math.min(length - done, window.capacity()));
            if (count == 0) {
                return 0;
            }
            crc.update(window.bytes(), window.index(line + header + done), count);
            done += count;
        }
        // With a chain of zero this is what came out. The difference to what is stated, run back to where the chain
        // went in,
        // is the chain: zeros in between change nothing but the register.
        int difference = (int) crc.getValue() ^ decoder.statedCrc();
        return Integer.reverseBytes(LogFormat.backwards(difference, decoder.crcInputBytes() + (long) length));
    }

    private boolean isIn(long from, long to, int value) throws IOException {
        byte[] digits = new byte[LogFormat.CRC_DIGITS];
        LogFormat.putHex(digits, 0, value, LogFormat.CRC_DIGITS);
        for (long at = from; at + digits.length <= to; ) {
            int available = (int) Math.min(window.load(at, window.capacity()), to - at);
            int last = available - digits.length;
            int index = window.index(at);
            for (int i = 0; i <= last; i++) {
                if (Arrays.equals(window.bytes(), index + i, index + i + digits.length, digits, 0, digits.length)) {
                    return true;
                }
            }
            at += Math.max(1, last + 1);
        }
        return false;
    }
}
