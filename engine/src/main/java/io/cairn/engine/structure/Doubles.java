package io.cairn.engine.structure;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * Floating-point numbers as text, as Redis writes them: scores with the 17 significant digits of C's {@code %.17g}, from
 * which the same number is read back; distances and coordinates with a fixed number of decimals. {@link DoubleParser}
 * reads them.
 *
 * <p>Cost: tens of nanoseconds, no allocation; but for about one number in a thousand, half way between two texts as far
 * as 128 bits can tell, that is done with big numbers.
 */
public final class Doubles {
    /** The longest text of {@link #put}: {@code -1.7976931348623157e+308}. */
    public static final int MAX_TEXT_BYTES = 24;

    /** The most decimals of {@link #putFixed}. */
    public static final int MAX_DECIMALS = 17;

    /** The longest text of {@link #putFixed}. */
    public static final int MAX_FIXED_BYTES = 1 + 309 + 1 + MAX_DECIMALS;

    /** Whole numbers below this are exact, and written without an exponent. */
    private static final double WHOLE_BELOW = 1L << 52;

    private static final int DIGITS = 17;
    private static final long DIGITS_LIMIT = 100_000_000_000_000_000L;
    private static final int MIN_PLAIN_EXPONENT = -4;
    private static final double LOG10_OF_2 = 0.3010299956639812;
    private static final MathContext ROUNDING = new MathContext(DIGITS, RoundingMode.HALF_EVEN);

    private static final int FRACTION_BITS = 52;
    private static final long FRACTION_MASK = (1L << FRACTION_BITS) - 1;
    /** Exponent of the last bit of a number whose exponent bits are 0 or 1. */
    private static final int MIN_EXPONENT = -1074;

    private static final long UNDECIDED = -1;

    private Doubles() {}

    /** Writes the text of {@code value} at {@code offset} and returns the offset behind it. */
    public static int put(byte[] target, int offset, double value) {
        long whole = (long) value;
        if (whole == value && Math.abs(value) < WHOLE_BELOW && (whole != 0 || 1 / value > 0)) {
            return Numbers.putLong(target, offset, whole);
        }
        int at = offset;
        if (Double.isNaN(value)) {
            return putWord(target, at, "nan");
        }
        if (Double.doubleToRawLongBits(value) < 0) {
            target[at++] = '-';
        }
        if (value == 0) {
            target[at] = '0';
            return at + 1;
        }
        return Double.isInfinite(value) ? putWord(target, at, "inf") : putDigits(target, at, Math.abs(value));
    }

    /** The text of {@code value}. */
    public static String toString(double value) {
        byte[] text = new byte[MAX_TEXT_BYTES];
        return new String(text, 0, put(text, 0, value), StandardCharsets.US_ASCII);
    }

    private static int putWord(byte[] target, int offset, String word) {
        for (int i = 0; i < word.length(); i++) {
            target[offset + i] = (byte) word.charAt(i);
        }
        return offset + word.length();
    }

    // ---- significant digits

    private static int putDigits(byte[] target, int offset, double value) {
        long bits = Double.doubleToRawLongBits(value);
        int shift = Long.numberOfLeadingZeros(significand(bits));
        long significand = significand(bits) << shift;
        int binary = exponent(bits) - shift;
        int exponent = (int) Math.floor((binary + 63) * LOG10_OF_2);
        long digits = digits(significand, binary, exponent);
        if (digits >= DIGITS_LIMIT) {
            // The logarithm of the number's leading bit is that of the number, or one too small.
            exponent++;
            digits = digits(significand, binary, exponent);
        }
        if (digits == UNDECIDED) {
            BigDecimal rounded = new BigDecimal(value).round(ROUNDING);
            exponent = rounded.precision() - rounded.scale() - 1;
            digits = rounded.setScale(DIGITS - 1 - exponent, RoundingMode.UNNECESSARY)
                    .unscaledValue()
                    .longValueExact();
        }
        int count = DIGITS;
        while (digits % 10 == 0) {
            digits /= 10;
            count--;
        }
        return exponent < MIN_PLAIN_EXPONENT || exponent >= DIGITS
                ? putWithExponent(target, offset, digits, count, exponent)
                : putPlain(target, offset, digits, count, exponent);
    }

    /**
     * The number {@code significand × 2^binary}, whose first digit stands for {@code 10^exponent}, as 17 digits; with more
     * digits, if the exponent is too small; or {@link #UNDECIDED}.
     */
    private static long digits(long significand, int binary, int exponent) {
        int power = DIGITS - 1 - exponent;
        long middle = significand * PowersOfTen.high(power);
        long carried = PowersOfTen.multiplyHigh(significand, PowersOfTen.low(power));
        long low = middle + carried;
        long high = PowersOfTen.multiplyHigh(significand, PowersOfTen.high(power))
                + (Long.compareUnsigned(low, middle) < 0 ? 1 : 0);
        // (high, low) is the product without its last 64 bits: too small by less than 2. Of high these bits are
        // fraction:
        int fractionBits = -(binary + PowersOfTen.exponent(power)) - 2 * Long.SIZE;
        long whole = high >>> fractionBits;
        if (whole >= DIGITS_LIMIT) {
            return whole;
        }
        long fraction = high & (1L << fractionBits) - 1;
        long half = 1L << fractionBits - 1;
        boolean undecided = fraction == half && low == 0 || fraction == half - 1 && (low == -1 || low == -2);
        if (undecided) {
            return UNDECIDED;
        }
        // Rounding up may give one digit more: a power of ten, which the next exponent has too.
        return fraction >= half ? whole + 1 : whole;
    }

