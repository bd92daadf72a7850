package io.cairn.engine.command.zset;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.value.MemberWalk;
import io.cairn.engine.value.RankRange;
import io.cairn.engine.value.SortedSetValue;

/** {@code ZPOPMIN key [count]}: removes and returns the members with the lowest scores; {@code ZPOPMAX}: the highest. */
public final class ZPop implements Command {
    private static final CommandSpec MIN = declare("ZPOPMIN", "lowest");
    private static final CommandSpec MAX = declare("ZPOPMAX", "highest");

    private final CommandSpec spec;
    private final boolean highest;

    private ZPop(CommandSpec spec, boolean highest) {
        this.spec = spec;
        this.highest = highest;
    }

    public static ZPop zpopmin() {
        return new ZPop(MIN, false);
    }

    public static ZPop zpopmax() {
        return new ZPop(MAX, true);
    }

    private static CommandSpec declare(String name, String which) {
        return SortedSetDeclarations.declare(name)
                .summary("Removes and returns the members with the " + which + " scores.")
                .complexity("O(log(N)+M) where N is the size of the sorted set and M the number of members removed.")
                .since("5.0.0")
                .arity(-2)
                .flags(Flag.WRITE, Flag.FAST)
                .keys(keyAt(1, KeyFlag.RW, KeyFlag.ACCESS, KeyFlag.DELETE))
                .arguments(SortedSetDeclarations.KEY, integer("count").optional())
                .build();
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        boolean counted = args.count() == 3;
        String error = args.count() > 3
                ? CommandError.SYNTAX
                : counted && !(args.isLong(2) && args.toLong(2) >= 0)
                        ? CommandError.OUT_OF_RANGE + ", must be positive"
                        : null;
        if (error != null) {
            reply.error(error);
            return;
        }
        SortedSetValue set = context.collection(args, 1, SortedSetValue.class);
        if (set == null) {
            return;
        }
        long count = Math.min(counted ? args.toLong(2) : 1, set.size());
        // Without a count RESP3 has member and score beside one another too.
        reply.array(counted && reply.protocol() == 3 ? count : 2 * count);
        pop(set, highest, count, counted, reply);
    }

    /** Removes members from one end and writes them; pairs are arrays if {@code nested} and RESP3 is spoken. */
    private static void pop(SortedSetValue set, boolean highest, long count, boolean nested, ReplyWriter reply) {
        if (count == 0) {
            return;
        }
        long size = set.size();
        MemberWalk walk = set.walk(highest ? size - 1 : 0, highest);
        for (long i = 0; i < count && walk.next(); i++) {
            if (nested) {
                MemberReply.member(reply, walk, true);
            } else {
                reply.bulk(
                        walk.member().bytes(),
                        walk.member().offset(),
                        walk.member().length());
                reply.number(walk.score());
            }
        }
        set.remove(new RankRange(highest ? size - count : 0, count));
    }
}
