package io.cairn.persistence.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Reads the header lines of one file's batches, believing nothing.
 *
 * <p>A line that {@link #decode} accepts was written by Cairn for this file and this offset (or by somebody who knows the
 * salt). Threads: one.
 */
final class BatchDecoder {
    private final byte[] buffer = new byte[LogFormat.LINE_AT + LogFormat.BATCH_HEADER_MAX_BYTES];
    private final ByteBuffer seed = ByteBuffer.wrap(buffer);
    private final CRC32C crc = new CRC32C();
    private final BatchFields fields = new BatchFields();
    private final long salt;
    private int at;
    private int limit;
    private int crcAt;
    private int statedCrc;

    BatchDecoder(long salt) {
        this.salt = salt;
    }

    /** What the last accepted line said. */
    BatchFields fields() {
        return fields;
    }

    /** The crc that the last accepted line states. */
    int statedCrc() {
        return statedCrc;
    }

    /**
     * Reads the line at index {@code from} of {@code bytes}, which lies at file offset {@code offset}; returns the line's
     * length, or 0 if it is no genuine line.
     */
    int decode(byte[] bytes, int from, int available, long offset) {
        int length = decodeShape(bytes, from, available);
        if (length == 0) {
            return 0;
        }
        int checkAt = crcAt + 1 + LogFormat.CRC_DIGITS;
        LogFormat.seed(seed, 0, salt, offset);
        return LogFormat.check(crc, buffer, checkAt)
                        == (int) LogFormat.fixedHex(buffer, checkAt + 1, LogFormat.CRC_DIGITS)
                ? length
                : 0;
    }

    /** As {@link #decode}, but asks only whether the line has the shape of one, not whether it belongs here. */
    int decodeShape(byte[] bytes, int from, int available) {
        int count = Math.min(available, LogFormat.BATCH_HEADER_MAX_BYTES);
        System.arraycopy(bytes, from, buffer, LogFormat.LINE_AT, count);
        at = LogFormat.LINE_AT;
        limit = LogFormat.LINE_AT + count;
        for (int i = 0; i < LogFormat.BATCH.length(); i++) {
            if (at == limit || buffer[at++] != LogFormat.BATCH.charAt(i)) {
                return 0;
            }
        }
        return readFields() ? lineLength() : 0;
    }

    private boolean readFields() {
        try {
            long length = number();
            fields.ms = number();
            fields.durable = number();
            long database = number();
            if (length < 0 || length > Integer.MAX_VALUE || database < 0 || database > Integer.MAX_VALUE) {
                return false;
            }
            fields.length = (int) length;
            fields.database = (int) database;
            crcAt = at - 1;
            statedCrc = (int) fixed();
            if (buffer[at++] != ' ') {
                return false;
            }
            fixed();
            return fields.durable >= 0;
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return false;
        }
    }

    /** Length of the line whose fields were read, or 0 if it does not end as it must. */
    private int lineLength() {
        int length = at - LogFormat.LINE_AT + 1;
        if ((length + fields.length & 1) != 0) {
            if (at >= limit || buffer[at++] != ' ') {
                return 0;
            }
            length++;
        }
        return at < limit && buffer[at] == '\n' ? length : 0;
    }

    /** A number without leading zeros and the blank after it. */
    private long number() {
        int start = at;
        long value = 0;
        for (; at < limit && buffer[at] != ' '; at++) {
            int digit = LogFormat.digit(buffer[at]);
            if (digit < 0 || at - start == LogFormat.SALT_DIGITS) {
                throw new IllegalArgumentException("no number at " + start);
            }
            value = value << 4 | digit;
        }
        if (at == limit || at == start || (buffer[start] == '0' && at - start > 1)) {
            throw new IllegalArgumentException("no number at " + start);
        }
        at++;
        return value;
    }

    private long fixed() {
        if (at + LogFormat.CRC_DIGITS > limit) {
            throw new IllegalArgumentException("no checksum at " + at);
        }
        long value = LogFormat.fixedHex(buffer, at, LogFormat.CRC_DIGITS);
        at += LogFormat.CRC_DIGITS;
        return value;
    }

    /** Begins the crc of the batch whose line was accepted last, to be fed with its commands. */
    void beginCrc(CRC32C target, int previousCrc, long offset) {
        LogFormat.seed(seed, previousCrc, salt, offset);
        target.reset();
        target.update(buffer, 0, crcAt);
    }
}
