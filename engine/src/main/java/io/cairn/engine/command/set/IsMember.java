package io.cairn.engine.command.set;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.KeyFlag.RO;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.SetValue;

/** {@code SISMEMBER key member}: tells whether a member is in a set. */
public final class IsMember implements Command {
    private static final CommandSpec SPEC = command("SISMEMBER")
            .summary("Tells whether a set has a member.")
            .complexity("O(1)")
            .since("1.0.0")
            .group(Group.SET)
            .arity(3)
            .flags(FAST, READONLY)
            .categories(AclCategory.SET)
            .keys(keyAt(1, RO))
            .arguments(key("key", 0), string("member"))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        SetValue set = context.readCollection(args, 1, SetValue.class);
        if (set != null) {
            context.reply().integer(set.contains(args.bytes(), args.offset(2), args.length(2)) ? 1 : 0);
        }
    }
}
