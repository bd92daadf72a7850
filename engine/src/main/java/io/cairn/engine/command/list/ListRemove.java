package io.cairn.engine.command.list;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.DELETE;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.ListValue;

/** {@code LREM key count element}: removes elements equal to one: the first, the last, or all. */
final class ListRemove implements Command {
    private static final CommandSpec SPEC = command("LREM")
            .summary(
                    "Removes elements that are equal to another: a number of them from the head, with a negative number"
                            + " from the tail, all with 0.")
            .complexity("O(N) where N is the length of the list.")
            .since("1.0.0")
            .group(Group.LIST)
            .arity(4)
            .flags(WRITE)
            .categories(AclCategory.LIST)
            .keys(keyAt(1, RW, DELETE))
            .arguments(key("key", 0), integer("count"), string("element"))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        if (!args.isLong(2)) {
            context.reply().error(CommandError.NOT_AN_INTEGER);
            return;
        }
        ListValue list = context.collection(args, 1, ListValue.class);
        if (list != null) {
            long count = args.toLong(2);
            // The least number has no positive counterpart, and is more than there can be anyway.
            long limit = count == 0 || count == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(count);
            long removed = list.removeEqual(args.bytes(), args.offset(3), args.length(3), limit, count < 0);
            context.reply().integer(removed);
        }
    }
}
