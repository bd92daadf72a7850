package io.cairn.persistence.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The bytes of a log file.
 *
 * <pre>
 *   file    := header batch* padding* section?
 *   header  := "#cairn-log 1 " salt " " follows " " crc "\n"                             56 bytes
 *   batch   := "#C " length " " ms " " durable " " db " " crc " " check " "? "\n" commands     even in all
 *   padding := "#\n"                                                     "!\n" behind a batch that is being stored
 *   section := what a Redis that loaded the file has appended since, without checksums
 *
 *   salt      16 digits   random, of this file
 *   follows   16 digits   salt of the file whose batches come before this one's; its own salt if only
 *                         a base does; zeros if nothing does
 *   crc       8 digits    header: CRC-32C of the line up to the blank before it
 *                         batch:  CRC-32C of seed, line up to the blank before it, commands
 *   check     8 digits    CRC-32C of seed without its first field, line up to the blank before it
 *   seed                  crc of the batch before (of the header, for the first), salt, offset of the line in the file;
 *                         4, 8 and 8 bytes, big-endian
 *   length    bytes of the commands; 0 is the closing mark: nothing was appended behind it
 *   ms        milliseconds of the clock
 *   durable   offset below which everything was known to be forced when the line was made
 *   db        database selected where the commands begin
 * </pre>
 *
 * <p>Numbers are lower-case hexadecimal, those without a fixed width have no leading zeros. There is exactly one way to
 * write a line, so that no flipped bit goes unnoticed. The blank before the newline is there only to make the batch even.
 *
 * <p>Redis takes every line that begins with {@code #} between two commands for a comment.
 */
final class LogFormat {
    // On disk, do not change.
    static final String MAGIC = "#cairn-log ";
    static final String VERSION = "1";
    static final String BATCH = "#C ";
    static final byte PADDING_FIRST = '#';
    static final byte PADDING_SECOND = '\n';
    /** Behind a batch while it is being stored: no command and no comment, so that nobody takes half of it for whole. */
    static final byte[] STOP = "!\n".getBytes(US_ASCII);

    static final int CRC_DIGITS = 8;
    static final int SALT_DIGITS = 16;
    static final int HEADER_CRC_AT = MAGIC.length() + VERSION.length() + 2 * (1 + SALT_DIGITS);
    static final int HEADER_BYTES = HEADER_CRC_AT + 1 + CRC_DIGITS + 1;

    /** Three letters, four numbers of at most 16 digits with their blanks, two checksums, a blank and the newline. */
    static final int BATCH_HEADER_MAX_BYTES = BATCH.length() + 4 * 17 + 2 * (CRC_DIGITS + 1) + 1;

    static final int SEED_BYTES = Integer.BYTES + 2 * Long.BYTES;

    /** Where a line begins in the buffer of {@link #seed}. */
    static final int LINE_AT = SEED_BYTES;

    /** Of CRC-32C, with its bits reversed. */
    private static final int CRC_POLYNOMIAL = 0x82f6_3b78;

    private static final byte[] DIGITS = "0123456789abcdef".getBytes(US_ASCII);

    private LogFormat() {}

    /** The first line of a file. */
    static byte[] header(long salt, long follows) {
        byte[] line = new byte[HEADER_BYTES];
        byte[] start = (MAGIC + VERSION).getBytes(US_ASCII);
        System.arraycopy(start, 0, line, 0, start.length);
        line[start.length] = ' ';
        putHex(line, start.length + 1, salt, SALT_DIGITS);
        line[start.length + 1 + SALT_DIGITS] = ' ';
        putHex(line, start.length + 2 + SALT_DIGITS, follows, SALT_DIGITS);
        line[HEADER_CRC_AT] = ' ';
        putHex(line, HEADER_CRC_AT + 1, headerCrc(line, HEADER_CRC_AT), CRC_DIGITS);
        line[HEADER_BYTES - 1] = '\n';
        return line;
    }

    /** CRC-32C of the first {@code length} bytes of a header; the first batch's seed begins with it. */
    static int headerCrc(byte[] line, int length) {
        CRC32C crc = new CRC32C();
        crc.update(line, 0, length);
        return (int) crc.getValue();
    }

    /** Writes the seed in front of where a line is or will be. */
    static void seed(ByteBuffer buffer, int previousCrc, long salt, long offset) {
        buffer.putInt(0, previousCrc).putLong(Integer.BYTES, salt).putLong(Integer.BYTES + Long.BYTES, offset);
    }

    /** The check of a line that ends at index {@code lineEnd} of a seeded buffer. */
    static int check(CRC32C crc, byte[] buffer, int lineEnd) {
        crc.reset();
        crc.update(buffer, Integer.BYTES, lineEnd - Integer.BYTES);
        return (int) crc.getValue();
    }

    /**
     * The register of CRC-32C before {@code count} zero bytes that left it at {@code register}. A CRC is linear: the difference
     * of two of them, run back to where the bytes differed, is the difference of these bytes.
     *
     * <p>Source: M. Stigge et al., "Reversing CRC: Theory and Practice" (2006).
     */
    static int backwards(int register, long count) {
        int before = register;
        for (long bit = count * Byte.SIZE; bit > 0; bit--) {
            before = before < 0 ? (before ^ CRC_POLYNOMIAL) << 1 | 1 : before << 1;
        }
        return before;
    }

    /** Writes {@code value} with {@code digits} digits. */
    static void putHex(byte[] target, int at, long value, int digits) {
        long rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            target[i] = DIGITS[(int) rest & 15];
            rest >>>= 4;
        }
    }

    /** How many digits {@code value} has without leading zeros. */
    static int hexDigits(long value) {
        return value == 0 ? 1 : (Long.SIZE + 3 - Long.numberOfLeadingZeros(value)) >>> 2;
    }

    /** The value of a lower-case digit, or -1. */
    static int digit(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        return b >= 'a' && b <= 'f' ? b - 'a' + 10 : -1;
    }

    /** Reads {@code digits} digits as an unsigned number; fails with an exception where there are others. */
    static long fixedHex(byte[] line, int at, int digits) {
        long value = 0;
        for (int i = at; i < at + digits; i++) {
            int digit = digit(line[i]);
            if (digit < 0) {
                throw new IllegalArgumentException("no hexadecimal digit at " + i);
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** Padding for {@code length} bytes that begin at an even offset. */
    static byte[] padding(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, PADDING_FIRST);
        for (int i = 1; i < length; i += 2) {
            bytes[i] = PADDING_SECOND;
        }
        return bytes;
    }
}
