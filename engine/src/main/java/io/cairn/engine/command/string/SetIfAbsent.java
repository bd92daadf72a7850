package io.cairn.engine.command.string;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.INSERT;
import static io.cairn.engine.command.KeyFlag.OW;
import static io.cairn.engine.command.KeySpec.keyAt;
import static io.cairn.engine.structure.RecordTable.NO_EXPIRY;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;

/** {@code SETNX key value}: sets a key that is not there. */
public final class SetIfAbsent implements Command {
    private static final CommandSpec SPEC = command("SETNX")
            .summary("Sets a key to a string if the key is not there yet.")
            .complexity("O(1)")
            .since("1.0.0")
            .group(Group.STRING)
            .arity(3)
            .flags(DENYOOM, FAST, WRITE)
            .categories(AclCategory.STRING)
            .keys(keyAt(1, OW, INSERT))
            .arguments(key("key", 0), string("value"))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        Entry entry = context.entry(args, 1);
        boolean absent = !entry.exists();
        if (absent) {
            entry.putString(args.bytes(), args.offset(2), args.length(2), NO_EXPIRY);
        }
        context.reply().integer(absent ? 1 : 0);
    }
}
