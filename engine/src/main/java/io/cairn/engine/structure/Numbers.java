package io.cairn.engine.structure;

/**
 * Whole numbers as decimal text, strictly as Redis reads them: no plus, no blanks, no leading zeros, no {@code -0}.
 * A text accepted here is exactly the text that {@link #putLong} writes, so a value kept as a number reads back the same.
 */
public final class Numbers {
    /** The longest text of a {@code long}: {@code -9223372036854775808}. */
    public static final int MAX_LONG_DIGITS = 20;

    private static final int MAX_SAFE_DIGITS = 18;

    /** The least number of so many digits and one, as an unsigned one; 0 counts as having one digit. */
    private static final long[] LEAST_OF_MORE_DIGITS = new long[MAX_LONG_DIGITS];

    /** The texts of 0 to 99, of two digits each. */
    private static final byte[] PAIRS = new byte[200];

    static {
        long power = 1;
        for (int digits = 1; digits < MAX_LONG_DIGITS; digits++) {
            power *= 10;
            LEAST_OF_MORE_DIGITS[digits] = power;
        }
        for (int i = 0; i < 100; i++) {
            PAIRS[2 * i] = (byte) ('0' + i / 10);
            PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
        }
    }

    private Numbers() {}

    /** Whether the slice is the canonical text of a {@code long}. */
    public static boolean isLong(byte[] bytes, int offset, int length) {
        if (length == 0 || length > MAX_LONG_DIGITS) {
            return false;
        }
        boolean negative = bytes[offset] == '-';
        int start = negative ? offset + 1 : offset;
        int end = offset + length;
        int digits = end - start;
        if (digits == 0 || digits > MAX_SAFE_DIGITS + 1) {
            return false;
        }
        if (bytes[start] == '0') {
            return length == 1;
        }
        for (int i = start; i < end; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
        }
        return digits <= MAX_SAFE_DIGITS || fitsLong(bytes, start, end, negative);
    }

    /** The value of a text that {@link #isLong} accepts. */
    public static long toLong(byte[] bytes, int offset, int length) {
        boolean negative = bytes[offset] == '-';
        int end = offset + length;
        long magnitude = 0;
        for (int i = negative ? offset + 1 : offset; i < end; i++) {
            magnitude = magnitude * 10 - (bytes[i] - '0');
        }
        return negative ? magnitude : -magnitude;
    }

    /** Writes {@code value} as text at {@code offset} and returns the offset behind it. */
    public static int putLong(byte[] target, int offset, long value) {
        int end = offset + longDigits(value);
        // Negative all the way: Long.MIN_VALUE has no positive counterpart.
        long rest = value < 0 ? value : -value;
        int i = end;
        while (rest <= -10) {
            long next = rest / 100;
            int pair = 2 * (int) (next * 100 - rest);
            i -= 2;
            target[i] = PAIRS[pair];
            target[i + 1] = PAIRS[pair + 1];
            rest = next;
        }
        if (rest != 0 || i == end) {
            target[i - 1] = (byte) ('0' - rest);
        }
        if (value < 0) {
            target[offset] = '-';
        }
        return end;
    }

    /** How many bytes {@link #putLong} writes. */
    public static int longDigits(long value) {
        long magnitude = value < 0 ? -value : value;
        int bits = Long.SIZE - Long.numberOfLeadingZeros(magnitude | 1);
        // As many decimal digits as that many bits always have, which is one too few for some.
        int digits = bits * 1233 >>> 12;
        int more = Long.compareUnsigned(magnitude, LEAST_OF_MORE_DIGITS[digits]) >= 0 ? 1 : 0;
        return (value < 0 ? 1 : 0) + digits + more;
    }

    private static boolean fitsLong(byte[] bytes, int start, int end, boolean negative) {
        long limit = negative ? Long.MIN_VALUE : -Long.MAX_VALUE;
        long magnitude = 0;
        for (int i = start; i < end; i++) {
            int digit = bytes[i] - '0';
            if (magnitude < limit / 10 || magnitude * 10 < limit + digit) {
                return false;
            }
            magnitude = magnitude * 10 - digit;
        }
        return true;
    }
}
