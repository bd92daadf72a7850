package io.cairn.engine.command.zset;

import static io.cairn.engine.command.ArgSpec.decimal;
import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.MemberRange;
import io.cairn.engine.value.RankRange;
import io.cairn.engine.value.SortedSetValue;

/** {@code ZREMRANGEBYRANK key start stop}, {@code ZREMRANGEBYSCORE key min max} and {@code ZREMRANGEBYLEX key min max}. */
public final class ZRemoveRange implements Command {
    private static final CommandSpec RANKS = declare("ZREMRANGEBYRANK", "their ranks")
            .since("2.0.0")
            .arguments(SortedSetDeclarations.KEY, integer("start"), integer("stop"))
            .build();

    private static final CommandSpec SCORES = declare("ZREMRANGEBYSCORE", "their scores")
            .since("1.2.0")
            .arguments(SortedSetDeclarations.KEY, decimal("min"), decimal("max"))
            .build();

    private static final CommandSpec TEXTS = declare(
                    "ZREMRANGEBYLEX", "their bytes, provided that all have the same score")
            .since("2.8.9")
            .arguments(SortedSetDeclarations.KEY, string("min"), string("max"))
            .build();

    private final CommandSpec spec;
    private final Bounds bounds;

    private ZRemoveRange(CommandSpec spec, Bounds bounds) {
        this.spec = spec;
        this.bounds = bounds;
    }

    public static ZRemoveRange byRank() {
        return new ZRemoveRange(RANKS, Bounds.RANK);
    }

    public static ZRemoveRange byScore() {
        return new ZRemoveRange(SCORES, Bounds.SCORE);
    }

    public static ZRemoveRange byLex() {
        return new ZRemoveRange(TEXTS, Bounds.LEX);
    }

    private static CommandSpec.Builder declare(String name, String by) {
        return SortedSetDeclarations.declare(name)
                .summary("Removes the members in a range by " + by + ".")
                .complexity("O(log(N)+M) where N is the size of the sorted set and M the number of members removed.")
                .arity(4)
                .flags(Flag.WRITE)
                .keys(keyAt(1, KeyFlag.RW, KeyFlag.DELETE));
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        MemberRange range = null;
        if (bounds != Bounds.RANK) {
            range = bounds.parse(args, 2, 3);
        }
        boolean readable = bounds == Bounds.RANK ? args.isLong(2) && args.isLong(3) : range != null;
        if (!readable) {
            context.reply().error(bounds.error());
            return;
        }
        SortedSetValue set = context.collection(args, 1, SortedSetValue.class);
        if (set == null) {
            return;
        }
        RankRange ranks =
                range == null ? Bounds.ranks(args.toLong(2), args.toLong(3), set.size()) : set.ranks(range, false);
        set.remove(ranks);
        context.reply().integer(ranks.count());
    }
}
