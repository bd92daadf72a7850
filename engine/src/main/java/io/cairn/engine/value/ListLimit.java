package io.cairn.engine.value;

/**
 * What {@code list-max-listpack-size} means: a number of elements if it is positive, and else a number of bytes, -1 for
 * 4 KiB and twice as much with each step down to -5.
 */
final class ListLimit {
    private static final int SMALLEST_BYTES = 4096;
    private static final int STEPS = 5;
    /** A limit of elements is one of bytes too. */
    private static final long MOST_BYTES_OF_COUNTED = 8192;

    private ListLimit() {}

    /** Whether so many bytes and elements are too many for a compact list. */
    static boolean isExceeded(int setting, long bytes, long count) {
        return setting < 0 ? bytes > bytes(setting) : bytes > MOST_BYTES_OF_COUNTED || count > Math.max(1, setting);
    }

    /** Whether so few are left that a long list becomes compact again: not at the limit, but at half of it. */
    static boolean isHalfFree(int setting, long bytes, long count) {
        return setting < 0
                ? bytes <= bytes(setting) / 2
                : bytes <= MOST_BYTES_OF_COUNTED && count <= Math.max(1, setting) / 2;
    }

    private static long bytes(int setting) {
        return (long) SMALLEST_BYTES << Math.min(-(long) setting, STEPS) - 1;
    }
}
