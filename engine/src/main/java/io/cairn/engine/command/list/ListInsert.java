package io.cairn.engine.command.list;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.INSERT;
import static io.cairn.engine.command.KeyFlag.RW;
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

/** {@code LINSERT key BEFORE | AFTER pivot element}: adds an element beside another one. */
final class ListInsert implements Command {
    private static final CommandSpec SPEC = command("LINSERT")
            .summary("Adds an element before or behind the first one that is equal to another.")
            .complexity("O(N) where N is the number of elements before the one it is added to.")
            .since("2.2.0")
            .group(Group.LIST)
            .arity(5)
            .flags(DENYOOM, WRITE)
            .categories(AclCategory.LIST)
            .keys(keyAt(1, RW, INSERT))
            .arguments(
                    key("key", 0), oneOf("where", token("BEFORE"), token("AFTER")), string("pivot"), string("element"))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        boolean before = args.isWord(2, "BEFORE");
        if (!before && !args.isWord(2, "AFTER")) {
            reply.error(CommandError.SYNTAX);
            return;
        }
        ListValue list = context.collection(args, 1, ListValue.class);
        if (list == null) {
            return;
        }
        boolean absent = list.isEmpty();
        boolean inserted =
                list.insertBeside(before, args.bytes(), args.offset(3), args.length(3), args.offset(4), args.length(4));
        reply.integer(inserted ? list.size() : absent ? 0 : -1);
    }
}
