package io.cairn.engine.command.list;

/** Ranges of indexes as requests give them: both ends included, negative ones counted from the end. */
final class IndexRange {
    private IndexRange() {}

    /** The first index of the range, at least 0. */
    static long first(long start, long size) {
        return start < 0 ? Math.max(0, start + size) : start;
    }

    /** How many of {@code size} elements there are from {@code first} to {@code stop}. */
    static long count(long first, long stop, long size) {
        long last = Math.min(stop < 0 ? stop + size : stop, size - 1);
        return first > last ? 0 : last - first + 1;
    }

    /** An index counted from 0; -1 if there is no such element. */
    static long index(long index, long size) {
        long forward = index < 0 ? index + size : index;
        return forward < 0 || forward >= size ? -1 : forward;
    }
}
