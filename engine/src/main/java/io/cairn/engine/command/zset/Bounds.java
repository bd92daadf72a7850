package io.cairn.engine.command.zset;

import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.DoubleParser;
import io.cairn.engine.value.LexRange;
import io.cairn.engine.value.MemberRange;
import io.cairn.engine.value.RankRange;
import io.cairn.engine.value.ScoreRange;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the ends of a range are: how requests spell them, and what is wrong when they cannot be read. */
enum Bounds {
    RANK("ERR value is not an integer or out of range"),
    SCORE("ERR min or max is not a float"),
    LEX("ERR min or max not valid string range item");

    private final String error;

    Bounds(String error) {
        this.error = error;
    }

    /** The error for ends that cannot be read. */
    String error() {
        return error;
    }

    /** Reads a range of scores or of bytes; null if it is none. */
    @Nullable
    MemberRange parse(Args args, int minIndex, int maxIndex) {
        return this == SCORE ? scores(args, minIndex, maxIndex) : texts(args, minIndex, maxIndex);
    }

    private static @Nullable MemberRange scores(Args args, int minIndex, int maxIndex) {
        double min = score(args, minIndex);
        double max = score(args, maxIndex);
        return Double.isNaN(min) || Double.isNaN(max)
                ? null
                : new ScoreRange(min, isExclusive(args, minIndex), max, isExclusive(args, maxIndex));
    }

    private static double score(Args args, int index) {
        int mark = isExclusive(args, index) ? 1 : 0;
        return DoubleParser.parseBound(args.bytes(), args.offset(index) + mark, args.length(index) - mark);
    }

    private static boolean isExclusive(Args args, int index) {
        return args.length(index) > 0 && args.bytes()[args.offset(index)] == '(';
    }

    private static @Nullable MemberRange texts(Args args, int minIndex, int maxIndex) {
        LexRange.End min = text(args, minIndex);
        LexRange.End max = text(args, maxIndex);
        return min == null || max == null ? null : new LexRange(min, max);
    }

    private static LexRange.@Nullable End text(Args args, int index) {
        int length = args.length(index);
        if (length == 0) {
            return null;
        }
        int offset = args.offset(index);
        byte mark = args.bytes()[offset];
        // A NUL ends a text in C.
        boolean alone = length == 1 || args.bytes()[offset + 1] == 0;
        return switch (mark) {
            case '-' -> alone ? LexRange.LOWEST : null;
            case '+' -> alone ? LexRange.HIGHEST : null;
            case '(', '[' ->
                LexRange.End.of(Arrays.copyOfRange(args.bytes(), offset + 1, offset + length), mark == '(');
            default -> null;
        };
    }

    /**
     * The ranks from one to another, both of which may count from the end.
     *
     * @param size how many members there are
     */
    static RankRange ranks(long start, long stop, long size) {
        long first = Math.max(0, start < 0 ? start + size : start);
        long last = Math.min(size - 1, stop < 0 ? stop + size : stop);
        return first > last ? RankRange.NONE : new RankRange(first, last - first + 1);
    }
}
