package io.cairn.engine.command.zset;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.token;

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

/**
 * {@code ZMPOP numkeys key [key ...] <MIN | MAX> [COUNT count]}: removes and returns members from one end of the first
 * sorted set that is there.
 */
public final class ZPopMany implements Command {
    private static final CommandSpec SPEC = SortedSetDeclarations.declare("ZMPOP")
            .summary(
                    "Removes and returns members with the lowest or highest scores of the first sorted set that is there.")
            .complexity(
                    "O(K)+O(log(N)+M) where K is the number of keys, N the size of the sorted set and M the number of"
                            + " members removed.")
            .since("7.0.0")
            .arity(-4)
            .flags(Flag.WRITE, Flag.MOVABLEKEYS)
            .keys(SortedSetDeclarations.countedKeys(1, KeyFlag.RW, KeyFlag.ACCESS, KeyFlag.DELETE))
            .arguments(
                    integer("numkeys"),
                    key("key", 0).multiple(),
                    oneOf("where", token("MIN"), token("MAX")),
                    integer("count").after("COUNT").optional())
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        if (!isPositive(args, 1)) {
            reply.error("ERR numkeys should be greater than 0");
            return;
        }
        long keys = args.toLong(1);
        int where = (int) Math.min(args.count(), Math.min(keys, Integer.MAX_VALUE - 2) + 2);
        boolean options = where < args.count() && (args.isWord(where, "MIN") || args.isWord(where, "MAX"));
        boolean counted = where + 3 == args.count() && args.isWord(where + 1, "COUNT");
        if (!options) {
            reply.error(CommandError.SYNTAX);
            return;
        }
        // As Redis reads on from there: a count that is none is reported before what stands behind it.
        boolean countFollows = where + 2 < args.count() && args.isWord(where + 1, "COUNT");
        if (countFollows && !isPositive(args, where + 2)) {
            reply.error("ERR count should be greater than 0");
            return;
        }
        if (where + 1 != args.count() && !counted) {
            reply.error(CommandError.SYNTAX);
            return;
        }
        pop(args, (int) keys, args.isWord(where, "MAX"), counted ? args.toLong(where + 2) : 1, context);
    }

    private static boolean isPositive(Args args, int index) {
        return args.isLong(index) && args.toLong(index) > 0;
    }

    private static void pop(Args args, int keys, boolean highest, long most, CommandContext context) {
        for (int i = 2; i < 2 + keys; i++) {
            SortedSetValue set = context.collection(args, i, SortedSetValue.class);
            if (set == null) {
                return;
            }
            if (!set.isEmpty()) {
                pop(args, i, set, highest, Math.min(most, set.size()), context);
                return;
            }
        }
        context.reply().nullArray();
    }

    private static void pop(
            Args args, int key, SortedSetValue set, boolean highest, long count, CommandContext context) {
        ReplyWriter reply = context.reply();
        reply.array(2);
        reply.bulk(args, key);
        reply.array(count);
        long size = set.size();
        MemberWalk walk = set.walk(highest ? size - 1 : 0, highest);
        for (long i = 0; i < count && walk.next(); i++) {
            reply.array(2);
            reply.bulk(
                    walk.member().bytes(), walk.member().offset(), walk.member().length());
            reply.number(walk.score());
        }
        set.remove(new RankRange(highest ? size - count : 0, count));
        context.effects()
                .command(3)
                .word(highest ? "ZPOPMAX" : "ZPOPMIN")
                .arg(args, key)
                .number(count);
    }
}
