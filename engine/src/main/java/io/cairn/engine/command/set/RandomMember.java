package io.cairn.engine.command.set;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.RO;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.RandomCount;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.Element;
import io.cairn.engine.value.ElementWalk;
import io.cairn.engine.value.SetValue;

/**
 * {@code SRANDMEMBER key [count]}: members picked at random. A positive count asks for different members, a negative one for
 * as many picks, in which a member may come again.
 */
public final class RandomMember implements Command {
    private static final CommandSpec SPEC = command("SRANDMEMBER")
            .summary("Returns members of a set picked at random.")
            .complexity("O(N) for N members returned")
            .since("1.0.0")
            .group(Group.SET)
            .arity(-2)
            .flags(READONLY)
            .categories(AclCategory.SET)
            .keys(keyAt(1, RO, ACCESS))
            .arguments(key("key", 0), integer("count").since("2.6.0").optional())
            .tips("nondeterministic_output")
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        if (args.count() > 3) {
            context.reply().error(CommandError.SYNTAX);
            return;
        }
        boolean single = args.count() == 2;
        String error = single ? null : RandomCount.error(args, 2);
        if (error == null && !single && RandomCount.isTooMany(args.toLong(2))) {
            error = CommandError.OUT_OF_RANGE;
        }
        if (error != null) {
            context.reply().error(error);
            return;
        }
        SetValue set = context.readCollection(args, 1, SetValue.class);
        if (set == null) {
            return;
        }
        ReplyWriter reply = context.reply();
        if (single) {
            if (set.isEmpty()) {
                reply.nullValue();
            } else {
                reply.bulk(set.random());
            }
        } else {
            pick(set, args.toLong(2), context);
        }
    }

    private static void pick(SetValue set, long count, CommandContext context) {
        ReplyWriter reply = context.reply();
        if (count < 0 && !set.isEmpty()) {
            reply.array(-count);
            for (long i = count; i < 0; i++) {
                reply.bulk(set.random());
            }
            return;
        }
        long different = Math.min(Math.max(count, 0), set.size());
        reply.array(different);
        if (RandomCount.isMostOf(different, set.size())) {
            walk(set, different, context);
        } else {
            SetValue picked = SetOperands.resultIn(context.databases().scratch());
            while (picked.size() < different) {
                Element member = set.random();
                if (picked.add(member)) {
                    reply.bulk(member);
                }
            }
        }
    }

    /** Each member is taken with the probability with which it belongs to what is still to be taken. */
    private static void walk(SetValue set, long count, CommandContext context) {
        long wanted = count;
        long left = set.size();
        for (ElementWalk walk = set.walk(); wanted > 0 && walk.next(); left--) {
            if (Math.floorMod(context.databases().random(), left) < wanted) {
                context.reply().bulk(walk.element());
                wanted--;
            }
        }
    }
}
