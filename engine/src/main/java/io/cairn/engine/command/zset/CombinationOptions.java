package io.cairn.engine.command.zset;

import io.cairn.engine.command.CommandError;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.DoubleParser;
import org.jspecify.annotations.Nullable;

/** What stands behind the keys of a union, intersection or difference. */
final class CombinationOptions {
    private final boolean weighing;
    private final boolean showing;
    private final boolean counting;

    private Combination.Aggregate aggregate = Combination.Aggregate.SUM;
    private boolean withScores;
    private long limit;

    /**
     * @param weighing whether WEIGHTS and AGGREGATE are options
     * @param showing whether WITHSCORES is one
     * @param counting whether LIMIT is one
     */
    CombinationOptions(boolean weighing, boolean showing, boolean counting) {
        this.weighing = weighing;
        this.showing = showing;
        this.counting = counting;
    }

    Combination.Aggregate aggregate() {
        return aggregate;
    }

    boolean withScores() {
        return withScores;
    }

    /** Up to where to count. */
    long limit() {
        return limit == 0 ? Long.MAX_VALUE : limit;
    }

    /** Reads the arguments from {@code first} on, weights into the operands; returns an error or null. */
    @Nullable
    String parse(Args args, int first, Operands operands) {
        int i = first;
        while (i < args.count()) {
            int rest = args.count() - i;
            String error = null;
            if (weighing && rest > operands.count() && args.isWord(i, "WEIGHTS")) {
                error = parseWeights(args, i + 1, operands);
                i += 1 + operands.count();
            } else if (weighing && rest >= 2 && args.isWord(i, "AGGREGATE")) {
                error = parseAggregate(args, i + 1);
                i += 2;
            } else if (showing && args.isWord(i, "WITHSCORES")) {
                withScores = true;
                i++;
            } else if (counting && rest >= 2 && args.isWord(i, "LIMIT")) {
                error = parseLimit(args, i + 1);
                i += 2;
            } else {
                error = CommandError.SYNTAX;
            }
            if (error != null) {
                return error;
            }
        }
        return null;
    }

    private static @Nullable String parseWeights(Args args, int first, Operands operands) {
        for (int i = 0; i < operands.count(); i++) {
            double weight = DoubleParser.parse(args.bytes(), args.offset(first + i), args.length(first + i));
            if (Double.isNaN(weight)) {
                return "ERR weight value is not a float";
            }
            operands.get(i).setWeight(weight);
        }
        return null;
    }

    private @Nullable String parseAggregate(Args args, int index) {
        for (Combination.Aggregate each : Combination.Aggregate.values()) {
            if (args.isWord(index, each.name())) {
                aggregate = each;
                return null;
            }
        }
        return CommandError.SYNTAX;
    }

    private @Nullable String parseLimit(Args args, int index) {
        if (!args.isLong(index) || args.toLong(index) < 0) {
            return "ERR LIMIT can't be negative";
        }
        limit = args.toLong(index);
        return null;
    }
}
