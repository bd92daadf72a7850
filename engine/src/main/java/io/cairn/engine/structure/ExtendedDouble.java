package io.cairn.engine.structure;

import java.math.BigInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A floating-point number as Redis computes with it: C's {@code long double} on x86, which has a significand of 64 bits.
 * Reads what {@code strtold} reads, rounds as the processor rounds (to nearest, ties to even), and writes the digits
 * that {@code printf("%.17Lf")} writes, without the zeros at the end.
 *
 * <p>A value is {@code significand × 2^exponent}, kept exactly. Infinities and NaN are one value that is not finite:
 * nothing leads back from it, and Redis refuses it as a result whatever it is.
 *
 * <p>Cost: fractions of a microsecond for numbers of everyday size; some hundred microseconds for texts of thousands of
 * digits, of which {@link #MAX_TEXT_BYTES} is the limit. Immutable.
 */
public final class ExtendedDouble {
    /** Zero. */
    public static final ExtendedDouble ZERO = new ExtendedDouble(BigInteger.ZERO, 0);

    /** The longest text that is a number; Redis reads into a buffer of this size and a NUL. */
    public static final int MAX_TEXT_BYTES = 5 * 1024 - 1;

    private static final int SIGNIFICAND_BITS = 64;
    /** Exponent of the last bit of the smallest numbers. */
    private static final int MIN_EXPONENT = -16445;
    /** All finite numbers are below 2 to this power. */
    private static final int OVERFLOW_EXPONENT = 16384;

    /** 17 decimals. */
    private static final long FRACTION_SCALE = 100_000_000_000_000_000L;

    private static final BigInteger FIVE = BigInteger.valueOf(5);

    private static final ExtendedDouble NOT_FINITE = new ExtendedDouble(BigInteger.ZERO, Integer.MAX_VALUE);

    private final BigInteger significand;
    private final int exponent;

    private ExtendedDouble(BigInteger significand, int exponent) {
        this.significand = significand;
        this.exponent = exponent;
    }

    /**
     * Reads a text: decimal, hexadecimal or {@code inf}, with nothing before or behind it.
     *
     * @return null if Redis does not take it for a number: it is none, or NaN, or so large or small that only infinity or
     *     zero is left of it
     */
    public static @Nullable ExtendedDouble parse(byte[] bytes, int offset, int length) {
        return length > MAX_TEXT_BYTES ? null : new Parser(bytes, offset, length).parse();
    }

    /** Whether it is neither an infinity nor NaN. */
    public boolean isFinite() {
        return this != NOT_FINITE;
    }

    /** The sum, rounded. */
    public ExtendedDouble plus(ExtendedDouble other) {
        if (!isFinite() || !other.isFinite()) {
            return NOT_FINITE;
        }
        int common = Math.min(exponent, other.exponent);
        BigInteger sum =
                significand.shiftLeft(exponent - common).add(other.significand.shiftLeft(other.exponent - common));
        return rounded(sum, common);
    }

    /** The text that Redis writes: 17 decimals, without zeros at the end, and no {@code -0}. */
    @Override
    public String toString() {
        if (!isFinite()) {
            return "not finite";
        }
        BigInteger magnitude = significand.abs();
        int fractionBits = Math.max(0, -exponent);
        BigInteger whole = magnitude.shiftRight(fractionBits).shiftLeft(Math.max(0, exponent));
        long fraction = 0;
        if (fractionBits > 0) {
            BigInteger rest = magnitude.subtract(whole.shiftLeft(fractionBits));
            fraction = shiftRight(rest.multiply(BigInteger.valueOf(FRACTION_SCALE)), fractionBits)
                    .longValueExact();
            if (fraction == FRACTION_SCALE) {
                whole = whole.add(BigInteger.ONE);
                fraction = 0;
            }
        }
        boolean zero = whole.signum() == 0 && fraction == 0;
        return text(significand.signum() < 0 && !zero, whole, fraction);
    }

    private static String text(boolean negative, BigInteger whole, long fraction) {
        StringBuilder text = new StringBuilder(40);
        if (negative) {
            text.append('-');
        }
        if (whole.bitLength() < Long.SIZE) {
            text.append(whole.longValue());
        } else {
            text.append(whole);
        }
        if (fraction != 0) {
            // A 1 before the digits keeps the zeros that they begin with, until the point takes its place.
            int point = text.length();
            text.append(FRACTION_SCALE + fraction).setCharAt(point, '.');
            int end = text.length();
            while (text.charAt(end - 1) == '0') {
                end--;
            }
            text.setLength(end);
        }
        return text.toString();
    }

    /** The number nearest to {@code value × 2^exponent}. */
    private static ExtendedDouble rounded(BigInteger value, int exponent) {
        int excess = Math.max(value.bitLength() - SIGNIFICAND_BITS, MIN_EXPONENT - exponent);
        BigInteger significand = value;
        int rounded = exponent;
        if (excess > 0) {
            significand = shiftRight(value, excess);
            rounded += excess;
        }
        boolean overflow = significand.abs().bitLength() > OVERFLOW_EXPONENT - rounded;
        return overflow ? NOT_FINITE : new ExtendedDouble(significand, rounded);
    }

    /** {@code value / 2^bits}, at least one bit, to nearest, ties to even. */
    private static BigInteger shiftRight(BigInteger value, int bits) {
        // Shifting rounds down, for negative numbers too: what is cut off is never negative.
        BigInteger floor = value.shiftRight(bits);
        boolean atLeastHalf = value.testBit(bits - 1);
        boolean exactlyHalf = atLeastHalf && value.getLowestSetBit() == bits - 1;
        return atLeastHalf && (!exactlyHalf || floor.testBit(0)) ? floor.add(BigInteger.ONE) : floor;
    }

    /** Reads one text. */
    private static final class Parser {
        /**
         * Exponents beyond are cut to these: with so many digits as a text may have, the number is out of range anyway.
         * They bound the time that a text can cost.
         */
        private static final int DECIMAL_EXPONENT_LIMIT = 2 * (MAX_TEXT_BYTES + 1);

        private static final int BINARY_EXPONENT_LIMIT = 16 * (MAX_TEXT_BYTES + 1);

        /** Powers of five as far as they fit a long: those of everyday numbers. */
        private static final BigInteger[] FIVES = Stream.iterate(BigInteger.ONE, power -> power.multiply(FIVE))
                .limit(28)
                .toArray(BigInteger[]::new);

        private static final int MAX_LONG_SAFE_DIGITS = 15;

        private final byte[] bytes;
        private final int end;
        private int at;
        private int digits;
        private int fractionDigits;

        Parser(byte[] bytes, int offset, int length) {
            this.bytes = bytes;
            this.at = offset;
            this.end = offset + length;
        }

        @Nullable
        ExtendedDouble parse() {
            boolean negative = at < end && bytes[at] == '-';
            if (negative || (at < end && bytes[at] == '+')) {
                at++;
            }
            if (isRest("inf") || isRest("infinity")) {
                return NOT_FINITE;
            }
            boolean hexadecimal = end - at > 1 && bytes[at] == '0' && lower(at + 1) == 'x';
            if (hexadecimal) {
                at += 2;
            }
            BigInteger magnitude = readDigits(hexadecimal ? 16 : 10);
            long power = readExponent(hexadecimal ? 'p' : 'e');
            if (digits == 0 || at != end) {
                return null;
            }
            if (magnitude.signum() == 0) {
                return ZERO;
            }
            BigInteger value = negative ? magnitude.negate() : magnitude;
            ExtendedDouble number = hexadecimal ? binary(value, power) : decimal(value, power);
            return number.isFinite() && number.significand.signum() != 0 ? number : null;
        }

        private BigInteger readDigits(int radix) {
            int start = at;
            skipDigits(radix);
            int point = at;
            int count = at - start;
            if (at < end && bytes[at] == '.') {
                at++;
                skipDigits(radix);
                fractionDigits = at - point - 1;
            }
            digits = count + fractionDigits;
            if (digits <= MAX_LONG_SAFE_DIGITS) {
                return BigInteger.valueOf(value(start, at, radix));
            }
            StringBuilder text = new StringBuilder(digits);
            for (int i = start; i < at; i++) {
                if (i != point) {
                    text.append((char) bytes[i]);
                }
            }
            return new BigInteger(text.toString(), radix);
        }

        private void skipDigits(int radix) {
            while (at < end && Character.digit(bytes[at], radix) >= 0) {
                at++;
            }
        }

        private long value(int start, int stop, int radix) {
            long value = 0;
            for (int i = start; i < stop; i++) {
                if (bytes[i] != '.') {
                    value = value * radix + Character.digit(bytes[i], radix);
                }
            }
            return value;
        }

        /** The exponent written behind {@code mark}; 0 without one. Stops before a mark that no number follows. */
        private long readExponent(char mark) {
            if (at == end || lower(at) != mark) {
                return 0;
            }
            int start = at + 1;
            boolean negative = start < end && bytes[start] == '-';
            if (negative || (start < end && bytes[start] == '+')) {
                start++;
            }
            long power = 0;
            int i = start;
            while (i < end && Character.digit(bytes[i], 10) >= 0) {
                power = Math.min(Integer.MAX_VALUE, power * 10 + Character.digit(bytes[i], 10));
                i++;
            }
            if (i > start) {
                at = i;
            }
            return negative ? -power : power;
        }

        /** {@code value × 16^-fractionDigits × 2^power}. */
        private ExtendedDouble binary(BigInteger value, long power) {
            return rounded(value, cut(power, BINARY_EXPONENT_LIMIT) - 4 * fractionDigits);
        }

        /** {@code value × 10^(power - fractionDigits)}. */
        private ExtendedDouble decimal(BigInteger value, long power) {
            int tens = cut(power, DECIMAL_EXPONENT_LIMIT) - fractionDigits;
            int magnitude = Math.abs(tens);
            BigInteger fives = magnitude < FIVES.length ? FIVES[magnitude] : FIVE.pow(magnitude);
            if (tens >= 0) {
                return rounded(value.multiply(fives), tens);
            }
            // Two bits more than the significand, and one that says whether there is a remainder, round as all would.
            int shift = Math.max(0, SIGNIFICAND_BITS + 2 + fives.bitLength() - value.bitLength());
            BigInteger[] quotient = value.shiftLeft(shift).divideAndRemainder(fives);
            BigInteger precise = quotient[0].shiftLeft(1).add(BigInteger.valueOf(quotient[1].signum()));
            return rounded(precise, tens - shift - 1);
        }

        private static int cut(long power, int limit) {
            return (int) Math.max(-limit, Math.min(limit, power));
        }

        private boolean isRest(String word) {
            if (end - at != word.length()) {
                return false;
            }
            for (int i = 0; i < word.length(); i++) {
                if (lower(at + i) != word.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        private int lower(int index) {
            byte c = bytes[index];
            return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
        }
    }
}
