package io.cairn.engine.command.set;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
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
import io.cairn.engine.value.SetValue;

/** {@code SMISMEMBER key member [member ...]}: tells of several members whether they are in a set. */
public final class AreMembers implements Command {
    private static final CommandSpec SPEC = command("SMISMEMBER")
            .summary("Tells of each of several members whether a set has it.")
            .complexity("O(1) for each member")
            .since("6.2.0")
            .group(Group.SET)
            .arity(-3)
            .flags(FAST, READONLY)
            .categories(AclCategory.SET)
            .keys(keyAt(1, RO, ACCESS))
            .arguments(key("key", 0), string("member").multiple())
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        SetValue set = context.readCollection(args, 1, SetValue.class);
        if (set == null) {
            return;
        }
        context.reply().array(args.count() - 2);
        for (int i = 2; i < args.count(); i++) {
            context.reply().integer(set.contains(args.bytes(), args.offset(i), args.length(i)) ? 1 : 0);
        }
    }
}
