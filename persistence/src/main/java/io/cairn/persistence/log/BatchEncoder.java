package io.cairn.persistence.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Makes the header lines of one file's batches, each chained to the one before.
 *
 * <p>Cost: no allocation; three CRC-32C updates, of which one reads the commands. Threads: one.
 */
final class BatchEncoder {
    private final byte[] buffer = new byte[LogFormat.LINE_AT + LogFormat.BATCH_HEADER_MAX_BYTES];
    private final ByteBuffer fields = ByteBuffer.wrap(buffer);
    private final CRC32C crc = new CRC32C();
    private final long salt;
    private int chain;

    /** For batches of the file with {@code salt}, of which the last one so far has the crc {@code chain}. */
    BatchEncoder(long salt, int chain) {
        this.salt = salt;
        this.chain = chain;
        for (int i = 0; i < LogFormat.BATCH.length(); i++) {
            buffer[LogFormat.LINE_AT + i] = (byte) LogFormat.BATCH.charAt(i);
        }
    }

    /** Holds the line from {@link LogFormat#LINE_AT} on. */
    byte[] buffer() {
        return buffer;
    }

    long salt() {
        return salt;
    }

    /** Makes the line for a batch that begins at file offset {@code at}; returns the line's length. */
    int encode(long at, BatchFields batch, byte[] commands, int from) {
        LogFormat.seed(fields, chain, salt, at);
        int end = putNumber(LogFormat.LINE_AT + LogFormat.BATCH.length(), batch.length) + 1;
        end = putNumber(end, batch.ms) + 1;
        end = putNumber(end, batch.durable) + 1;
        end = putNumber(end, batch.database);
        crc.reset();
        crc.update(buffer, 0, end);
        crc.update(commands, from, batch.length);
        chain = (int) crc.getValue();
        end = putCrc(end, chain);
        end = putCrc(end, LogFormat.check(crc, buffer, end));
        if ((end - LogFormat.LINE_AT + 1 + batch.length & 1) != 0) {
            buffer[end++] = ' ';
        }
        buffer[end++] = '\n';
        return end - LogFormat.LINE_AT;
    }

    /** Puts a number and the blank after it; returns the index of the blank. */
    private int putNumber(int at, long value) {
        int digits = LogFormat.hexDigits(value);
        LogFormat.putHex(buffer, at, value, digits);
        buffer[at + digits] = ' ';
        return at + digits;
    }

    private int putCrc(int at, int value) {
        buffer[at] = ' ';
        LogFormat.putHex(buffer, at + 1, value, LogFormat.CRC_DIGITS);
        return at + 1 + LogFormat.CRC_DIGITS;
    }
}
