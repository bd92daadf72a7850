package io.cairn.engine.command.generic;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.Value;

/** {@code TYPE key}: the kind of value that a key holds. */
public final class Type implements Command {
    private static final CommandSpec SPEC = command("TYPE")
            .summary("Names the kind of value that a key holds, or none.")
            .complexity("O(1)")
            .since("1.0.0")
            .group(Group.GENERIC)
            .arity(2)
            .flags(FAST, READONLY)
            .categories(AclCategory.KEYSPACE)
            .keys(keyAt(1, KeyFlag.RO))
            .arguments(key("key", 0))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        Value value = context.peek(args, 1).value();
        context.reply().simple(value == null ? "none" : value.typeName());
    }
}
