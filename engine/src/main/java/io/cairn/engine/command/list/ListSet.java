package io.cairn.engine.command.list;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeyFlag.UPDATE;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.value.ListValue;

/** {@code LSET key index element}: gives a list another element at an index. */
final class ListSet implements Command {
    private static final CommandSpec SPEC = command("LSET")
            .summary("Replaces the element of a list at an index. Negative indexes count from the end.")
            .complexity("O(log(N)) where N is the length of the list.")
            .since("1.0.0")
            .group(Group.LIST)
            .arity(4)
            .flags(DENYOOM, WRITE)
            .categories(AclCategory.LIST)
            .keys(keyAt(1, RW, UPDATE))
            .arguments(key("key", 0), integer("index"), string("element"))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        ListValue list = context.collection(args, 1, ListValue.class);
        if (list == null) {
            return;
        }
        if (list.isEmpty()) {
            reply.error(CommandError.NO_SUCH_KEY);
        } else if (!args.isLong(2)) {
            reply.error(CommandError.NOT_AN_INTEGER);
        } else {
            long index = IndexRange.index(args.toLong(2), list.size());
            if (index < 0) {
                reply.error(CommandError.INDEX_OUT_OF_RANGE);
            } else {
                list.set(index, args.bytes(), args.offset(3), args.length(3));
                reply.ok();
            }
        }
    }
}
