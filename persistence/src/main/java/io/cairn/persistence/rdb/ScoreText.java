package io.cairn.persistence.rdb;

import java.nio.charset.StandardCharsets;

/** Scores as text: what C's {@code %.17g} writes, strictly. */
final class ScoreText {
    /** The most digits of which every number is exact as a {@code double}. */
    private static final int EXACT_DIGITS = 15;

    /** Powers of ten that are exact as a {@code double}. */
    private static final double[] POWERS = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    /** Longer than any text of a score that was ever written. */
    private static final int MAX_LENGTH = 128;

    private ScoreText() {}

    /** Returns the number, or NaN if the slice is the text of none. Few digits cost no allocation. */
    static double parse(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int position = offset;
        boolean negative = length > 0 && bytes[offset] == '-';
        if (length > 0 && (negative || bytes[offset] == '+')) {
            position++;
        }
        long digits = 0;
        int count = 0;
        int decimals = -1;
        for (; position < end; position++) {
            int b = bytes[position];
            if (b >= '0' && b <= '9' && count < EXACT_DIGITS) {
                digits = digits * 10 + (b - '0');
                count++;
                decimals += decimals >= 0 ? 1 : 0;
            } else if (b == '.' && decimals < 0) {
                decimals = 0;
            } else {
                return parseSlowly(bytes, offset, length);
            }
        }
        if (count == 0) {
            return Double.NaN;
        }
        // Both are exact, so that the quotient is rounded once, and right.
        double magnitude = decimals > 0 ? digits / POWERS[decimals] : digits;
        return negative ? -magnitude : magnitude;
    }

    private static double parseSlowly(byte[] bytes, int offset, int length) {
        if (length > MAX_LENGTH) {
            return Double.NaN;
        }
        String text = new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
        switch (text) {
            case "inf", "+inf" -> {
                return Double.POSITIVE_INFINITY;
            }
            case "-inf" -> {
                return Double.NEGATIVE_INFINITY;
            }
            default -> {
                for (int i = 0; i < length; i++) {
                    if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
                        return Double.NaN;
                    }
                }
            }
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
