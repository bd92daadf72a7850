package io.cairn.engine.command.hash;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.DELETE;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.HashValue;

/** {@code HDEL key field [field ...]}: removes fields of a hash. */
public final class RemoveFields implements Command {
    private static final CommandSpec SPEC = command("HDEL")
            .summary("Removes fields of a hash, and the key with the last of them.")
            .complexity("O(1) for each field")
            .since("2.0.0")
            .group(Group.HASH)
            .arity(-3)
            .flags(FAST, WRITE)
            .categories(AclCategory.HASH)
            .keys(keyAt(1, RW, DELETE))
            .arguments(key("key", 0), string("field").multiple())
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        HashValue hash = context.collection(args, 1, HashValue.class);
        if (hash == null) {
            return;
        }
        int removed = 0;
        for (int i = 2; i < args.count(); i++) {
            removed += hash.remove(args.bytes(), args.offset(i), args.length(i)) ? 1 : 0;
        }
        context.reply().integer(removed);
    }
}
