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
    private int statedCheck;
    private boolean wellFormed;
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
        LogFormat.seed(seed, 0, salt, offset);
        int check = LogFormat.check(crc, buffer, crcAt + 1 + LogFormat.CRC_DIGITS);
        return check == statedCheck ? length : 0;
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
        wellFormed = true;
        long length = number();
        fields.ms = number();
        fields.durable = number();
        long database = number();
        crcAt = at - 1;
        statedCrc = checksum();
        wellFormed &= at < limit && buffer[at] == ' ';
        at++;
        statedCheck = checksum();
        if (!wellFormed || length < 0 || length > Integer.MAX_VALUE || database < 0 || database > Integer.MAX_VALUE) {
            return false;
        }
        fields.length = (int) length;
        fields.database = (int) database;
        return fields.durable >= 0;
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

    /** A number without leading zeros and the blank after it; anything else makes the line malformed. */
    private long number() {
        int start = at;
        long value = 0;
        while (wellFormed && at < limit && buffer[at] != ' ') {
            int digit = LogFormat.digit(buffer[at]);
            wellFormed = digit >= 0 && at - start < LogFormat.SALT_DIGITS;
            value = value << 4 | digit;
            at++;
        }
        wellFormed &= at < limit && at > start && (buffer[start] != '0' || at - start == 1);
        at++;
        return value;
    }

    private int checksum() {
        int end = at + LogFormat.CRC_DIGITS;
        wellFormed &= end <= limit;
        int value = 0;
        while (wellFormed && at < end) {
            int digit = LogFormat.digit(buffer[at]);
            wellFormed = digit >= 0;
            value = value << 4 | digit;
            at++;
        }
        return value;
    }

    /**
     * The salt that would make the line at {@code offset}, of which the shape was found right, genuine. Of all salts that would,
     * the one whose upper half is zero: checksums of 32 bits cannot tell them apart, on any line.
     */
    long saltFor(long offset) {
        int end = crcAt + 1 + LogFormat.CRC_DIGITS;
        LogFormat.seed(seed, 0, 0, offset);
        int difference = LogFormat.check(crc, buffer, end) ^ statedCheck;
        int lowerHalfAt = 2 * Integer.BYTES;
        return Integer.toUnsignedLong(Integer.reverseBytes(LogFormat.backwards(difference, end - lowerHalfAt)));
    }

    /** How many bytes of seed and line the crc of the last accepted line takes, before the commands. */
    int crcInputBytes() {
        return crcAt;
    }

    /** Begins the crc of the batch whose line was accepted last, to be fed with its commands. */
    void beginCrc(CRC32C target, int previousCrc, long offset) {
        LogFormat.seed(seed, previousCrc, salt, offset);
        target.reset();
        target.update(buffer, 0, crcAt);
    }
}
