package io.cairn.engine.command.zset;

import static io.cairn.engine.command.ArgSpec.block;
import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.optionalToken;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.command.RandomCount;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.value.MemberWalk;
import io.cairn.engine.value.SortedSetValue;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code ZRANDMEMBER key [count [WITHSCORES]]}: members picked at random; with a count different ones, with a negative
 * count such as may repeat.
 */
public final class ZRandomMember implements Command {
    private static final CommandSpec SPEC = SortedSetDeclarations.declare("ZRANDMEMBER")
            .summary("Returns members picked at random.")
            .complexity("O(M*log(N)) where N is the size of the sorted set and M the number of members returned.")
            .since("6.2.0")
            .arity(-2)
            .flags(Flag.READONLY)
            .keys(keyAt(1, KeyFlag.RO, KeyFlag.ACCESS))
            .arguments(
                    SortedSetDeclarations.KEY,
                    block("options", integer("count"), optionalToken("WITHSCORES"))
                            .optional())
            .tips("nondeterministic_output")
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        String error = args.count() < 3 ? null : error(args);
        if (error != null) {
            reply.error(error);
            return;
        }
        SortedSetValue set = context.readCollection(args, 1, SortedSetValue.class);
        if (set == null) {
            return;
        }
        boolean withScores = args.count() == 4;
        if (args.count() == 2) {
            replyOne(set, context);
        } else if (set.isEmpty()) {
            reply.array(0);
        } else if (args.toLong(2) < 0) {
            replyRepeating(set, -args.toLong(2), withScores, context);
        } else {
            replyDifferent(set, Math.min(args.toLong(2), set.size()), withScores, context);
        }
    }

    private static @Nullable String error(Args args) {
        String error = RandomCount.error(args, 2);
        if (error != null) {
            return error;
        }
        long count = args.toLong(2);
        if (args.count() > 4 || args.count() == 4 && !args.isWord(3, "WITHSCORES")) {
            return CommandError.SYNTAX;
        }
        boolean tooMany = count < -Long.MAX_VALUE / 2 || count > Long.MAX_VALUE / 2;
        return args.count() == 4 && tooMany || RandomCount.isTooMany(count) ? CommandError.OUT_OF_RANGE : null;
    }

    private static void replyOne(SortedSetValue set, CommandContext context) {
        if (set.isEmpty()) {
            context.reply().nullValue();
            return;
        }
        MemberReply.member(context.reply(), pick(set, context), false);
    }

    private static MemberWalk pick(SortedSetValue set, CommandContext context) {
        return at(set, Long.remainderUnsigned(context.databases().random(), set.size()));
    }

    private static MemberWalk at(SortedSetValue set, long rank) {
        MemberWalk walk = set.walk(rank, false);
        walk.next();
        return walk;
    }

    private static void replyRepeating(SortedSetValue set, long count, boolean withScores, CommandContext context) {
        MemberReply.begin(context.reply(), count, withScores);
        for (long i = 0; i < count; i++) {
            MemberReply.member(context.reply(), pick(set, context), withScores);
        }
    }

    /** Floyd's way of drawing {@code count} of the ranks: as many draws, each of which gives one more. */
    private static void replyDifferent(SortedSetValue set, long count, boolean withScores, CommandContext context) {
        long size = set.size();
        if (count == size) {
            MemberReply.list(context.reply(), set.walk(), count, withScores);
            return;
        }
        MemberReply.begin(context.reply(), count, withScores);
        Set<Long> drawn = new HashSet<>();
        for (long last = size - count; last < size; last++) {
            long rank = Long.remainderUnsigned(context.databases().random(), last + 1);
            long picked = drawn.add(rank) ? rank : last;
            drawn.add(picked);
            MemberReply.member(context.reply(), at(set, picked), withScores);
        }
    }
}
