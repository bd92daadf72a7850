package io.cairn.engine.command.set;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.RO;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.KeySpec;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.ElementWalk;
import io.cairn.engine.value.SetValue;
import java.util.List;
import java.util.Set;

/** {@code SINTERCARD numkeys key [key ...] [LIMIT limit]}: how many members are in all of several sets. */
public final class Intersection implements Command {
    private static final CommandSpec SPEC = command("SINTERCARD")
            .summary("Counts the members that all of several sets have.")
            .complexity("O(N*M) for M sets of which the smallest has N members")
            .since("7.0.0")
            .group(Group.SET)
            .arity(-3)
            .flags(Flag.MOVABLEKEYS, READONLY)
            .categories(AclCategory.SET)
            .keys(new KeySpec(new KeySpec.AtIndex(1), new KeySpec.Counted(0, 1, 1), Set.of(RO, ACCESS)))
            .arguments(
                    integer("numkeys"),
                    key("key", 0).multiple(),
                    integer("limit").after("LIMIT").optional())
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        if (!args.isLong(1) || args.toLong(1) < 1) {
            context.reply().error("ERR numkeys should be greater than 0");
            return;
        }
        if (args.toLong(1) > args.count() - 2) {
            context.reply().error("ERR Number of keys can't be greater than number of args");
            return;
        }
        int end = 2 + (int) args.toLong(1);
        long limit = 0;
        for (int i = end; i < args.count(); i += 2) {
            if (!args.isWord(i, "LIMIT") || i + 1 == args.count()) {
                context.reply().error(CommandError.SYNTAX);
                return;
            }
            if (!args.isLong(i + 1) || args.toLong(i + 1) < 0) {
                context.reply().error("ERR LIMIT can't be negative");
                return;
            }
            limit = args.toLong(i + 1);
        }
        List<SetValue> sets = SetOperands.read(args, 2, end, context);
        if (sets != null) {
            context.reply().integer(count(sets, limit == 0 ? Long.MAX_VALUE : limit));
        }
    }

    private static long count(List<SetValue> sets, long limit) {
        SetOperation.INTERSECTION.arrange(sets);
        long count = 0;
        for (ElementWalk walk = SetOperation.INTERSECTION.walkFirst(sets); count < limit && walk.next(); ) {
            count += SetOperation.INTERSECTION.picks(walk.element(), sets) ? 1 : 0;
        }
        return count;
    }
}
