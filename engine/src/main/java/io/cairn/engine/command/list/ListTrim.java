package io.cairn.engine.command.list;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
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

/** {@code LTRIM key start stop}: removes all of a list but a part, both ends included. */
final class ListTrim implements Command {
    private static final CommandSpec SPEC = command("LTRIM")
            .summary("Removes all elements of a list but those of a range. Negative indexes count from the end.")
            .complexity(
                    "O(log(N)+M) where N is the length of the list and M the number of elements removed or kept, whichever is less.")
            .since("1.0.0")
            .group(Group.LIST)
            .arity(4)
            .flags(WRITE)
            .categories(AclCategory.LIST)
            .keys(keyAt(1, RW, DELETE))
            .arguments(key("key", 0), integer("start"), integer("stop"))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        if (!args.isLong(2) || !args.isLong(3)) {
            context.reply().error(CommandError.NOT_AN_INTEGER);
            return;
        }
        ListValue list = context.collection(args, 1, ListValue.class);
        if (list != null) {
            if (!list.isEmpty()) {
                trim(list, args.toLong(2), args.toLong(3));
            }
            context.reply().ok();
        }
    }

    private static void trim(ListValue list, long start, long stop) {
        long size = list.size();
        long first = IndexRange.first(start, size);
        long count = IndexRange.count(first, stop, size);
        if (count == 0) {
            list.remove(0, size);
        } else if (count < size) {
            list.keep(first, count);
        }
    }
}
