package io.cairn.engine.command.zset;

import static io.cairn.engine.command.ArgSpec.decimal;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.MemberRange;
import io.cairn.engine.value.SortedSetValue;

/** {@code ZCOUNT key min max}: how many members are in a range of scores; {@code ZLEXCOUNT}: in a range by bytes. */
public final class ZCount implements Command {
    private static final CommandSpec SCORES = declare("ZCOUNT")
            .summary("Counts the members whose scores are in a range.")
            .since("2.0.0")
            .arguments(SortedSetDeclarations.KEY, decimal("min"), decimal("max"))
            .build();

    private static final CommandSpec TEXTS = declare("ZLEXCOUNT")
            .summary("Counts the members in a range by their bytes, provided that all have the same score.")
            .since("2.8.9")
            .arguments(SortedSetDeclarations.KEY, string("min"), string("max"))
            .build();

    private final CommandSpec spec;
    private final Bounds bounds;

    private ZCount(CommandSpec spec, Bounds bounds) {
        this.spec = spec;
        this.bounds = bounds;
    }

    public static ZCount zcount() {
        return new ZCount(SCORES, Bounds.SCORE);
    }

    public static ZCount zlexcount() {
        return new ZCount(TEXTS, Bounds.LEX);
    }

    private static CommandSpec.Builder declare(String name) {
        return SortedSetDeclarations.declare(name)
                .complexity("O(log(N)) where N is the size of the sorted set.")
                .arity(4)
                .flags(Flag.READONLY, Flag.FAST)
                .keys(keyAt(1, KeyFlag.RO, KeyFlag.ACCESS));
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        MemberRange range = bounds.parse(args, 2, 3);
        if (range == null) {
            context.reply().error(bounds.error());
            return;
        }
        SortedSetValue set = context.readCollection(args, 1, SortedSetValue.class);
        if (set != null) {
            context.reply().integer(set.ranks(range, false).count());
        }
    }
}
