package io.cairn.tools.bench;

/** Strings of a length that is always the same, with a number in them. */
public final class Names {
    private Names() {}

    /** The number after the prefix, with as many zeros between them as the length asks for. */
    public static String numbered(String prefix, long number, int length) {
        String digits = Long.toString(number);
        int zeros = length - prefix.length() - digits.length();
        if (number < 0 || zeros < 0) {
            throw new IllegalArgumentException("no room: prefix=" + prefix + " number=" + number + " length=" + length);
        }
        return prefix + "0".repeat(zeros) + digits;
    }

    /** The number in such a string; −1 if it is none. */
    public static long number(String name, String prefix) {
        if (!name.startsWith(prefix) || name.length() == prefix.length()) {
            return -1;
        }
        long number = 0;
        for (int i = prefix.length(); i < name.length(); i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
