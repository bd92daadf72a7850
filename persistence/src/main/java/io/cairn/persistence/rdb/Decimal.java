package io.cairn.persistence.rdb;

import java.nio.charset.StandardCharsets;

/** Numbers as decimal digits, and back if the digits are the one way to write the number. */
final class Decimal {
    /** Length of "-9223372036854775808". */
    static final int MAX_DIGITS = 20;

    /** What {@link #parseInt} returns for anything but the canonical digits of an {@code int}. */
    static final long NOT_AN_INT = Long.MIN_VALUE;

    private static final byte[] LONG_MIN = Long.toString(Long.MIN_VALUE).getBytes(StandardCharsets.US_ASCII);

    private Decimal() {}

    /** Writes {@code value} to {@code target} from {@code offset} on and returns the number of bytes. */
    static int put(long value, byte[] target, int offset) {
        if (value == Long.MIN_VALUE) {
            System.arraycopy(LONG_MIN, 0, target, offset, LONG_MIN.length);
            return LONG_MIN.length;
        }
        long rest = Math.abs(value);
        int length = value < 0 ? 2 : 1;
        for (long tens = rest; tens >= 10; tens /= 10) {
            length++;
        }
        for (int i = offset + length - 1; i >= offset; i--) {
            target[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        if (value < 0) {
            target[offset] = '-';
        }
        return length;
    }

    /** Returns the {@code int} that these bytes are, or {@link #NOT_AN_INT}: "007", "+7", "-0" and " 7" are not. */
    static long parseInt(byte[] bytes, int offset, int length) {
        if (length == 0 || length > RdbFormat.MAX_INTEGER_DIGITS) {
            return NOT_AN_INT;
        }
        int sign = bytes[offset] == '-' ? 1 : 0;
        int digits = length - sign;
        if (digits == 0 || (bytes[offset + sign] == '0' && length > 1)) {
            return NOT_AN_INT;
        }
        long value = 0;
        for (int i = offset + sign; i < offset + length; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return NOT_AN_INT;
            }
            value = value * 10 + digit;
        }
        value = sign == 0 ? value : -value;
        return value == (int) value ? value : NOT_AN_INT;
    }
}
