package io.cairn.engine.command.generic;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeySpec.keyAt;
import static io.cairn.engine.structure.RecordTable.NO_EXPIRY;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;

/** {@code PERSIST key}: lets a key never expire. */
public final class Persist implements Command {
    private static final CommandSpec SPEC = command("PERSIST")
            .summary("Takes away a key's expiry.")
            .complexity("O(1)")
            .since("2.2.0")
            .group(Group.GENERIC)
            .arity(2)
            .flags(FAST, WRITE)
            .categories(AclCategory.KEYSPACE)
            .keys(keyAt(1, KeyFlag.RW, KeyFlag.UPDATE))
            .arguments(key("key", 0))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        Entry entry = context.entry(args, 1);
        boolean expires = entry.expireAtMs() != NO_EXPIRY;
        if (expires) {
            entry.expireAt(NO_EXPIRY);
        }
        context.reply().integer(expires ? 1 : 0);
    }
}
