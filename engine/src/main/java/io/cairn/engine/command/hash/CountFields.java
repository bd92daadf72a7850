package io.cairn.engine.command.hash;

import static io.cairn.engine.command.ArgSpec.key;
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

/** {@code HLEN key}: the number of fields of a hash. */
public final class CountFields implements Command {
    private static final CommandSpec SPEC = command("HLEN")
            .summary("Returns the number of fields of a hash.")
            .complexity("O(1)")
            .since("2.0.0")
            .group(Group.HASH)
            .arity(2)
            .flags(FAST, READONLY)
            .categories(AclCategory.HASH)
            .keys(keyAt(1, RO))
            .arguments(key("key", 0))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        HashValue hash = context.readCollection(args, 1, HashValue.class);
        if (hash != null) {
            context.reply().integer(hash.size());
        }
    }
}
