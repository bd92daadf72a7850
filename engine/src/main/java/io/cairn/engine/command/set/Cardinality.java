package io.cairn.engine.command.set;

import static io.cairn.engine.command.ArgSpec.key;
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

/** {@code SCARD key}: the number of members of a set. */
public final class Cardinality implements Command {
    private static final CommandSpec SPEC = command("SCARD")
            .summary("Returns the number of members of a set.")
            .complexity("O(1)")
            .since("1.0.0")
            .group(Group.SET)
            .arity(2)
            .flags(FAST, READONLY)
            .categories(AclCategory.SET)
            .keys(keyAt(1, RO))
            .arguments(key("key", 0))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        SetValue set = context.readCollection(args, 1, SetValue.class);
        if (set != null) {
            context.reply().integer(set.size());
        }
    }
}
