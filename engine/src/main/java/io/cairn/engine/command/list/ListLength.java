package io.cairn.engine.command.list;

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
import io.cairn.engine.value.ListValue;

/** {@code LLEN key}: the number of elements of a list. */
final class ListLength implements Command {
    private static final CommandSpec SPEC = command("LLEN")
            .summary("Returns the number of elements of a list; 0 if there is none.")
            .complexity("O(1)")
            .since("1.0.0")
            .group(Group.LIST)
            .arity(2)
            .flags(FAST, READONLY)
            .categories(AclCategory.LIST)
            .keys(keyAt(1, RO))
            .arguments(key("key", 0))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ListValue list = context.readCollection(args, 1, ListValue.class);
        if (list != null) {
            context.reply().integer(list.size());
        }
    }
}
