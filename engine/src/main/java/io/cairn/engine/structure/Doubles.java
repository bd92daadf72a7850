package io.cairn.engine.structure;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * Floating-point numbers as text, as Redis writes scores: whole numbers as such, others with the 17 significant digits
 * of C's {@code %.17g}, from which the same number is read back.
 */
public final class Doubles {
    /** The longest text: {@code -1.7976931348623157e+308}. */
    public static final int MAX_TEXT_BYTES = 24;

    /** Whole numbers below this are exact, and written without an exponent. */
    private static final double WHOLE_BELOW = 1L << 52;

    private static final int DIGITS = 17;
    private static final int MIN_PLAIN_EXPONENT = -4;
    private static final MathContext ROUNDING = new MathContext(DIGITS, RoundingMode.HALF_EVEN);

    private Doubles() {}

    /** Writes the text of {@code value} at {@code offset} and returns the offset behind it. */
    public static int put(byte[] target, int offset, double value) {
        long whole = (long) value;
        if (whole == value && Math.abs(value) < WHOLE_BELOW && (whole != 0 || 1 / value > 0)) {
            return Numbers.putLong(target, offset, whole);
        }
        byte[] text = toString(value).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, target, offset, text.length);
        return offset + text.length;
    }

    /** The text of {@code value}. */
    public static String toString(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        long whole = (long) value;
        if (whole == value && Math.abs(value) < WHOLE_BELOW) {
            return Long.toString(whole);
        }
        return general(value);
    }

    private static String general(double value) {
        BigDecimal rounded = new BigDecimal(Math.abs(value)).round(ROUNDING).stripTrailingZeros();
        String digits = rounded.unscaledValue().toString();
        int exponent = digits.length() - rounded.scale() - 1;
        StringBuilder text = new StringBuilder(MAX_TEXT_BYTES);
        if (value < 0) {
            text.append('-');
        }
        if (exponent < MIN_PLAIN_EXPONENT || exponent >= DIGITS) {
            text.append(digits, 0, 1);
            if (digits.length() > 1) {
                text.append('.').append(digits, 1, digits.length());
            }
            text.append('e').append(exponent < 0 ? '-' : '+');
            int magnitude = Math.abs(exponent);
            return (magnitude < 10 ? text.append('0') : text).append(magnitude).toString();
        }
        return text.append(rounded.toPlainString()).toString();
    }
}
