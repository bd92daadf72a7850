package io.cairn.engine.command.zset;

import io.cairn.engine.command.CommandError;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.value.MemberRange;
import io.cairn.engine.value.MemberWalk;
import io.cairn.engine.value.RankRange;
import io.cairn.engine.value.SortedSetValue;
import org.jspecify.annotations.Nullable;

/** Which members a request of the ZRANGE kind asks for. */
final class RangeRequest {
    private static final long NO_LIMIT = -1;

    private @Nullable Bounds bounds;
    private @Nullable Boolean reverse;
    private boolean withScores;
    private long offset;
    private long limit = NO_LIMIT;
    private long start;
    private long stop;
    private @Nullable MemberRange range;

    /**
     * Reads a request.
     *
     * @param first where its ends stand, options behind them
     * @param bounds what the ends are, if the command says so
     * @param reverse from which end it goes, if the command says so
     * @param scoresAllowed whether the request may ask for scores
     * @return null after an error reply
     */
    static @Nullable RangeRequest parse(
            Args args,
            int first,
            @Nullable Bounds bounds,
            @Nullable Boolean reverse,
            boolean scoresAllowed,
            ReplyWriter reply) {
        RangeRequest request = new RangeRequest();
        request.bounds = bounds;
        request.reverse = reverse;
        String error = request.parseOptions(args, first + 2, scoresAllowed);
        if (error == null) {
            error = request.parseEnds(args, first);
        }
        if (error != null) {
            reply.error(error);
            return null;
        }
        return request;
    }

    private @Nullable String parseOptions(Args args, int from, boolean scoresAllowed) {
        for (int i = from; i < args.count(); i++) {
            if (scoresAllowed && args.isWord(i, "WITHSCORES")) {
                withScores = true;
            } else if (args.isWord(i, "LIMIT") && i + 2 < args.count()) {
                if (!args.isLong(i + 1) || !args.isLong(i + 2)) {
                    return CommandError.NOT_AN_INTEGER;
                }
                offset = args.toLong(i + 1);
                limit = args.toLong(i + 2);
                i += 2;
            } else if (reverse == null && args.isWord(i, "REV")) {
                reverse = true;
            } else if (bounds == null && args.isWord(i, "BYLEX")) {
                bounds = Bounds.LEX;
            } else if (bounds == null && args.isWord(i, "BYSCORE")) {
                bounds = Bounds.SCORE;
            } else {
                return CommandError.SYNTAX;
            }
        }
        if (limit != NO_LIMIT && bounds() == Bounds.RANK) {
            return "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX";
        }
        return withScores && bounds() == Bounds.LEX
                ? "ERR syntax error, WITHSCORES not supported in combination with BYLEX"
                : null;
    }

    private @Nullable String parseEnds(Args args, int first) {
        if (bounds() == Bounds.RANK) {
            if (!args.isLong(first) || !args.isLong(first + 1)) {
                return bounds().error();
            }
            start = args.toLong(first);
            stop = args.toLong(first + 1);
            return null;
        }
        // In reverse the upper end stands first.
        range = bounds().parse(args, isReverse() ? first + 1 : first, isReverse() ? first : first + 1);
        return range == null ? bounds().error() : null;
    }

    private Bounds bounds() {
        return bounds == null ? Bounds.RANK : bounds;
    }

    private boolean isReverse() {
        return reverse != null && reverse;
    }

    /** Whether scores are wanted. */
    boolean withScores() {
        return withScores;
    }

    /** What is asked for, counted in the direction in which it is asked for. */
    RankRange of(SortedSetValue set) {
        long size = set.size();
        if (range == null) {
            return Bounds.ranks(start, stop, size);
        }
        RankRange ranks = set.ranks(range, isReverse());
        if (offset < 0 || offset >= ranks.count()) {
            return RankRange.NONE;
        }
        long count = ranks.count() - offset;
        long from = isReverse() ? size - ranks.from() - ranks.count() : ranks.from();
        return new RankRange(from + offset, limit < 0 ? count : Math.min(limit, count));
    }

    /** Walks from the first one asked for on, in the direction asked for. */
    MemberWalk walk(SortedSetValue set, RankRange asked) {
        return set.walk(isReverse() ? set.size() - 1 - asked.from() : asked.from(), isReverse());
    }
}
