package io.cairn.engine.command.string;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.DELETE;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;

/** {@code GETDEL key}: returns the string that a key holds and removes the key. */
public final class GetDel implements Command {
    private static final CommandSpec SPEC = command("GETDEL")
            .summary("Returns the string that a key holds and removes the key.")
            .complexity("O(1)")
            .since("6.2.0")
            .group(Group.STRING)
            .arity(2)
            .flags(FAST, WRITE)
            .categories(AclCategory.STRING)
            .keys(keyAt(1, RW, ACCESS, DELETE))
            .arguments(key("key", 0))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        Entry entry = context.read(args, 1);
        if (Get.reply(entry.value(), context.reply()) && entry.exists()) {
            entry.remove();
            context.effects().command(2).word("DEL").arg(args, 1);
        }
    }
}
