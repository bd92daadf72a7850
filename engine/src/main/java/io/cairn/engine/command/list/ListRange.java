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
import io.cairn.engine.value.ListValue;
import io.cairn.engine.value.ListWalk;

/** {@code LRANGE key start stop}: a part of a list, both ends included. */
final class ListRange implements Command {
    private static final CommandSpec SPEC = command("LRANGE")
            .summary("Returns a part of a list. Negative indexes count from the end.")
            .complexity("O(log(N)+M) where N is the length of the list and M that of the part.")
            .since("1.0.0")
            .group(Group.LIST)
            .arity(4)
            .flags(READONLY)
            .categories(AclCategory.LIST)
            .keys(keyAt(1, RO, ACCESS))
            .arguments(key("key", 0), integer("start"), integer("stop"))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        if (!args.isLong(2) || !args.isLong(3)) {
            reply.error(CommandError.NOT_AN_INTEGER);
            return;
        }
        ListValue list = context.readCollection(args, 1, ListValue.class);
        if (list == null) {
            return;
        }
        long size = list.size();
        long first = IndexRange.first(args.toLong(2), size);
        long count = IndexRange.count(first, args.toLong(3), size);
        reply.array(count);
        ListWalk walk = list.walk(first, count, false);
        while (walk.nextRun()) {
            reply.entries(walk.runBytes(), walk.runStart(), walk.runCount());
        }
    }
}
