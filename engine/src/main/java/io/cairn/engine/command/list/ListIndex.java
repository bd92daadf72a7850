package io.cairn.engine.command.list;

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
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.Element;
import io.cairn.engine.value.ListValue;

/** {@code LINDEX key index}: one element of a list. */
final class ListIndex implements Command {
    private static final CommandSpec SPEC = command("LINDEX")
            .summary("Returns the element of a list at an index. Negative indexes count from the end.")
            .complexity("O(log(N)) where N is the length of the list.")
            .since("1.0.0")
            .group(Group.LIST)
            .arity(3)
            .flags(READONLY)
            .categories(AclCategory.LIST)
            .keys(keyAt(1, RO, ACCESS))
            .arguments(key("key", 0), integer("index"))
            .build();

    private final Element element = new Element();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        ListValue list = context.readCollection(args, 1, ListValue.class);
        if (list == null) {
            return;
        }
        if (list.isEmpty()) {
            reply.nullValue();
        } else if (!args.isLong(2)) {
            reply.error(CommandError.NOT_AN_INTEGER);
        } else {
            long index = IndexRange.index(args.toLong(2), list.size());
            if (index < 0) {
                reply.nullValue();
            } else {
                list.read(index, element);
                reply.bulk(element);
            }
        }
    }
}
