package io.cairn.engine.structure;

import java.math.BigInteger;

/**
 * Powers of ten as 128 bits and an exponent of two: {@code 10^q = (high, low) × 2^exponent}, cut off, not rounded. With
 * them a floating-point number becomes decimal digits and back in a few multiplications; the one case in some thousands
 * that 128 bits do not decide is left to slower arithmetic.
 *
 * <p>Made when first needed, in about a millisecond; 14 KiB.
 */
final class PowersOfTen {
    /** Below this a number of 19 digits is zero as a double. */
    static final int MIN = -342;

    static final int MAX = 342;

    private static final int BITS = 128;
    private static final long[] HIGH = new long[MAX - MIN + 1];
    private static final long[] LOW = new long[MAX - MIN + 1];
    private static final short[] EXPONENTS = new short[MAX - MIN + 1];

    static {
        BigInteger power = BigInteger.ONE;
        for (int q = 0; q <= MAX; q++) {
            set(q, power.shiftLeft(BITS).shiftRight(power.bitLength()), power.bitLength() - BITS);
            if (q > 0) {
                int bits = BITS - 1 + power.bitLength();
                BigInteger inverse = BigInteger.ONE.shiftLeft(bits).divide(power);
                int excess = inverse.bitLength() - BITS;
                set(-q, inverse.shiftRight(excess), excess - bits);
            }
            power = power.multiply(BigInteger.TEN);
        }
    }

    private PowersOfTen() {}

    private static void set(int q, BigInteger bits, int exponent) {
        HIGH[q - MIN] = bits.shiftRight(Long.SIZE).longValue();
        LOW[q - MIN] = bits.longValue();
        EXPONENTS[q - MIN] = (short) exponent;
    }

    static long high(int q) {
        return HIGH[q - MIN];
    }

    static long low(int q) {
        return LOW[q - MIN];
    }

    static int exponent(int q) {
        return EXPONENTS[q - MIN];
    }

    /** The upper half of the product of two unsigned numbers. */
    static long multiplyHigh(long a, long b) {
        return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
    }
}
