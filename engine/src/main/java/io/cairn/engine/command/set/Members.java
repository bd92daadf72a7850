package io.cairn.engine.command.set;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.RO;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.value.ElementWalk;
import io.cairn.engine.value.SetValue;

/** {@code SMEMBERS key}: all members of a set. */
public final class Members implements Command {
    private static final CommandSpec SPEC = command("SMEMBERS")
            .summary("Returns all members of a set.")
            .complexity("O(N) for a set of N members")
            .since("1.0.0")
            .group(Group.SET)
            .arity(2)
            .flags(READONLY)
            .categories(AclCategory.SET)
            .keys(keyAt(1, RO, ACCESS))
            .arguments(key("key", 0))
            .tips("nondeterministic_output_order")
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        SetValue set = context.readCollection(args, 1, SetValue.class);
        if (set != null) {
            write(set, context.reply());
        }
    }

    static void write(SetValue set, ReplyWriter reply) {
        reply.set((int) set.size());
        for (ElementWalk walk = set.walk(); walk.next(); ) {
            reply.bulk(walk.element());
        }
    }
}
