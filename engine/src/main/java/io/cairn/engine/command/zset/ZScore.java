package io.cairn.engine.command.zset;

import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.value.SortedSetValue;

/** {@code ZSCORE key member} and {@code ZMSCORE key member [member ...]}. */
public final class ZScore implements Command {
    private static final CommandSpec ONE = SortedSetDeclarations.declare("ZSCORE")
            .summary("Returns a member's score.")
            .complexity("O(1)")
            .since("1.2.0")
            .arity(3)
            .flags(Flag.READONLY, Flag.FAST)
            .keys(keyAt(1, KeyFlag.RO, KeyFlag.ACCESS))
            .arguments(SortedSetDeclarations.KEY, string("member"))
            .build();

    private static final CommandSpec MANY = SortedSetDeclarations.declare("ZMSCORE")
            .summary("Returns the scores of members.")
            .complexity("O(N) where N is the number of members asked for.")
            .since("6.2.0")
            .arity(-3)
            .flags(Flag.READONLY, Flag.FAST)
            .keys(keyAt(1, KeyFlag.RO, KeyFlag.ACCESS))
            .arguments(SortedSetDeclarations.KEY, string("member").multiple())
            .build();

    private final CommandSpec spec;
    private final boolean many;

    private ZScore(CommandSpec spec, boolean many) {
        this.spec = spec;
        this.many = many;
    }

    public static ZScore zscore() {
        return new ZScore(ONE, false);
    }

    public static ZScore zmscore() {
        return new ZScore(MANY, true);
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        SortedSetValue set = context.readCollection(args, 1, SortedSetValue.class);
        if (set == null) {
            return;
        }
        if (many) {
            context.reply().array(args.count() - 2);
        }
        for (int i = 2; i < args.count(); i++) {
            reply(set.score(args.bytes(), args.offset(i), args.length(i)), context.reply());
        }
    }

    private static void reply(double score, ReplyWriter reply) {
        if (Double.isNaN(score)) {
            reply.nullValue();
        } else {
            reply.number(score);
        }
    }
}
