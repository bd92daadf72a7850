package io.cairn.engine.command.hash;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.RO;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.HashValue;

/** {@code HMGET key field [field ...]}: the values of several fields of a hash. */
public final class GetFields implements Command {
    private static final CommandSpec SPEC = command("HMGET")
            .summary("Returns the values of fields of a hash; null for a field that is missing.")
            .complexity("O(1) for each field")
            .since("2.0.0")
            .group(Group.HASH)
            .arity(-3)
            .flags(FAST, READONLY)
            .categories(AclCategory.HASH)
            .keys(keyAt(1, RO, ACCESS))
            .arguments(key("key", 0), string("field").multiple())
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        HashValue hash = context.readCollection(args, 1, HashValue.class);
        if (hash == null) {
            return;
        }
        context.reply().array(args.count() - 2);
        for (int i = 2; i < args.count(); i++) {
            GetField.reply(hash, args, i, context.reply());
        }
    }
}
