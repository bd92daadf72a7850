package io.cairn.server.config;

import io.cairn.engine.structure.Numbers;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalLong;

/** The three ways in which Redis reads a number: strictly, as C's {@code strtoll}, and as a size with a unit. */
final class NumberTexts {
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);

    /** More digits than any 64-bit number has, leading zeros included: longer texts are refused before any arithmetic. */
    private static final int MAX_DIGITS = 127;

    private static final long KIBI = 1024;

    private NumberTexts() {}

    /** A number in its shortest decimal form only: no plus, no spaces, no leading zeros. Empty when it is not, or overflows. */
    static OptionalLong strict(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return Numbers.isLong(bytes, 0, bytes.length)
                ? OptionalLong.of(Numbers.toLong(bytes, 0, bytes.length))
                : OptionalLong.empty();
    }

    /** As {@code strtoll} when the whole text must be used: spaces and a sign in front are fine, nothing at all is 0, too large is the limit. */
    static OptionalLong lenient(String text) {
        if (text.isEmpty()) {
            return OptionalLong.of(0);
        }
        int start = 0;
        while (start < text.length() && Quoting.isSpace(text.charAt(start))) {
            start++;
        }
        boolean negative = start < text.length() && text.charAt(start) == '-';
        if (negative || (start < text.length() && text.charAt(start) == '+')) {
            start++;
        }
        if (start == text.length() || text.length() - start > MAX_DIGITS || !isDigits(text, start)) {
            return OptionalLong.empty();
        }
        BigInteger magnitude = new BigInteger(text.substring(start));
        return OptionalLong.of((negative ? magnitude.negate() : magnitude)
                .max(LONG_MIN)
                .min(LONG_MAX)
                .longValue());
    }

    /** Octal digits, as {@code strtoll} with base 8. Empty when there is anything else, or too much. */
    static OptionalLong octal(String text) {
        if (text.isEmpty()) {
            return OptionalLong.of(0);
        }
        String digits = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        if (digits.isEmpty() || digits.length() > 20 || !digits.chars().allMatch(c -> c >= '0' && c <= '7')) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(text, 8));
    }

    /**
     * A size: digits and a unit, where {@code k} is 1000 and {@code kb} is 1024. A unit alone is 0. What is beyond 2^63-1 comes back as -1,
     * which no size is.
     */
    static OptionalLong memory(String text) {
        int end = 0;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        long unit = unit(text.substring(end).toLowerCase(Locale.ROOT));
        if (unit == 0 || end > MAX_DIGITS) {
            return OptionalLong.empty();
        }
        BigInteger value =
                end == 0 ? BigInteger.ZERO : new BigInteger(text.substring(0, end)).multiply(BigInteger.valueOf(unit));
        return OptionalLong.of(value.compareTo(LONG_MAX) > 0 ? -1 : value.longValue());
    }

    private static long unit(String name) {
        return switch (name) {
            case "", "b" -> 1;
            case "k" -> 1000;
            case "kb" -> KIBI;
            case "m" -> 1000 * 1000;
            case "mb" -> KIBI * KIBI;
            case "g" -> 1000L * 1000 * 1000;
            case "gb" -> KIBI * KIBI * KIBI;
            default -> 0;
        };
    }

    /** A size as it stands in a file: in the largest of the units of 1024 that divides it. */
    static String formatMemory(long bytes) {
        if (bytes == 0 || bytes % KIBI != 0) {
            return Long.toString(bytes);
        }
        if (bytes % (KIBI * KIBI) != 0) {
            return bytes / KIBI + "kb";
        }
        if (bytes % (KIBI * KIBI * KIBI) != 0) {
            return bytes / (KIBI * KIBI) + "mb";
        }
        return bytes / (KIBI * KIBI * KIBI) + "gb";
    }

    private static boolean isDigits(String text, int start) {
        for (int i = start; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
