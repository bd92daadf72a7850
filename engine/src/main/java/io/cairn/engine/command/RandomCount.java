package io.cairn.engine.command;

import io.cairn.engine.resp.Args;
import org.jspecify.annotations.Nullable;

/** How many elements a request wants to be picked at random: SRANDMEMBER, HRANDFIELD, ZRANDMEMBER. */
public final class RandomCount {
    /**
     * So many picks with repetition one request gets at most. They need not be fewer than there are elements, so nothing else
     * bounds the reply, nor the time for which everybody waits.
     */
    private static final long MAX_PICKS = 16 * 1024 * 1024;

    private RandomCount() {}

    /** What is wrong with argument {@code index} as a count; null if it is one. */
    public static @Nullable String error(Args args, int index) {
        if (!args.isLong(index)) {
            return CommandError.NOT_AN_INTEGER;
        } else if (args.toLong(index) == Long.MIN_VALUE) {
            return CommandError.outOfRange(-Long.MAX_VALUE, Long.MAX_VALUE);
        }
        return null;
    }

    /** Whether a count asks for more picks than anybody gets. */
    public static boolean isTooMany(long count) {
        return count < -MAX_PICKS;
    }

    /** Whether so much of a collection is wanted that walking through it costs less than picking, and picking again. */
    public static boolean isMostOf(long wanted, long size) {
        return wanted > size / 3;
    }
}
