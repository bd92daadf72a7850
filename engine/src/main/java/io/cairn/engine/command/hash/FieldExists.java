package io.cairn.engine.command.hash;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.KeyFlag.RO;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.HashValue;

/** {@code HEXISTS key field}: tells whether a hash has a field. */
public final class FieldExists implements Command {
    private static final CommandSpec SPEC = command("HEXISTS")
            .summary("Tells whether a hash has a field.")
            .complexity("O(1)")
            .since("2.0.0")
            .group(Group.HASH)
            .arity(3)
            .flags(FAST, READONLY)
            .categories(AclCategory.HASH)
            .keys(keyAt(1, RO))
            .arguments(key("key", 0), string("field"))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        HashValue hash = context.readCollection(args, 1, HashValue.class);
        if (hash != null) {
            context.reply().integer(hash.find(args.bytes(), args.offset(2), args.length(2)) ? 1 : 0);
        }
    }
}
