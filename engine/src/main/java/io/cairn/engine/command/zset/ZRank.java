package io.cairn.engine.command.zset;

import static io.cairn.engine.command.ArgSpec.optionalToken;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.value.SortedSetValue;

/**
 * {@code ZRANK key member [WITHSCORE]}: a member's rank, counted from 0 and from the lowest score; {@code ZREVRANK}: from
 * the highest.
 */
public final class ZRank implements Command {
    private static final CommandSpec FORWARD = declare("ZRANK", "lowest");
    private static final CommandSpec REVERSE = declare("ZREVRANK", "highest");

    private final CommandSpec spec;
    private final boolean reverse;

    private ZRank(CommandSpec spec, boolean reverse) {
        this.spec = spec;
        this.reverse = reverse;
    }

    public static ZRank zrank() {
        return new ZRank(FORWARD, false);
    }

    public static ZRank zrevrank() {
        return new ZRank(REVERSE, true);
    }

    private static CommandSpec declare(String name, String from) {
        return SortedSetDeclarations.declare(name)
                .summary("Returns a member's rank, counted from the " + from + " score.")
                .complexity("O(log(N))")
                .since("2.0.0")
                .arity(-3)
                .flags(Flag.READONLY, Flag.FAST)
                .keys(keyAt(1, KeyFlag.RO, KeyFlag.ACCESS))
                .arguments(SortedSetDeclarations.KEY, string("member"), optionalToken("WITHSCORE"))
                .build();
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    /**
     * {@inheritDoc}
     *
     * <p>An absent key and an absent member get the same null. With WITHSCORE that null stands in for an array, and
     * RESP2 spells it differently.
     */
    @Override
    public void execute(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        if (args.count() > 4) {
            reply.error(CommandError.wrongArity(spec));
            return;
        }
        boolean withScore = args.count() == 4;
        if (withScore && !args.isWord(3, "WITHSCORE")) {
            reply.error(CommandError.SYNTAX);
            return;
        }
        SortedSetValue set = context.readCollection(args, 1, SortedSetValue.class);
        if (set != null) {
            reply(set, args, withScore, reply);
        }
    }

    private void reply(SortedSetValue set, Args args, boolean withScore, ReplyWriter reply) {
        int member = args.offset(2);
        int length = args.length(2);
        long rank = set.rank(args.bytes(), member, length);
        if (rank == SortedSetValue.NO_RANK) {
            if (withScore) {
                reply.nullArray();
            } else {
                reply.nullValue();
            }
            return;
        }
        if (withScore) {
            reply.array(2);
        }
        reply.integer(reverse ? set.size() - 1 - rank : rank);
        if (withScore) {
            reply.number(set.score(args.bytes(), member, length));
        }
    }
}