    private static int putPlain(byte[] target, int offset, long digits, int count, int exponent) {
        int at = offset;
        if (exponent < 0) {
            target[at++] = '0';
            target[at++] = '.';
            for (int i = exponent + 1; i < 0; i++) {
                target[at++] = '0';
            }
            return Numbers.putLong(target, at, digits);
        }
        int wholeDigits = exponent + 1;
        if (count > wholeDigits) {
            int end = Numbers.putLong(target, at + 1, digits);
            System.arraycopy(target, at + 1, target, at, wholeDigits);
            target[at + wholeDigits] = '.';
            return end;
        }
        at = Numbers.putLong(target, at, digits);
        for (int i = count; i < wholeDigits; i++) {
            target[at++] = '0';
        }
        return at;
    }

    private static int putWithExponent(byte[] target, int offset, long digits, int count, int exponent) {
        int at = Numbers.putLong(target, offset + 1, digits);
        target[offset] = target[offset + 1];
        if (count == 1) {
            at = offset + 1;
        } else {
            target[offset + 1] = '.';
        }
        target[at++] = 'e';
        target[at++] = (byte) (exponent < 0 ? '-' : '+');
        int magnitude = Math.abs(exponent);
        if (magnitude < 10) {
            target[at++] = '0';
        }
        return Numbers.putLong(target, at, magnitude);
    }

    // ---- fixed decimals

    /** Writes C's {@code %.<decimals>f} of a finite number; returns the offset behind it. */
    public static int putFixed(byte[] target, int offset, double value, int decimals) {
        if (Math.abs(value) >= Long.MAX_VALUE) {
            BigDecimal exact = new BigDecimal(value).setScale(decimals, RoundingMode.UNNECESSARY);
            return putWord(target, offset, exact.toPlainString());
        }
        double magnitude = Math.abs(value);
        long whole = (long) magnitude;
        long scale = tenTo(decimals);
        long fraction = scaled(magnitude - whole, scale);
        if (fraction == scale) {
            whole++;
            fraction = 0;
        }
        int at = offset;
        if (Double.doubleToRawLongBits(value) < 0) {
            target[at++] = '-';
        }
        at = Numbers.putLong(target, at, whole);
        if (decimals > 0) {
            // A 1 before the decimals keeps the zeros that they begin with, until the point takes its place.
            int end = Numbers.putLong(target, at, scale + fraction);
            target[at] = '.';
            at = end;
        }
        return at;
    }

    /** {@link #putFixed} without zeros at the end, and without {@code -0}. */
    public static int putTrimmed(byte[] target, int offset, double value, int decimals) {
        int end = putFixed(target, offset, value, decimals);
        while (target[end - 1] == '0') {
            end--;
        }
        if (target[end - 1] == '.') {
            end--;
        }
        boolean negativeZero = end - offset == 2 && target[offset] == '-' && target[offset + 1] == '0';
        if (negativeZero) {
            target[offset] = '0';
        }
        return negativeZero ? offset + 1 : end;
    }

    /** {@code fraction × scale} rounded to even, where the fraction is below 1. */
    private static long scaled(double fraction, long scale) {
        long bits = Double.doubleToRawLongBits(fraction);
        int shift = -exponent(bits);
        long high = Math.multiplyHigh(significand(bits), scale);
        long low = significand(bits) * scale;
        if (shift >= 2 * Long.SIZE - 1) {
            return 0; // The product has 110 bits.
        }
        long whole;
        long rest;
        boolean restBelow = false;
        if (shift <= Long.SIZE - 1) {
            whole = high << Long.SIZE - shift | low >>> shift;
            rest = low << Long.SIZE - shift;
        } else if (shift == Long.SIZE) {
            whole = high;
            rest = low;
        } else {
            whole = high >>> shift - Long.SIZE;
            rest = high << 2 * Long.SIZE - shift | low >>> shift - Long.SIZE;
            restBelow = low << 2 * Long.SIZE - shift != 0;
        }
        // The rest is a fraction of 2^64: negative is half and more.
        boolean exactlyHalf = rest == Long.MIN_VALUE && !restBelow;
        return rest < 0 && (!exactlyHalf || (whole & 1) != 0) ? whole + 1 : whole;
    }

    private static long tenTo(int decimals) {
        long power = 1;
        for (int i = 0; i < decimals; i++) {
            power *= 10;
        }
        return power;
    }

    private static long significand(long bits) {
        long fraction = bits & FRACTION_MASK;
        return (bits >>> FRACTION_BITS & 0x7ff) == 0 ? fraction : fraction | 1L << FRACTION_BITS;
    }

    /** Exponent of the significand's last bit. */
    private static int exponent(long bits) {
        return Math.max(1, (int) (bits >>> FRACTION_BITS & 0x7ff)) - 1 + MIN_EXPONENT;
    }
}
