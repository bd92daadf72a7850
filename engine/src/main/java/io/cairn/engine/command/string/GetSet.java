package io.cairn.engine.command.string;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeyFlag.UPDATE;
import static io.cairn.engine.command.KeySpec.keyAt;
import static io.cairn.engine.structure.RecordTable.NO_EXPIRY;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;

/** {@code GETSET key value}: sets a key and returns what it held. */
public final class GetSet implements Command {
    private static final CommandSpec SPEC = command("GETSET")
            .summary("Sets a key to a string and returns the one it held before.")
            .complexity("O(1)")
            .since("1.0.0")
            .deprecated("6.2.0", "`SET` with the `!GET` argument")
            .group(Group.STRING)
            .arity(3)
            .flags(DENYOOM, FAST, WRITE)
            .categories(AclCategory.STRING)
            .keys(keyAt(1, RW, ACCESS, UPDATE))
            .arguments(key("key", 0), string("value"))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        Entry entry = context.read(args, 1);
        if (Get.reply(entry.value(), context.reply())) {
            entry.putString(args.bytes(), args.offset(2), args.length(2), NO_EXPIRY);
            context.effects().command(3).word("SET").arg(args, 1).arg(args, 2);
        }
    }
}
